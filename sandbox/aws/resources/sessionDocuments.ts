import { Refusal } from "../refusal";
import { isObject, type Properties, text } from "../value";

const SESSION_TYPES = ["InteractiveCommands", "NonInteractiveCommands", "Port", "Standard_Stream"];

const ELEMENTS = ["schemaVersion", "description", "sessionType", "inputs", "parameters", "properties"];

type Test = (value: Properties[string]) => boolean;

const isText: Test = (value) => typeof value === "string";
const isFlag: Test = (value) => typeof value === "boolean";
const isMinutes =
  (most: number): Test =>
  (value) =>
    typeof value === "string" && (value === "" || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most));

/** What each input may hold; see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
const INPUTS: Record<string, Test> = {
  s3BucketName: isText,
  s3KeyPrefix: isText,
  s3EncryptionEnabled: isFlag,
  cloudWatchLogGroupName: isText,
  cloudWatchEncryptionEnabled: isFlag,
  cloudWatchStreamingEnabled: isFlag,
  kmsKeyId: isText,
  idleSessionTimeout: isMinutes(60),
  maxSessionDuration: isMinutes(1440),
  runAsEnabled: isFlag,
  runAsDefaultUser: isText,
  shellProfile: (value) =>
    isObject(value) && Object.entries(value).every(([name, of]) => /^(linux|windows)$/.test(name) && isText(of)),
};

/**
 * Refuses a document of type Session that Session Manager could not work with.
 *
 * @throws Refusal for the first thing that is wrong
 */
export function requireSessionDocument(document: Properties): void {
  const { schemaVersion, sessionType, inputs } = document;
  if (schemaVersion !== "1.0") {
    throw new Refusal("InvalidDocumentSchemaVersion", "The version of the document schema isn't supported.");
  }
  const wrong = (what: string): Refusal =>
    new Refusal("InvalidDocumentContent", `The content for the document isn't valid: ${what}.`);
  const stray = Object.keys(document).find((element) => !ELEMENTS.includes(element));
  if (stray !== undefined) {
    throw wrong(`unknown element ${stray}`);
  }
  if (!SESSION_TYPES.includes(text(sessionType))) {
    throw wrong(`sessionType must be one of ${SESSION_TYPES.join(", ")}`);
  }
  if (sessionType === "Standard_Stream" && !isObject(inputs)) {
    throw wrong("Standard_Stream needs inputs");
  }
  for (const [name, value] of Object.entries(isObject(inputs) ? inputs : {})) {
    const test = INPUTS[name];
    if (test === undefined) {
      throw wrong(`unknown input ${name}`);
    }
    // A parameter of the document may stand anywhere.
    if (!test(value) && !/^\{\{.*\}\}$/.test(text(value))) {
      throw wrong(`input ${name} is ${JSON.stringify(value)}`);
    }
  }
}
