import type { Controls, Read, Rule } from "./rule";

const catalogues: Readonly<Record<keyof Controls, string>> = {
  securityHub: "AWS Security Hub",
  cis: "CIS AWS Foundations",
  checkov: "Checkov",
  cdkNag: "cdk-nag",
};

/** The reference of every rule, in Markdown, made from the catalogue. */
export function policyReference(rules: readonly Rule[]): string {
  return [
    "# Policies",
    "<!-- Made by `npm run docs` from policies/rules; change it there. -->",
    "The pack in `policies/` judges any Pulumi program on AWS: `pulumi preview --policy-pack policies`. All rules are " +
      "mandatory: a violation stops the preview, and nothing is created.",
    "A rule that meets a value which is unknown until the deployment is *inconclusive*. The policy `inconclusive` reports " +
      "each such rule, resource and property, as advice; what was not judged never counts as passed. On the stacks of this " +
      "repository there are none, even in the first preview of an empty account.",
    "Where a rule cannot be kept, an [exemption](exemptions.md) sets it aside, for a reason, by somebody and for a time. Each " +
      "run lists those in force.",
    overview(rules),
    ...rules.map(section),
    "",
  ].join("\n\n");
}

function overview(rules: readonly Rule[]): string {
  return [
    "| Rule | Severity | What holds |",
    "| --- | --- | --- |",
    ...rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`),
  ].join("\n");
}

function section(rule: Rule): string {
  return [
    `## ${rule.id}`,
    `${rule.title} ${rule.why}`,
    `**To keep it**: ${rule.remediation}`,
    `**Reads**: ${rule.reads.map(readOf).join("; ")}`,
    ...controls(rule.controls),
  ].join("\n\n");
}

function readOf({ type, properties }: Read): string {
  return properties.length === 0 ? code(type) : `${code(type)} (${properties.map(code).join(", ")})`;
}

function controls(given: Controls): string[] {
  const named = Object.entries(catalogues).flatMap(([key, name]) => {
    const ids = given[key as keyof Controls] ?? [];
    return ids.length === 0 ? [] : [`${name} ${ids.join(", ")}`];
  });
  return named.length === 0 ? [] : [`**Answers**: ${named.join("; ")}`];
}

function code(text: string): string {
  return `\`${text}\``;
}
