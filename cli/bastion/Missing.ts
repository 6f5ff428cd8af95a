/** Something that a session needs is not there; the message is one paragraph that says what, and what to do. */
export class Missing extends Error {}
