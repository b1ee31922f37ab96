/** A message in the API's form (MessageResponse), and as tests see it. */
import { renderUser } from "../guilds/render-user.ts";
import { renderAttachmentUrl } from "../rest/attachment-links.ts";
import { parseMentions } from "./mentions.ts";
import { countMessages, renderChannel, toChannelView } from "../guilds/render-guild.ts";
import type {
  AttachmentRecord,
  ChannelRecord,
  MessageRecord,
  DiscordState,
} from "../discord-state.ts";
import type { SandboxMessage } from "../views.ts";

const HAS_THREAD = 32;
const EPHEMERAL = 64;
const LOADING = 128;
/** Of an attachment. */
const IS_SPOILER = 8;

/** `nonce` is only set right after posting: Discord omits it in later answers. */
export function renderMessage(
  state: DiscordState,
  message: MessageRecord,
  options: { withNonce?: boolean } = {},
): Record<string, unknown> {
  const nonce = options.withNonce && message.nonce !== undefined ? { nonce: message.nonce } : {};
  return { ...renderBasicMessage(state, message), ...renderReference(state, message), ...nonce };
}

function renderBasicMessage(state: DiscordState, message: MessageRecord): Record<string, unknown> {
  const mentioned = parseMentions(message.content);
  const users = new Set([...mentioned.users, ...message.pings.users]);
  return {
    id: message.id,
    type: typeOf(message),
    channel_id: message.channelId,
    author: renderUser(message.author),
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp:
      message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: message.pings.everyone,
    mentions: [...users].flatMap((id) => {
      const user = id === state.bot.id ? state.bot : state.users.get(id);
      return user ? [renderUser(user)] : [];
    }),
    mention_roles: message.pings.roles,
    attachments: message.attachments.map((file) =>
      renderAttachment(state, message.channelId, file),
    ),
    embeds: message.embeds.map((embed) => ({ type: "rich", ...withoutNulls(embed as object) })),
    components: renderComponents(message),
    pinned: false,
    flags: flagsOf(state, message),
    ...renderInteraction(state, message),
    ...renderThread(state, message),
  };
}

function typeOf({ kind, interaction, reference }: MessageRecord): number {
  if (kind === "thread-starter") return 21;
  // The answer to a button is sent as a reply to the button's message.
  if (interaction?.type === 2) return interaction.menuMessage ? 23 : 20;
  return reference ? 19 : 0;
}

const flagsOf = (state: DiscordState, message: MessageRecord): number =>
  message.flags +
  (threadOf(state, message) ? HAS_THREAD : 0) +
  (message.ephemeral ? EPHEMERAL : 0) +
  (message.loading ? LOADING : 0);

function threadOf(state: DiscordState, { id, kind }: MessageRecord): ChannelRecord | undefined {
  return kind === "message" ? state.channels.get(id) : undefined;
}

function renderThread(state: DiscordState, message: MessageRecord): Record<string, unknown> {
  const thread = threadOf(state, message);
  return thread ? { thread: renderChannel(state, thread) } : {};
}

/** Components in the API's form: numbered, and with the number of values that a select takes. */
export const renderComponents = ({ components }: MessageRecord): Record<string, unknown>[] =>
  numbered(components.map((component) => withoutNulls(component as object)));

/** Clients may send null for omitted fields; Discord then omits them. */
const withoutNulls = (part: object): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(part, (_, value: unknown) => (value === null ? undefined : value)),
  ) as Record<string, unknown>;

/** Discord numbers the components of a message from the top unless the client did. */
function numbered(components: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  let lastId = 0;
  const toNumbered = (component: Record<string, unknown>): Record<string, unknown> => {
    lastId += 1;
    const id = lastId;
    const inner = component["components"] as Record<string, unknown>[] | undefined;
    const isSelect = component["type"] === 3 || component["type"] === 8;
    return {
      ...(isSelect ? { min_values: 1, max_values: 1 } : {}),
      id,
      ...component,
      ...(inner && { components: inner.map(toNumbered) }),
    };
  };
  return components.map(toNumbered);
}

function renderInteraction(state: DiscordState, message: MessageRecord): Record<string, unknown> {
  const { interaction } = message;
  if (!interaction) return {};
  const person = state.users.get(interaction.userId);
  const user = person ? { user: renderUser(person) } : {};
  return {
    application_id: state.application.id,
    webhook_id: state.application.id,
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      ...user,
      authorizing_integration_owners: interaction.owners,
      ...(interaction.target ? { interacted_message_id: interaction.target.id } : {}),
      ...(interaction.menuMessage ? { target_message_id: interaction.menuMessage.id } : {}),
      ...(interaction.original && interaction.original !== message
        ? { original_response_message_id: interaction.original.id }
        : {}),
    },
  };
}

function renderReference(state: DiscordState, message: MessageRecord): Record<string, unknown> {
  const { reference } = message;
  if (!reference) return {};
  const replied = state.channels
    .get(reference.channel_id)
    ?.messages.find(({ id }) => id === reference.message_id);
  return {
    message_reference: { type: 0, ...reference },
    referenced_message: replied ? renderBasicMessage(state, replied) : null,
  };
}

function renderAttachment(
  state: DiscordState,
  channelId: string,
  file: AttachmentRecord,
): Record<string, unknown> {
  const url = renderAttachmentUrl(state, channelId, file);
  return {
    id: file.id,
    filename: file.filename,
    size: file.sizeBytes,
    url,
    proxy_url: url,
    ...(file.contentType === undefined ? {} : { content_type: file.contentType }),
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.isSpoiler && { flags: attachmentFlags(file) }),
  };
}

const attachmentFlags = ({ isSpoiler }: AttachmentRecord): number => (isSpoiler ? IS_SPOILER : 0);

/** Returns a snapshot for tests and transcripts. */
export function toMessageView(state: DiscordState, message: MessageRecord): SandboxMessage {
  const { author } = message;
  const thread = threadOf(state, message);
  return {
    id: message.id,
    channelId: message.channelId,
    author: {
      id: author.id,
      username: author.username,
      globalName: author.globalName,
      bot: author.bot,
    },
    content: message.content,
    attachments: message.attachments.map((file) => ({
      id: file.id,
      filename: file.filename,
      size: file.sizeBytes,
      content_type: file.contentType,
      description: file.description,
      url: renderAttachmentUrl(state, message.channelId, file),
      sha256: file.sha256,
      flags: attachmentFlags(file),
    })),
    embeds: message.embeds,
    components: renderComponents(message),
    flags: flagsOf(state, message),
    message_reference: message.reference,
    thread: thread && { ...toChannelView(thread), messageCount: countMessages(thread) },
    pings: message.pings,
    edits: [...message.edits],
    nonce: message.nonce === undefined ? undefined : String(message.nonce),
    ephemeral: message.ephemeral,
    loading: message.loading,
    interactionId: message.interaction?.id,
    createdAt: message.createdAt,
    editedAt: message.editedAt,
  };
}
