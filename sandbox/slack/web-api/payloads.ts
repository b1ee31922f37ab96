/** Channels, messages and files in the Web API's form. They have fewer fields than Slack's, but none invented. */
import type { Backend } from "../backend.ts";
import { toFileType, toMimeType, type Share, type StoredFile } from "../files/file-store.ts";
import type { SandboxMessage, SandboxUser } from "../slack-sandbox.ts";
import type { Channel, Workspace } from "../workspace/workspace.ts";

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** A conversation object. */
export function renderChannel(backend: Backend, channel: Channel): Record<string, unknown> {
  const { workspace } = backend;
  const created = toSeconds(channel.createdAt);
  if (channel.kind === "im") {
    const user = [...channel.members].find((id) => id !== workspace.bot.id);
    return { id: channel.id, created, is_im: true, is_archived: channel.isArchived, user };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created,
    creator: channel.creator,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_archived: channel.isArchived,
    is_general: false,
    ...renderSharing(workspace, channel),
    is_member: workspace.hasBot(channel),
    ...(workspace.mayPost(workspace.bot.id, channel) ? {} : { is_read_only: true }),
    context_team_id: workspace.teamId,
    properties: { posting_restricted_to: { type: [], user: [], subteam: [], ...channel.posting } },
  };
}

/** https://docs.slack.dev/apis/slack-connect: what `conversations.info` says about a shared channel. */
function renderSharing({ teamId }: Workspace, channel: Channel): Record<string, unknown> {
  const { sharedWith, homeTeamId } = channel;
  if (sharedWith === undefined) return { is_shared: false, is_ext_shared: false };
  return {
    is_shared: true,
    is_ext_shared: true,
    is_org_shared: false,
    conversation_host_id: homeTeamId,
    shared_team_ids: [teamId, sharedWith],
    connected_team_ids: [sharedWith],
  };
}

/** A user object. Slack omits the locale of other workspaces' users. */
export const renderUser = (
  workspace: Workspace,
  user: SandboxUser,
  withLocale: boolean,
): Record<string, unknown> => ({
  id: user.id,
  team_id: user.teamId,
  name: user.name,
  deleted: false,
  real_name: user.name,
  profile: { display_name: user.name, real_name: user.name, team: user.teamId },
  is_admin: user.isAdmin,
  is_owner: user.isOwner,
  is_primary_owner: false,
  is_restricted: user.isGuest,
  is_ultra_restricted: false,
  is_bot: user.isBot,
  is_app_user: false,
  ...(user.teamId === workspace.teamId ? {} : { is_stranger: false }),
  ...(withLocale && user.teamId === workspace.teamId ? { locale: user.locale } : {}),
});

/** A message object; metadata only if requested. */
export function renderMessage(
  backend: Backend,
  message: SandboxMessage,
  withMetadata: boolean,
): Record<string, unknown> {
  const { workspace, messageLog, fileStore } = backend;
  const replies = messageLog
    .list(message.channelId)
    .filter((other) => other.thread_ts === message.ts && other.ts !== message.ts);
  const files = message.files.flatMap((file) => fileStore.get(file.id) ?? []);
  const lastEdit = message.edits.at(-1);
  return {
    type: "message",
    ...(message.isBroadcast && { subtype: "thread_broadcast", root: rootOf(backend, message) }),
    ...(files.length === 0 ? {} : { files: files.map((file) => renderFile(backend, file)) }),
    user: message.user,
    ...(message.bot_id === undefined
      ? {}
      : { bot_id: message.bot_id, app_id: workspace.appId, team: workspace.teamId }),
    ts: message.ts,
    // Slack's own text for a message that has blocks only.
    text: message.text === "" && message.blocks ? "This content can't be displayed." : message.text,
    blocks: message.blocks,
    thread_ts: message.thread_ts ?? (replies.length > 0 ? message.ts : undefined),
    ...(replies.length > 0
      ? { reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
      : {}),
    ...(lastEdit === undefined
      ? {}
      : { edited: { user: message.bot_id ?? message.user, ts: lastEdit.replacedAt } }),
    ...(withMetadata ? { metadata: message.metadata } : {}),
  };
}

/** The first message of a broadcast reply's thread; `undefined` if it is deleted. */
function rootOf(
  backend: Backend,
  { channelId, thread_ts: ts = "" }: SandboxMessage,
): Record<string, unknown> | undefined {
  const root = backend.messageLog.find(channelId, ts);
  return root && renderMessage(backend, root, false);
}

/** A file object. */
export function renderFile(backend: Backend, file: StoredFile): Record<string, unknown> {
  const { workspace, fileSharing } = backend;
  const url = fileSharing.urlOf(file);
  const idsOf = (kind: Channel["kind"]): string[] => [
    ...new Set(
      file.shares
        .filter(({ channelId }) => workspace.channels.get(channelId)?.kind === kind)
        .map(({ channelId }) => channelId),
    ),
  ];
  return {
    id: file.id,
    created: toSeconds(file.createdAt),
    timestamp: toSeconds(file.createdAt),
    name: file.name,
    title: file.title,
    mimetype: toMimeType(file.name),
    filetype: toFileType(file.name),
    user: workspace.bot.id,
    user_team: workspace.teamId,
    editable: false,
    size: file.length,
    mode: "hosted",
    is_external: false,
    is_public: file.shares.some(({ kind }) => kind === "public"),
    public_url_shared: false,
    url_private: url,
    url_private_download: `${url}?download=1`,
    permalink: `https://${workspace.teamDomain}.slack.com/files/${workspace.bot.id}/${file.id}/${encodeURIComponent(file.name)}`,
    alt_txt: file.altText,
    channels: idsOf("public"),
    groups: idsOf("private"),
    ims: idsOf("im"),
    shares: renderShares(file.shares, workspace.teamId),
    has_more_shares: false,
  };
}

function renderShares(shares: readonly Share[], teamId: string): Record<string, unknown> {
  const rendered: Record<string, Record<string, unknown[]>> = {};
  for (const { kind, channelId, channelName, ts, threadTs } of shares) {
    const ofKind = (rendered[kind] ??= {});
    (ofKind[channelId] ??= []).push({
      ts,
      thread_ts: threadTs,
      channel_name: channelName,
      team_id: teamId,
      reply_users: [],
      reply_users_count: 0,
      reply_count: 0,
    });
  }
  return rendered;
}
