/**
 * A Session Manager document of type `Standard_Stream`, as far as this platform fills it in.
 *
 * {@link https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html | Session document schema}
 */
export interface SessionDocument {
  /** The only version that session documents have. */
  readonly schemaVersion: "1.0";
  readonly description: string;
  readonly sessionType: "Standard_Stream";
  readonly inputs: {
    readonly s3BucketName: string;
    readonly s3KeyPrefix: string;
    /** The agent refuses to log to a bucket without encryption. */
    readonly s3EncryptionEnabled: true;
    readonly cloudWatchLogGroupName: string;
    /** The agent refuses to log to a group without a key. */
    readonly cloudWatchEncryptionEnabled: true;
    /** Lines are sent while the session lasts. */
    readonly cloudWatchStreamingEnabled: true;
    /** Key id, key ARN or `alias/…`: the user's side calls GenerateDataKey with it. */
    readonly kmsKeyId: string;
    /** Minutes, 1 to 60, as a text. */
    readonly idleSessionTimeout: string;
    /** Minutes, 1 to 1440, as a text. */
    readonly maxSessionDuration: string;
    readonly runAsEnabled: true;
    /** A user of the image. */
    readonly runAsDefaultUser: string;
    /** Commands that the shell gets first, by operating system. */
    readonly shellProfile: { readonly linux: string };
  };
}

/** What {@link sessionDocument} is made from. */
export interface SessionDocumentArgs {
  readonly keyAlias: string;
  readonly logGroupName: string;
  readonly bucketName: string;
  readonly prefix: string;
  readonly idleTimeoutMinutes: number;
}

/**
 * The user that shells on the bastion belong to, which its image makes. AWS lets the tag `SSMSessionRunAs` of the caller's own
 * IAM user or role go before it, so who sets that tag must be trusted with root.
 */
export const sessionUser = "bastion";

/** A working day: whoever needs longer opens another session, and nobody's stays open over night. */
const maxMinutes = 8 * 60;

/**
 * Preferences of shells that are encrypted, logged and run without privileges.
 *
 * @throws Error when the idle timeout is not a whole number from 1 to 60, which is what Session Manager takes.
 */
export function sessionDocument(args: SessionDocumentArgs): SessionDocument {
  const { idleTimeoutMinutes } = args;
  if (!Number.isInteger(idleTimeoutMinutes) || idleTimeoutMinutes < 1 || idleTimeoutMinutes > 60) {
    throw new Error(`Idle timeout of ${idleTimeoutMinutes} minutes: allowed are whole minutes from 1 to 60.`);
  }
  return {
    schemaVersion: "1.0",
    description: "Shells on the bastion: encrypted, logged, without privileges",
    sessionType: "Standard_Stream",
    inputs: {
      s3BucketName: args.bucketName,
      s3KeyPrefix: args.prefix,
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: args.logGroupName,
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: `alias/${args.keyAlias}`,
      idleSessionTimeout: String(idleTimeoutMinutes),
      maxSessionDuration: String(maxMinutes),
      runAsEnabled: true,
      runAsDefaultUser: sessionUser,
      shellProfile: { linux: "cd && exec bash" },
    },
  };
}
