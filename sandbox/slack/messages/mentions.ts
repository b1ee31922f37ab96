/**
 * Whom a text notifies, by Slack's rules for control sequences in mrkdwn: `<@U…>`, `<!channel>`, its old form
 * `<!group>`, `<!here>`, `<!everyone>`, `<!subteam^S…>`, each with an optional `|label`; with `link_names` or
 * `parse: "full"` also plain `@name`, `@channel`, `@here`, `@everyone`. Escaped text (`&lt;!channel&gt;`) notifies no one.
 *
 * If a message has blocks, its text is only the fallback and notifies no one. Where Slack is lenient the
 * parser is strict, so that a test sees every risk: it counts sequences inside code spans, group and channel
 * mentions in a fallback, users outside the channel, and the text of an edit (which notifies no one on Slack).
 */
import type { SandboxPings } from "../slack-sandbox.ts";

/** A text as it was sent. */
export interface PingSource {
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly linkNames?: boolean;
  readonly parse?: string;
}

interface Found {
  readonly users: Set<string>;
  readonly usergroups: Set<string>;
  readonly broadcasts: Set<string>;
}

const CONTROL =
  /<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+)|!(channel|group|here|everyone))(?:\|[^<>]*)?>/g;
const PLAIN_NAME = /(?<![\w@.])@([a-z0-9][a-z0-9._-]*)/gi;
/** Both sequences for a channel mention: Slack once distinguished public and private channels. */
const BROADCASTS = new Set(["channel", "group", "here", "everyone"]);

/** See the file's header. `userIdByName` resolves plain names. */
export function parsePings(
  source: PingSource,
  userIdByName: (name: string) => string | undefined,
): SandboxPings {
  const found = emptyFound();
  const { blocks = [], text } = source;
  const collect = (part: string, into: Found): void => {
    collectControl(part, into);
    if (source.linkNames === true || source.parse === "full") {
      collectNames(part, into, userIdByName);
    }
  };
  for (const part of mrkdwnTexts(blocks, found)) collect(part, found);
  collect(text, blocks.length === 0 ? found : { ...found, users: new Set() });
  return {
    users: [...found.users],
    usergroups: [...found.usergroups],
    channel: found.broadcasts.has("channel") || found.broadcasts.has("group"),
    here: found.broadcasts.has("here"),
    everyone: found.broadcasts.has("everyone"),
  };
}

/** Returns the users whom a fallback text names but the blocks do not: it looks like a mention, but notifies no one. */
export function unseenMentions({ text, blocks = [] }: PingSource): string[] {
  if (blocks.length === 0) return [];
  const { users: seen } = parsePings({ text: "", blocks }, () => undefined);
  const { users: named } = parsePings({ text }, () => undefined);
  return named.filter((user) => !seen.includes(user));
}

const emptyFound = (): Found => ({
  users: new Set(),
  usergroups: new Set(),
  broadcasts: new Set(),
});

function collectControl(text: string, found: Found): void {
  for (const [, user, usergroup, broadcast] of text.matchAll(CONTROL)) {
    if (user !== undefined) found.users.add(user);
    if (usergroup !== undefined) found.usergroups.add(usergroup);
    if (broadcast !== undefined) found.broadcasts.add(broadcast);
  }
}

function collectNames(
  text: string,
  found: Found,
  userIdByName: (name: string) => string | undefined,
): void {
  for (const [, name = ""] of text.matchAll(PLAIN_NAME)) {
    const plain = name.replace(/[._-]+$/, "");
    if (BROADCASTS.has(plain)) found.broadcasts.add(plain);
    const user = userIdByName(plain);
    if (user !== undefined) found.users.add(user);
  }
}

/** Collects the mrkdwn texts inside blocks. Mentions that are rich text elements are added to `found` directly. */
function mrkdwnTexts(node: unknown, found: Found): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => mrkdwnTexts(item, found));
  if (typeof node !== "object" || node === null) return [];
  const element = node as Record<string, unknown>;
  switch (element["type"]) {
    case "user":
      found.users.add(String(element["user_id"]));
      return [];
    case "usergroup":
      found.usergroups.add(String(element["usergroup_id"]));
      return [];
    case "broadcast":
      found.broadcasts.add(String(element["range"]));
      return [];
    case "mrkdwn":
    case "markdown":
      return [String(element["text"])];
    default:
      return Object.values(element).flatMap((value) => mrkdwnTexts(value, found));
  }
}
