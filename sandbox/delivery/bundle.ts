import { readFileSync } from "node:fs";

import type { Cloud } from "../aws/cloud";
import { Refusal } from "../aws/refusal";
import { isAsset, isObject, type Properties, text, type Value } from "../aws/value";

const OBJECTS = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];

/**
 * The files of an archive in a bucket. For use inside of `cloud.change` and `cloud.look`.
 *
 * @throws Refusal where there is no such object, or it is no archive of texts and files
 */
export function filesIn(cloud: Cloud, bucket: string, key: string): Record<string, string> {
  const object = cloud.ofTypes(OBJECTS).find(({ inputs }) => inputs.bucket === bucket && inputs.key === key);
  if (!object) {
    throw new Refusal("NoSuchKey", `The specified key does not exist: s3://${bucket}/${key}`);
  }
  return filesOf(object.inputs.source, `s3://${bucket}/${key}`);
}

/** The files of the engine's archive of assets. */
export function filesOf(source: Value | undefined, where: string): Record<string, string> {
  const assets = isAsset(source) ? source.assets : undefined;
  if (!isObject(assets)) {
    throw new Refusal("InvalidArchive", `${where} is no archive of assets`);
  }
  return Object.fromEntries(
    Object.entries(assets).map(([name, asset]) => [name, textOf(isObject(asset) ? asset : {}, `${name} in ${where}`)]),
  );
}

function textOf(asset: Properties, what: string): string {
  if (typeof asset.text === "string") {
    return asset.text;
  }
  if (typeof asset.path === "string") {
    return readFileSync(asset.path, "utf8");
  }
  throw new Refusal("InvalidArchive", `${what} is neither a text nor a file: ${text(asset.uri)}`);
}
