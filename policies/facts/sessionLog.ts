import { type Finding, judge, violation } from "../rule";
import type { Property } from "./property";

/** Where a shell session is written to, and how: settings of ECS Exec and of Session Manager alike. */
export interface SessionLog {
  /** Whose settings they are, for messages. */
  readonly who: string;
  /** Holds the destinations. */
  readonly settings: Property;
  readonly destinations: readonly SessionLogDestination[];
  /** Encrypts what goes between the user and the task or host. */
  readonly key: Property;
  /** Whether an unknown key is sure to be one, since it comes from a key of the program. */
  readonly hasOwnKey: boolean;
}

export interface SessionLogDestination {
  /** The setting and its value: the name of a log group or a bucket. */
  readonly setting: string;
  readonly name: Property;
  /** The setting that has AWS refuse a session whose log would not be encrypted. */
  readonly encryption: string;
  readonly isEncrypted: Property;
}

/** Judges whether what is typed in a session is kept, and nobody else can read it on its way or afterwards. */
export function judgeSessionLog({ who, settings, destinations, key, hasOwnKey }: SessionLog): Finding[] {
  // An unknown name is a name.
  const given = destinations.filter(({ name }) => name.isUnknown || isText(name));
  if (given.length === 0) {
    return [
      violation(settings, {
        what: `${who} names neither a log group nor a bucket, so no session is logged.`,
        fix: 'cloudWatchLogGroupName: "<a log group>", cloudWatchEncryptionEnabled: true',
      }),
    ];
  }
  return [
    ...given.flatMap(({ setting, encryption, isEncrypted }) =>
      judge(isEncrypted, (value) =>
        value === true
          ? undefined
          : { what: `${who} writes sessions to ${setting} without encryption.`, fix: `${encryption}: true` },
      ),
    ),
    ...(key.isUnknown && hasOwnKey
      ? []
      : judge(key, () =>
          isText(key)
            ? undefined
            : { what: `${who} does not encrypt sessions with a key of yours.`, fix: "kmsKeyId: <the key>.arn" },
        )),
  ];
}

function isText({ value }: Property): boolean {
  return typeof value === "string" && value !== "";
}
