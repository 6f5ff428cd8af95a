import type { codepipeline } from "@pulumi/aws";
import { PIPELINE } from "../facts/pipeline";
import type { Property } from "../facts/property";
import type { ResourceFacts, StackResource } from "../facts/resource";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule } from "../rule";

const KEYS: readonly string[] = [
  "aws:kms/key:Key",
  "aws:kms/alias:Alias",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
];

const FIX = 'encryptionKey: { id: <the key>.arn, type: "KMS" }';

/**
 * Omitted, CodePipeline takes the key that AWS manages for S3 in this account, whose policy nobody can change. The ARN
 * of a new key is unknown in the first preview; that it comes from a key of the program is known.
 */
export const pipelineArtifactsEncrypted: Rule = {
  id: "pipeline-artifacts-encrypted",
  title: "A pipeline encrypts its artifacts with a key of your own.",
  severity: "medium",
  controls: { checkov: ["CKV_AWS_219"] },
  reads: [
    {
      type: PIPELINE,
      properties: ["artifactStores[].encryptionKey.id", "artifactStores[].encryptionKey.type"],
    },
  ],
  why: "Source code and task definitions lie open to everyone in the account who may read the bucket.",
  remediation: "Give every `artifactStores` entry an `encryptionKey` of the type KMS that names a key of your own.",
  check: (pipeline) => judgeStores(pipeline, () => []),
  checkStack: (stack) =>
    stack.ofType(PIPELINE).flatMap((pipeline) =>
      // What is known has been judged by then.
      judgeStores(pipeline, (id) => (comesFromKey(pipeline) ? [] : [inconclusive(id)])).filter(
        ({ kind }) => kind === "inconclusive",
      ),
    ),
};

function comesFromKey(pipeline: StackResource): boolean {
  return pipeline.sourcesOf("artifactStores").some(({ type }) => KEYS.includes(type));
}

function judgeStores(pipeline: ResourceFacts, judgeUnknownId: (id: Property<string>) => Finding[]): Finding[] {
  const stores = pipeline.inputs<codepipeline.PipelineArgs>().get("artifactStores");
  return stores.items().flatMap((store) => {
    const key = store.get("encryptionKey");
    if (key.isUnknown) {
      return [inconclusive(key)];
    }
    const id = key.get("id");
    return [
      ...(id.isUnknown
        ? judgeUnknownId(id)
        : judge(id, (value) => {
            if (value === undefined || value === "") {
              return { what: "the artifacts have no encryption key of your own (encryptionKey is omitted).", fix: FIX };
            }
            return typeof value === "string" && /(?:^|:)alias\/aws\//.test(value)
              ? { what: `the artifacts are encrypted with a key that AWS manages (id: ${quoted(value)}).`, fix: FIX }
              : undefined;
          })),
      ...(key.value === undefined
        ? []
        : judge(key.get("type"), (type) =>
            type === "KMS" ? undefined : { what: "the type of the encryption key is not KMS.", fix: 'type: "KMS"' },
          )),
    ];
  });
}
