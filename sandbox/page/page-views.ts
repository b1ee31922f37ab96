/** What the page shows, as its server sends it. Types only, without imports, because the browser's part uses them too. */

/** The platform whose look and rules a pane has. */
export type PlatformName = "discord" | "slack";

/** A user to act as. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** A channel, a thread with its own entry, or a direct message. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "private" | "thread" | "direct";
  readonly parentId?: string | undefined;
  /** Ids of the users who see it. */
  readonly visibleTo: readonly string[];
  /** Whether the bot is a member. */
  readonly hasBot: boolean;
}

/** An option of a command. */
export interface OptionInfo {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Whether the bot offers choices while it is typed. */
  readonly isCompleted: boolean;
  readonly choices: readonly string[];
  readonly isChannel: boolean;
}

/** A command as the platform's menu shows it. */
export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  /** Slack's hint of what to type after it. */
  readonly hint?: string;
  /** Discord: whether it is available in direct messages with the bot. */
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
  /** Discord: whether it is blurred until a click. */
  readonly isSpoiler: boolean;
}

/** The content of a message, in the platform's own form. */
export type PostContent =
  | { readonly kind: "discord"; readonly text: string; readonly components: readonly unknown[] }
  | { readonly kind: "slack"; readonly text: string; readonly blocks: readonly unknown[] }
  /** The platform's own text, such as that the app did not respond. */
  | { readonly kind: "notice"; readonly text: string };

/** The current state of a message. */
export interface PostView {
  readonly id: string;
  readonly placeId: string;
  /** Slack: the first message of its thread, possibly itself. */
  readonly threadId?: string | undefined;
  /** Slack: a reply in a thread that its channel shows, too. */
  readonly isBroadcast?: boolean | undefined;
  readonly author: { readonly id: string; readonly name: string; readonly isApp: boolean };
  readonly atMs: number;
  readonly isEdited: boolean;
  /** The only user who sees it. */
  readonly onlyFor?: string | undefined;
  /** A deferred answer that has not arrived yet. */
  readonly isThinking?: boolean;
  /** The user's command that it answers. */
  readonly answers?: { readonly personName: string; readonly command: string } | undefined;
  readonly repliesTo?: string | undefined;
  readonly content: PostContent;
  readonly files: readonly FileView[];
  /** Discord: the thread that started here. */
  readonly thread?: { readonly placeId: string; readonly name: string; readonly count: number };
  readonly pings: readonly string[];
}

/** Everything about a platform except its messages. */
export interface PlatformView {
  readonly workspaceName: string;
  readonly botId: string;
  readonly people: readonly Person[];
  readonly places: readonly Place[];
  readonly commands: readonly CommandInfo[];
  /** What the menu of a message offers: message commands of Discord, message shortcuts of Slack. */
  readonly shortcuts: readonly { readonly id: string; readonly name: string }[];
}

/** A stand-in of a job API. */
export interface JobApiView {
  readonly name: string;
  readonly displayName: string;
  /** How its jobs can end. */
  readonly ends: readonly ("completed" | "failed" | "moderated" | "cancelled")[];
  /** What it tells of a job: its progress, its place in the queue, and whether its files are unsafe. */
  readonly tells: readonly ("percent" | "queue" | "unsafe")[];
  /** What its jobs can make. */
  readonly makes: readonly ("video" | "image")[];
  /** The names of the faults that it can have. */
  readonly faults: readonly string[];
}

/** A job of a stand-in job API. */
export interface JobView {
  readonly id: string;
  /** The name of its API. */
  readonly api: string;
  readonly parentId: string | undefined;
  /** The API's word. */
  readonly status: string;
  readonly phase: string;
  readonly prompt: string;
  /** How many times the relay polled it. */
  readonly polls: number;
  /** What a person may paste to follow it, the usual form first. */
  readonly pasteTexts: readonly { readonly label: string; readonly text: string }[];
}

/** One request of the relay to a job API. */
export interface ApiRequestView {
  readonly number: number;
  /** The API's name for people. */
  readonly api: string;
  readonly method: string;
  readonly path: string;
  readonly jobId: string | undefined;
  readonly atMs: number;
  /** `undefined` until it is answered. */
  readonly status: number | undefined;
}

/** The state of the relay. */
export interface RelayView {
  readonly state: "starting" | "ready" | "not ready" | "ended";
  readonly detail: string;
}

/** One change of what the page shows. `start` comes first, and after each reconnection: it resets the page. */
export type PageEvent =
  | { readonly kind: "start" }
  | { readonly kind: "platform"; readonly platform: PlatformName; readonly view: PlatformView }
  | { readonly kind: "post"; readonly platform: PlatformName; readonly post: PostView }
  | { readonly kind: "gone"; readonly platform: PlatformName; readonly postId: string }
  | { readonly kind: "job-apis"; readonly jobApis: readonly JobApiView[] }
  | { readonly kind: "job"; readonly job: JobView }
  | { readonly kind: "request"; readonly request: ApiRequestView }
  | { readonly kind: "faults"; readonly faults: readonly string[] }
  | { readonly kind: "relay"; readonly relay: RelayView };
