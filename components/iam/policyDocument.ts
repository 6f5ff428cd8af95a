/** One or many: IAM's JSON takes both. */
type OneOrMany = string | readonly string[];

/** Condition operator → key → value(s). */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;

interface StatementBase {
  readonly effect?: "Allow" | "Deny";
  readonly actions: OneOrMany;
  /** Who, in a resource policy; absent in an identity policy. `"*"` is everybody, so narrow it by conditions. */
  readonly principal?: "*" | Readonly<Record<string, OneOrMany>>;
  readonly conditions?: Conditions;
}

/** A statement about named resources. */
export interface ResourceStatement extends StatementBase {
  readonly sid?: string;
  readonly resources: OneOrMany;
  readonly anyResource?: undefined;
}

/** A statement about every resource. It must say why; the reason becomes the Sid, so it shows in the plan and in AWS. */
export interface AnyResourceStatement extends StatementBase {
  /** Why `Resource` is `*`, as a Sid: letters and digits only, for example `GetAuthorizationTokenHasNoResource`. */
  readonly anyResource: string;
  readonly sid?: undefined;
  readonly resources?: undefined;
}

/** One statement of an IAM policy, in TypeScript's spelling. */
export type Statement = ResourceStatement | AnyResourceStatement;

/**
 * Renders an IAM policy document.
 *
 * Plain strings in, plain string out: a document that is composed from known names can be read by a policy pack in the
 * first preview.
 *
 * @throws Error when a Sid or the reason for `*` holds anything but letters and digits, which IAM refuses.
 */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(render) });
}

function render(statement: Statement): Record<string, unknown> {
  const sid = statement.anyResource ?? statement.sid;
  if (sid !== undefined && !/^[A-Za-z0-9]+$/.test(sid)) {
    throw new Error(`IAM statement id "${sid}": allowed are letters and digits; write it in CamelCase.`);
  }
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: statement.effect ?? "Allow",
    ...(statement.principal === undefined ? {} : { Principal: statement.principal }),
    Action: statement.actions,
    Resource: statement.resources ?? "*",
    ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
  };
}
