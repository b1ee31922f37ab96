/**
 * Whom a message notifies, by Discord's rules. Implemented: users, roles, @everyone and @here in the content, outside
 * code; `allowed_mentions`; replies; the Mention Everyone permission; no self-pings. Not checked: whether a role is
 * mentionable or a user can see the channel, so that a test sees every id that could have been reached.
 */
import type { AllowedMentions } from "./message-body.ts";
import type { Pings } from "../views.ts";

// A backtick after a backslash does not start code, so the text after it counts.
const CODE = /(?<!\\)```[\s\S]*?```|(?<![\\`])(`{1,2})(?!`)[\s\S]*?[^`]\1(?!`)/g;

/** Returns everything that a text mentions, even if it may not notify. */
export function parseMentions(content: string): Pings {
  const text = content.replace(CODE, " ");
  const ids = (pattern: RegExp): string[] => [
    ...new Set([...text.matchAll(pattern)].map(([, id]) => id as string)),
  ];
  return {
    everyone: /@(everyone|here)/.test(text),
    users: ids(/<@!?(\d{1,20})>/g),
    roles: ids(/<@&(\d{1,20})>/g),
  };
}

/** What else determines a message's pings. */
export interface PingContext {
  readonly allowed: AllowedMentions | null | undefined;
  readonly authorId: string;
  /** The author of the message that this one replies to. */
  readonly repliedUserId?: string | undefined;
  readonly mayMentionEveryone: boolean;
}

/** Returns whom a content notifies. Without `allowed_mentions`, every mention in it does. */
export function toPings(content: string, context: PingContext): Pings {
  const { allowed, authorId, repliedUserId, mayMentionEveryone } = context;
  const mentioned = parseMentions(content);
  const passes = (kind: "users" | "roles", id: string): boolean =>
    !allowed ||
    (allowed.parse ?? []).includes(kind) ||
    (allowed[kind] ?? []).some((allowedId) => allowedId === id);
  const users = new Set(mentioned.users.filter((id) => passes("users", id)));
  if (repliedUserId !== undefined && (!allowed || allowed.replied_user === true)) {
    users.add(repliedUserId);
  }
  users.delete(authorId);
  return {
    everyone:
      mentioned.everyone &&
      mayMentionEveryone &&
      (!allowed || (allowed.parse ?? []).includes("everyone")),
    users: [...users],
    roles: mentioned.roles.filter((id) => passes("roles", id)),
  };
}
