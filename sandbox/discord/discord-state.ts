/** The state of the stand-in: guilds, channels, people, messages, commands and interactions. No HTTP, no sockets. */
import { EventEmitter } from "node:events";
import type { LoggedRequest, Violation } from "./request-log.ts";
import type { DiscordSandboxEvents, HttpTarget, SentByHttp } from "./discord-sandbox.ts";
import { createKeys, type ApplicationKeys } from "./http/application-keys.ts";
import type { PermissionName } from "./permissions.ts";
import type {
  Acknowledgement,
  InteractionReply,
  Pings,
  SandboxChannel,
  SandboxChoice,
  SandboxInteraction,
  SandboxUser,
} from "./views.ts";

/** A server; `hasBot` is false where the app is only user-installed. */
export interface GuildRecord {
  readonly id: string;
  readonly name: string;
  uploadLimitBytes: number;
  hasBot: boolean;
  preferredLocale: string;
}

/** A text channel, a thread in one, or a direct message with the bot. */
export interface ChannelRecord extends SandboxChannel {
  permissions: ReadonlySet<PermissionName>;
  archived: boolean;
  locked: boolean;
  readonly createdAt: number;
  /** Of a thread. */
  readonly autoArchiveMinutes: number;
  /** When messages of more than an hour were edited, within the last hour. */
  oldEditsAt: readonly number[];
  /** Oldest first. */
  readonly messages: MessageRecord[];
}

/** A stored file. */
export interface AttachmentRecord {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** `undefined` if the stand-in keeps none. */
  readonly bytes: Uint8Array | undefined;
  readonly description: string | undefined;
  /** Whether it is blurred until a person clicks on it. */
  readonly isSpoiler: boolean;
}

/** Who wrote a message. */
export interface AuthorRecord extends SandboxUser {
  readonly bot: boolean;
}

/** A user other than the bot. */
export interface PersonRecord extends AuthorRecord {
  locale: string;
  refusesDirectMessages: boolean;
  /** By channel id, if they differ from an ordinary member's. */
  readonly permissions: Map<string, ReadonlySet<PermissionName>>;
}

/** A message and its edits. */
export interface MessageRecord {
  readonly id: string;
  readonly channelId: string;
  /** `thread-starter`: Discord's own first message of a thread, empty, which refers to the message it began at. */
  readonly kind: "message" | "thread-starter";
  readonly author: AuthorRecord;
  content: string;
  attachments: readonly AttachmentRecord[];
  embeds: readonly unknown[];
  components: readonly unknown[];
  flags: number;
  readonly reference: { message_id: string; channel_id: string; guild_id?: string } | undefined;
  pings: Pings;
  readonly edits: { content: string; at: number }[];
  readonly nonce: string | number | undefined;
  readonly interaction: InteractionRecord | undefined;
  readonly ephemeral: boolean;
  loading: boolean;
  createdAt: number;
  editedAt: number | undefined;
}

/** A command that the bot registered; `definition` holds only what Discord would send back. */
export interface CommandRecord {
  readonly id: string;
  readonly guildId: string | undefined;
  version: string;
  definition: Readonly<Record<string, unknown>>;
}

/** A typed command, a used component or a completion in progress. `expired`: not acknowledged in time. */
export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  /** Discord's number: a command (2), a component (3), a completion (4). */
  readonly type: 2 | 3 | 4;
  /** What the user did, such as `/pika-status`. */
  readonly label: string;
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly userId: string;
  /** The message whose component was used. */
  readonly target: MessageRecord | undefined;
  /** The message in whose menu the command was chosen. */
  readonly menuMessage: MessageRecord | undefined;
  /** Discord's number for the option that is being completed: text (3), an integer (4), a number (10). */
  readonly completes: number | undefined;
  readonly owners: Readonly<Record<string, string>>;
  readonly createdAt: number;
  state: "waiting" | "acknowledged" | "expired";
  /** The answer; `target` itself if that is updated instead. */
  original: MessageRecord | undefined;
  readonly followUps: MessageRecord[];
  readonly replies: InteractionReply[];
  choices: readonly SandboxChoice[];
  readonly settle: (result: Acknowledgement | Error) => void;
  view: SandboxInteraction;
}

