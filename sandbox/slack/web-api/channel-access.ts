/** What the bot can see and write to: checks that several methods share, with Slack's refusals. */
import type { Backend } from "../backend.ts";
import type { StoredFile } from "../files/file-store.ts";
import { SlackFailure } from "./slack-failure.ts";
import type { Channel } from "../workspace/workspace.ts";

/** Returns a conversation by id. Private conversations without the bot do not exist for it. */
export function findChannel({ workspace }: Backend, channelId: string): Channel {
  const channel = workspace.channels.get(channelId);
  if (channel === undefined || !workspace.botSees(channel)) {
    throw new SlackFailure("channel_not_found");
  }
  return channel;
}

/** Returns the conversation that a message is addressed to: an id, `#name` or a user's id, which opens a direct message. */
export function findAddressee(backend: Backend, address: string): Channel {
  const { workspace } = backend;
  if (workspace.users.has(address)) return workspace.openDirectMessage(address);
  const byName = [...workspace.channels.values()].find(
    ({ name, kind }) => kind !== "im" && `#${name}` === address,
  );
  return findChannel(backend, byName?.id ?? address);
}

/** Throws unless the bot is a member of the conversation. */
export function needMembership({ workspace }: Backend, channel: Channel): void {
  if (!workspace.hasBot(channel)) throw new SlackFailure("not_in_channel");
}

/** Throws unless the bot may post text: as a member, or in a public channel with chat:write.public. */
export function needPosting(backend: Backend, channel: Channel): void {
  if (channel.isArchived) throw new SlackFailure("is_archived");
  if (!backend.workspace.mayPost(backend.workspace.bot.id, channel)) {
    throw new SlackFailure("restricted_action_read_only_channel");
  }
  const anywhere = backend.credentials.scopes.includes("chat:write.public");
  if (!(channel.kind === "public" && anywhere)) needMembership(backend, channel);
}

const SCOPE_PREFIXES = { public: "channels", private: "groups", im: "im" } as const;

/** Throws `missing_scope` unless the bot has the scope for this kind of channel, for example `groups:read`. */
export function needScopeFor(
  { credentials }: Backend,
  channel: Channel,
  what: "read" | "history",
): void {
  credentials.need(`${SCOPE_PREFIXES[channel.kind]}:${what}`);
}

/** Returns a completed file, the only state visible to others than its uploader. Throws Slack's refusal. */
export function completedFile({ fileStore }: Backend, id: string): StoredFile {
  const file = fileStore.get(id);
  if (file?.state === "deleted") throw new SlackFailure("file_deleted");
  if (file?.state !== "completed") throw new SlackFailure("file_not_found");
  return file;
}
