/** What stands in the place of an e-mail address. */
const HIDDEN = "[email]";

/** Signs before the `@`, percent-encoded ones and the stars of a masked address included. */
const LOCAL = String.raw`\p{L}\p{N}.!#$%&*+^_{|}~-`;
/** The first group is an escape of JSON right before the address, whose letter does not belong to it. */
const ESCAPE = String.raw`\\(?:u[\da-f]{4}|.)`;
/** Takes linear time: an attempt begins only where a run of signs begins, and no two parts can match the same text. */
const EMAIL = new RegExp(
  String.raw`(${ESCAPE}|(?<![\\${LOCAL}]))[${LOCAL}]+(?:@|%40)(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+`,
  "giu",
);

/**
 * Replaces the e-mail addresses in a text, also in a URL or in JSON, which stays JSON. Signs that may belong to an address go
 * with it: of `user:1-a@example.com-job:2` is left `user:[email]:2`.
 */
export const hideEmails = (text: string): string =>
  text.includes("@") || text.includes("%40") ? text.replace(EMAIL, `$1${HIDDEN}`) : text;