/** An event for the gateway. Without `guildId` it concerns a direct message; `intents`: the client needs all of these. */
export interface Dispatch {
  readonly event: string;
  readonly guildId: string | undefined;
  readonly intents: number;
  readonly data: (session: { intents: number }) => unknown;
}

/** State shared by the routes, the gateway and the `DiscordSandbox`. */
export interface DiscordState {
  readonly token: string;
  readonly application: { readonly id: string; readonly name: string };
  readonly bot: AuthorRecord;
  readonly nonceWindowMs: number;
  readonly maxOldEdits: number;
  /** Whether the bytes of uploads are kept. */
  readonly keepsFiles: boolean;
  /** What `GET /gateway/bot` answers: shards in all, and how many may identify at the same time; and how many there must be. */
  readonly sharding: {
    readonly shards: number;
    readonly maxConcurrency: number;
    readonly minShards: number;
  };
  readonly keys: ApplicationKeys;
  /** Where interactions go instead of the gateway. */
  httpTarget: HttpTarget | undefined;
  readonly sentByHttp: SentByHttp[];
  readonly guilds: Map<string, GuildRecord>;
  readonly channels: Map<string, ChannelRecord>;
  readonly users: Map<string, PersonRecord>;
  readonly commands: CommandRecord[];
  readonly registrations: { method: string; created: number }[];
  readonly interactions: Map<string, InteractionRecord>;
  readonly requests: LoggedRequest[];
  readonly violations: Violation[];
  readonly events: EventEmitter<DiscordSandboxEvents & { change: []; dispatch: [Dispatch] }>;
  /** Scheme and host of this server, set once it listens. */
  origin: string;
  /** The stand-in's own clock, Unix milliseconds. */
  now(): number;
  advanceTime(byMs: number): void;
  /** A new id, larger than all before. */
  nextId(): string;
  /** Emits an event and a change. */
  announce<E extends keyof DiscordSandboxEvents>(event: E, ...args: DiscordSandboxEvents[E]): void;
  /** Emits a change only, which re-checks all waits. */
  changed(): void;
  violate(request: { method: string; path: string }, reason: string): void;
}

/** Discord's ids count milliseconds from 2015. */
const DISCORD_EPOCH_MS = 1_420_070_400_000;

type Settings = { readonly token: string | undefined } & Pick<
  DiscordState,
  "nonceWindowMs" | "maxOldEdits" | "keepsFiles" | "sharding"
>;

/** Creates a state that contains only the bot. */
export function createDiscordState({ token, ...settings }: Settings): DiscordState {
  let offsetMs = 0;
  let lastId = 0n;
  const now = (): number => Date.now() + offsetMs;
  const nextId = (): string => {
    const fromClock = BigInt(now() - DISCORD_EPOCH_MS) * (1n << 22n);
    lastId = fromClock > lastId ? fromClock : lastId + 1n;
    return lastId.toString();
  };
  const events: DiscordState["events"] = new EventEmitter();
  events.setMaxListeners(0);
  // In older apps the bot user's id differs from the application's; in newer ones they are the same. Different ids reveal mix-ups.
  const botId = nextId();
  const state: DiscordState = {
    token: token ?? `${Buffer.from(botId).toString("base64url")}.sandbox.not-a-secret`,
    ...settings,
    application: { id: nextId(), name: "Pika Relay" },
    bot: { id: botId, username: "pika-relay", globalName: "Pika Relay", bot: true },
    keys: createKeys(),
    httpTarget: undefined,
    sentByHttp: [],
    guilds: new Map(),
    channels: new Map(),
    users: new Map(),
    commands: [],
    registrations: [],
    interactions: new Map(),
    requests: [],
    violations: [],
    events,
    origin: "",
    now,
    advanceTime: (byMs) => {
      offsetMs += byMs;
      events.emit("change");
    },
    nextId,
    announce: (event, ...args) => {
      // The emitter's own types cannot follow a generic event name.
      (events as EventEmitter).emit(event, ...args);
      events.emit("change");
    },
    changed: () => void events.emit("change"),
    violate: ({ method, path }, reason) => {
      const violation = { method, path, reason, at: now() };
      state.violations.push(violation);
      state.announce("violation", violation);
    },
  };
  return state;
}
