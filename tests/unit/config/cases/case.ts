/** One wrong value, and what the message about it must say. */
export interface Case {
  /** What is wrong, for the test's name. */
  readonly what: string;
  /** What is changed in the example; the first place is where the mistake is reported, unless `place` says otherwise. */
  readonly edits: Readonly<Record<string, unknown>>;
  readonly place?: string;
  /** What else decides whether it is a mistake. */
  readonly reads?: readonly string[];
  readonly stack?: string;
  /** What was given, what is allowed, and what to do. */
  readonly says: readonly string[];
}
