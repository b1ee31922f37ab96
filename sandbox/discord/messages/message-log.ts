/** Adds, changes and removes messages: state, gateway events, feed and the sandbox's events in one place. */
import { announceMessage } from "./feed.ts";
import { toMessageView, renderMessage } from "./render-message.ts";
import type { Draft } from "./message-draft.ts";
import type {
  AuthorRecord,
  InteractionRecord,
  MessageRecord,
  DiscordState,
} from "../discord-state.ts";
import type { Pings } from "../views.ts";

const GUILD_MESSAGES = 512;
const DIRECT_MESSAGES = 4096;
const MESSAGE_CONTENT = 32_768;
const NO_PINGS: Pings = { everyone: false, users: [], roles: [] };

/** A message to add. Without a draft it is the "thinking…" of a deferred answer. */
export interface NewMessage {
  readonly channelId: string;
  /** Default `message`. */
  readonly kind?: MessageRecord["kind"];
  readonly author: AuthorRecord;
  readonly draft?: Draft;
  readonly pings?: Pings;
  readonly flags?: number;
  readonly reference?: MessageRecord["reference"];
  readonly nonce?: string | number | undefined;
  readonly interaction?: InteractionRecord;
  readonly ephemeral?: boolean;
}

/** Adds a message (an ephemeral one not to its channel) and announces it. */
export function addMessage(state: DiscordState, fields: NewMessage): MessageRecord {
  const message: MessageRecord = {
    id: state.nextId(),
    channelId: fields.channelId,
    kind: fields.kind ?? "message",
    author: fields.author,
    content: fields.draft?.content ?? "",
    attachments: fields.draft?.attachments ?? [],
    embeds: fields.draft?.embeds ?? [],
    components: fields.draft?.components ?? [],
    flags: fields.flags ?? 0,
    reference: fields.reference,
    pings: fields.pings ?? NO_PINGS,
    edits: [],
    nonce: fields.nonce,
    interaction: fields.interaction,
    ephemeral: fields.ephemeral ?? false,
    loading: fields.draft === undefined,
    createdAt: state.now(),
    editedAt: undefined,
  };
  if (!message.ephemeral) {
    state.channels.get(message.channelId)?.messages.push(message);
    dispatchMessage(state, "MESSAGE_CREATE", message);
    if (!message.loading && message.kind === "message") {
      state.announce("message", toMessageView(state, message));
    }
  }
  announceMessage(state, "created", message);
  return message;
}

/** Replaces a message's contents. The first contents of a deferred answer count as its posting, with `pings`; later ones as edits. */
export function changeMessage(
  state: DiscordState,
  message: MessageRecord,
  { draft, pings }: { draft: Draft; pings: Pings },
): void {
  const appears = message.loading;
  if (appears) {
    message.pings = pings;
  } else {
    message.edits.push({ content: message.content, at: state.now() });
    message.editedAt = state.now();
  }
  Object.assign(message, draft, { loading: false });
  if (!message.ephemeral) {
    dispatchMessage(state, "MESSAGE_UPDATE", message);
    state.announce(appears ? "message" : "edit", toMessageView(state, message));
  }
  announceMessage(state, "edited", message);
}

/** Removes a message from its channel and its interaction. */
export function removeMessage(state: DiscordState, message: MessageRecord): void {
  const list = state.channels.get(message.channelId)?.messages ?? [];
  const position = list.indexOf(message);
  if (position !== -1) list.splice(position, 1);
  const { interaction } = message;
  // It may be the first answer of several interactions that updated it.
  for (const each of state.interactions.values()) {
    if (each.original === message) each.original = undefined;
  }
  const followUp = interaction?.followUps.indexOf(message) ?? -1;
  if (followUp !== -1) interaction?.followUps.splice(followUp, 1);
  if (!message.ephemeral) {
    dispatchMessage(state, "MESSAGE_DELETE", message);
    state.announce("delete", toMessageView(state, message));
  }
  announceMessage(state, "deleted", message);
}

/** Whether a message still exists, in its channel or as a private answer. */
export function isAlive(state: DiscordState, message: MessageRecord): boolean {
  const { interaction } = message;
  return (
    (state.channels.get(message.channelId)?.messages.includes(message) ?? false) ||
    interaction?.original === message ||
    (interaction?.followUps.includes(message) ?? false)
  );
}

type MessageEvent = "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE";

/** Sends the gateway event of a public message. */
export function dispatchMessage(
  state: DiscordState,
  event: MessageEvent,
  message: MessageRecord,
): void {
  const guildId = state.channels.get(message.channelId)?.guildId;
  const place = guildId === undefined ? {} : { guild_id: guildId };
  const gone = { id: message.id, channel_id: message.channelId, ...place };
  const full = renderMessage(state, message, { withNonce: true });
  const readable =
    guildId === undefined || message.author.bot || message.content.includes(`<@${state.bot.id}>`);
  state.events.emit("dispatch", {
    event,
    guildId,
    intents: guildId === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES,
    data: ({ intents }) => {
      if (event === "MESSAGE_DELETE") return gone;
      // oxlint-disable-next-line no-bitwise -- Discord's intents are a bit field
      const blank = readable || (intents & MESSAGE_CONTENT) !== 0 ? {} : BLANK;
      return { ...full, ...place, ...blank };
    },
  });
}

/** Without the Message Content intent, others' messages are sent without content. */
const BLANK = { content: "", embeds: [], attachments: [], components: [] };
