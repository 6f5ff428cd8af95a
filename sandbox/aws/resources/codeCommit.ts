import { Refusal } from "../refusal";
import { isObject, isUnknown, knownStrings, type Properties } from "../value";
import { documentOf } from "./documents";
import type { Draft, FactsTable, Mistake } from "./facts";

/** CodeCommit: repositories, and rules for the approval of pull requests. */
export const CODE_COMMIT: FactsTable = {
  "aws:codecommit/repository:Repository": {
    id: "{repositoryName}",
    outputs: {
      arn: "arn:{partition}:codecommit:{region}:{account}:{repositoryName}",
      cloneUrlHttp: "https://git-codecommit.{region}.{dnsSuffix}/v1/repos/{repositoryName}",
      cloneUrlSsh: "ssh://git-codecommit.{region}.{dnsSuffix}/v1/repos/{repositoryName}",
      repositoryId: "{uuid}",
    },
    unique: {
      by: ["repositoryName"],
      code: "RepositoryNameExistsException",
      message: "Repository named {repositoryName} already exists",
    },
    admit: admitRepository,
  },
  "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate": {
    id: "{name}",
    outputs: {
      approvalRuleTemplateId: "{uuid}",
      ruleContentSha256: "{hex:64}",
      lastModifiedUser: "arn:{partition}:iam::{account}:user/sandbox",
    },
    unique: {
      by: ["name"],
      code: "ApprovalRuleTemplateNameAlreadyExistsException",
      message: "An approval rule template named {name} already exists",
    },
    check: templateMistakes,
    admit: ({ inputs }) => {
      const reason = contentMistake(inputs);
      if (reason !== undefined) {
        throw new Refusal(
          "InvalidApprovalRuleTemplateContentException",
          `The content for the approval rule template is not valid: ${reason}`,
        );
      }
    },
  },
  "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation": {
    id: "{approvalRuleTemplateName},{repositoryName}",
    naming: false,
    replaces: "all",
  },
};

function admitRepository({ inputs }: Draft): void {
  const [name] = knownStrings(inputs.repositoryName);
  if (name !== undefined && (!/^[\w.-]{1,100}$/.test(name) || name.endsWith(".git"))) {
    throw new Refusal(
      "InvalidRepositoryNameException",
      `The repository name ${name} is not valid. Repository names can be 1 to 100 letters, digits, periods, ` +
        "underscores and dashes, and cannot end in .git",
    );
  }
}

function templateMistakes(inputs: Properties): Mistake[] {
  const [name] = knownStrings(inputs.name);
  const isLong = name !== undefined && name.length > 100;
  return isLong ? [{ path: "name", reason: `expected length of name to be in the range (1 - 100), got ${name}` }] : [];
}

function contentMistake({ content }: Properties): string | undefined {
  if (isUnknown(content)) {
    return undefined;
  }
  const document = documentOf(content);
  if (!document) {
    return "it is no JSON object";
  }
  if (document.Version !== "2018-11-08") {
    return "Version must be 2018-11-08";
  }
  const branches = document.DestinationReferences;
  const stray = knownStrings(branches).find((one) => !one.startsWith("refs/heads/"));
  if (branches !== undefined && (!Array.isArray(branches) || branches.length === 0 || stray !== undefined)) {
    return `DestinationReferences must be a list of references such as refs/heads/main, got ${stray ?? "none"}`;
  }
  const statements = Array.isArray(document.Statements) ? document.Statements : [];
  if (statements.length !== 1) {
    return "Statements must be a list of one statement";
  }
  const [statement] = statements;
  const { Type, NumberOfApprovalsNeeded: count, ApprovalPoolMembers: pool } = isObject(statement) ? statement : {};
  if (Type !== "Approvers" || typeof count !== "number" || count < 1) {
    return "a statement must have Type Approvers and NumberOfApprovalsNeeded of at least 1";
  }
  return pool === undefined || knownStrings(pool).length > 0 ? undefined : "ApprovalPoolMembers must not be empty";
}
