/** What the page shows, as its server tells it. Types only, and nothing imported: the browser's side uses them too. */

/** Whose look and rules a pane has. */
export type PlatformName = "discord" | "slack";

/** Somebody to act as. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** A channel, a thread of its own, or a direct message. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "private" | "thread" | "direct";
  readonly parentId?: string | undefined;
  /** Ids of the people who have it on their screen. */
  readonly visibleTo: readonly string[];
  /** Whether the bot is in it. */
  readonly hasBot: boolean;
}

/** What an option of a command takes. */
export interface OptionInfo {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** The bot offers choices while it is typed. */
  readonly isCompleted: boolean;
  readonly choices: readonly string[];
  readonly isChannel: boolean;
}

/** A command as the platform's menu shows it. */
export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  /** Slack's hint of what to type behind it. */
  readonly hint?: string;
  /** Discord: whether it is there in a direct message with the bot. */
  readonly isInDirect: boolean;
  readonly options: readonly OptionInfo[];
}

/** A file of a message; `url` plays and downloads. */
export interface FileView {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly alternativeText: string | undefined;
  readonly url: string;
}

/** What a message says, in the platform's own form. */
export type PostContent =
  | { readonly kind: "discord"; readonly text: string; readonly components: readonly unknown[] }
  | { readonly kind: "slack"; readonly text: string; readonly blocks: readonly unknown[] }
  /** The platform's own words, such as that the app did not respond. */
  | { readonly kind: "notice"; readonly text: string };

/** A message as it stands in its place now. */
export interface PostView {
  readonly id: string;
  readonly placeId: string;
  /** Slack: the first message of the thread that this one is in, itself included. */
  readonly threadId?: string | undefined;
  readonly author: { readonly id: string; readonly name: string; readonly isApp: boolean };
  readonly atMs: number;
  readonly isEdited: boolean;
  /** The one person who sees it. */
  readonly onlyFor?: string | undefined;
  /** A deferred answer that is not there yet. */
  readonly isThinking?: boolean;
  /** What a person did that this answers. */
  readonly answers?: { readonly personName: string; readonly deed: string } | undefined;
  readonly repliesTo?: string | undefined;
  readonly content: PostContent;
  readonly files: readonly FileView[];
  /** Discord: the thread that began here. */
  readonly thread?: { readonly placeId: string; readonly name: string; readonly count: number };
  readonly pings: readonly string[];
}

/** Everything about a platform but its messages. */
export interface PlatformView {
  readonly workspaceName: string;
  readonly botId: string;
  readonly people: readonly Person[];
  readonly places: readonly Place[];
  readonly commands: readonly CommandInfo[];
  /** Slack's message shortcuts. */
  readonly shortcuts: readonly { readonly id: string; readonly name: string }[];
}

/** A job of the stand-in job API. */
export interface JobView {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly status: string;
  readonly prompt: string;
  /** How many times the relay polled it. */
  readonly polls: number;
}

/** One request that the relay made of the job API. */
export interface ApiRequestView {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly jobId: string | undefined;
  readonly atMs: number;
  /** Undefined while it is not answered. */
  readonly status: number | undefined;
}

/** How the relay itself is. */
export interface RelayView {
  readonly state: "starting" | "ready" | "not ready" | "ended";
  readonly detail: string;
}

/** One change of what the page shows. `start` comes first, and again after a lost connection: forget everything. */
export type PageEvent =
  | { readonly kind: "start" }
  | { readonly kind: "platform"; readonly platform: PlatformName; readonly view: PlatformView }
  | { readonly kind: "post"; readonly platform: PlatformName; readonly post: PostView }
  | { readonly kind: "gone"; readonly platform: PlatformName; readonly postId: string }
  | { readonly kind: "job"; readonly job: JobView }
  | { readonly kind: "request"; readonly request: ApiRequestView }
  | { readonly kind: "faults"; readonly faults: readonly string[] }
  | { readonly kind: "relay"; readonly relay: RelayView };
