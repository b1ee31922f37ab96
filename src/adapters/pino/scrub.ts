import { hideEmails } from "../../core/hide-emails.ts";

const REDACTED = "[redacted]";
/** Shorter values are not removed: they are hardly secret, and removing them would make lines unreadable. */
const MIN_SECRET_LENGTH = 4;

// Every pattern takes linear time: a search that begins at many places must not read the same text from each of them.
// Values end at a quote or a backslash: the line is JSON, and a cut must not take its structure along.
const CREDENTIALS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // The interaction token of Discord is part of a path: it allows answering in the bot's name for 15 minutes.
  [/(\/(?:interactions|webhooks)\/\d+\/)[^\s"\\/?<>]+/g, `$1${REDACTED}`],
  // Slack's response_url and upload_url are credentials as a whole.
  [/((?:hooks\.slack\.com|files\.slack\.com\/upload)\/)[^\s"\\<>]+/g, `$1${REDACTED}`],
  // The query of an address without its origin; see also cutQuery.
  [/((?<!\/oauth2\/authorize)\?)[\w.~%-]+=[^\s"\\<>]*/g, `$1${REDACTED}`],
  [/(:\/\/)[^\s"\\/@<>]+@/g, `$1${REDACTED}@`],
  // A credential by its name, as JSON, JSON inside a string, or the way Node prints objects.
  [
    /((?:token|authorization|cookie|secret|password|(?:response|reply|upload)_?url)(?:\\*["'])?\s*[:=]\s*\\*["'])[^"'\\]+/gi,
    `$1${REDACTED}`,
  ],
  [/(authorization\s*[:=]\s*)(?:[a-z]+\s+)?[^\s"'\\,]+/gi, `$1${REDACTED}`],
  [/\b(Bearer|Bot|Basic|Key)(\s+)(?=[^\s"\\,]*\d|[^\s"\\,]{20})[^\s"\\,]{6,}/gi, `$1$2${REDACTED}`],
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w.-]+/g, REDACTED],
];

/** A URL up to its end. Each match begins where the last one ended, so the time stays linear on hostile text. */
const FROM_ORIGIN = /:\/\/[^\s"\\<>]*/g;
/** The link that invites the bot is printed for people, and its query holds nothing but the bot's public id. */
const INVITE = "/oauth2/authorize";

/** A URL without its query: signed links and Socket Mode tickets carry their credentials there. */
function cutQuery(url: string): string {
  for (let at = url.indexOf("?"); at >= 0;) {
    if (!url.startsWith(INVITE, at - INVITE.length))
      return at + 1 < url.length ? `${url.slice(0, at + 1)}${REDACTED}` : url;
    // Another URL may follow in the query of this one.
    const next = url.indexOf("://", at);
    at = next < 0 ? -1 : url.indexOf("?", next);
  }
  return url;
}

/**
 * Removes from a log line the secrets, in every form they can take there, everything that looks like a credential, and e-mail
 * addresses, which the ids of some job APIs contain.
 */
export function createScrub(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  ]);
  // Longest first: a secret may be the beginning of another one.
  const alternatives = [...new Set(spellings)]
    .filter((spelling) => spelling.length >= MIN_SECRET_LENGTH)
    .toSorted((a, b) => b.length - a.length)
    .map((spelling) => spelling.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  const configured = alternatives.length > 0 ? new RegExp(alternatives.join("|"), "g") : undefined;
  return (line) => {
    let clean = configured ? line.replace(configured, REDACTED) : line;
    clean = clean.replace(FROM_ORIGIN, cutQuery);
    for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
    return hideEmails(clean);
  };
}
