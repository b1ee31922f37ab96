import type { ChannelRef, Platform } from "../channel/channel-ref.ts";
import type { MessageRef } from "../follow/follow.ts";
import type { Message } from "../message.ts";
import type { HttpEndpoint } from "./http-endpoint.ts";
import type { MediaFile } from "./media.ts";

/** How long a request to a platform may still take effect after its answer was lost, in milliseconds. */
export const MAY_STILL_ACT_MS = 12_000;

/** A file of a result, with its text for people who cannot see it. */
export interface ResultFile {
  readonly file: MediaFile;
  readonly altText: string;
  /** Whether the file is covered until a person clicks on it. Only on a platform that has spoilers. Default: false. */
  readonly isSpoiler?: boolean;
}

/** State that an adapter may store between the steps of one post. */
export type Checkpoint = Readonly<Record<string, string>>;

/** A new message in a channel. */
export interface StatusPost {
  readonly channel: ChannelRef;
  /** The job it is about. */
  readonly jobId: string;
  readonly message: Message;
  /** The same key never makes a second message. */
  readonly key: string;
  /** An earlier attempt with this key may have posted the message: look for it before sending. */
  readonly mayAlreadyExist: boolean;
  /** No one in the channel asked for it: the adapter must not join the channel to post or to search. */
  readonly unasked?: boolean;
  /** What {@link StatusPost.save} stored in an earlier attempt with this key. */
  readonly checkpoint?: Checkpoint;
  /**
   * Resolves once the checkpoint is durable. Before an adapter sends anything, it stores here what it needs to recognise
   * exactly that message after a lost answer or a crash, whatever it would send by then. Rejects if the store fails or the
   * post is no longer wanted: then the adapter sends nothing and rethrows. Absent: the adapter searches by text alone.
   */
  save?(checkpoint: Checkpoint): Promise<void>;
  readonly signal?: AbortSignal;
}

/** A new text for a status message that exists. */
export interface StatusEdit {
  readonly channel: ChannelRef;
  readonly ref: MessageRef;
  readonly message: Message;
  /** Files that the message gets. Default: it keeps what it has. */
  readonly files?: readonly ResultFile[];
  /** Whether the message loses the files that it has. Not together with `files`. Default: false. */
  readonly removesFiles?: boolean;
  readonly signal?: AbortSignal;
}

/** A result with its files, or one part of it if one message cannot hold them all. */
export interface ResultPost extends StatusPost {
  /** Absent or 1: the result itself. Later parts reply to nothing. */
  readonly part?: number;
  readonly files: readonly ResultFile[];
  /**
   * A thread of the channel. A platform that shows a message of a thread in its channel, too, posts the message there and
   * shows it; others post it in the channel. Such a post has no files.
   */
  readonly broadcastFrom?: ChannelRef;
  /** The status message that it replies to. */
  readonly replyTo?: MessageRef;
  save(checkpoint: Checkpoint): Promise<void>;
}

/** A thread of a status message that results go to. */
export interface ThreadRequest {
  readonly channel: ChannelRef;
  /** The message that the thread belongs to. */
  readonly root: MessageRef;
  /** The name of the thread, if the platform's threads have names: one line, which the adapter cuts as needed. */
  readonly name: string;
  readonly signal?: AbortSignal;
}

/** A direct conversation to open. */
export interface DirectRequest {
  readonly userId: string;
  /** The server or workspace in which the person has asked for something. */
  readonly workspace: string;
  readonly signal?: AbortSignal | undefined;
}

/** Whether commands currently arrive from a platform; in a process that only posts, whether its token has been accepted. */
export interface ConnectionState {
  readonly platform: Platform;
  readonly connected: boolean;
}

/**
 * An adapter calls it whenever commands start or stop arriving, short gaps included: the listener decides whether a gap is
 * worth mentioning. Posting may continue during a gap.
 */
export type ConnectionListener = (state: ConnectionState) => void;

/**
 * One chat platform. `postX` and `editX` make one attempt. They reject with a PlatformError, or with a NotOursError if this
 * process may not act any more: then the request in question has not been sent; with files that still arrive, also with a
 * MediaError. An attempt lasts as long as its
 * upload and, if files appear later than they are accepted, the wait for them (Slack: up to two minutes). The caller
 * retries, with the same key and `mayAlreadyExist`.
 */
export interface PlatformAdapter {
  readonly platform: Platform;
  /** The workspace that the token belongs to, known before the first command; `undefined` if there is no single one. */
  readonly workspace?: string | undefined;
  /** What the relay's HTTP server answers for this adapter. Default: nothing. */
  readonly endpoints?: readonly HttpEndpoint[] | undefined;
  /**
   * Registers the commands and connects; resolves once commands arrive, or once the token is accepted if the process only posts. Retries an unreachable platform with back-off until
   * `signal` aborts. Rejects with a ConfigError if the token is refused. An adapter is used once: after a stop it rejects.
   */
  start(signal: AbortSignal): Promise<void>;
  /** Calls no handler any more from now on. */
  stopCommands(): void;
  /** Disconnects within 2 s. Does nothing the second time, or before a start. Ends a start in progress. */
  stop(): Promise<void>;
  postStatus(post: StatusPost): Promise<MessageRef>;
  /**
   * Finds the status message of an earlier attempt and brings it up to date; resolves with `undefined` if there is none.
   * Rejects like `postX`.
   */
  findStatus(post: StatusPost): Promise<MessageRef | undefined>;
  /** Replaces the text of an earlier status message; doing so twice is the same as once. */
  editStatus(edit: StatusEdit): Promise<void>;
  postResult(post: ResultPost): Promise<MessageRef>;
  /**
   * Resolves with the thread of a message, and creates it if there is none yet; calling it again is safe. If there can be no
   * thread, as within a thread, resolves with the channel itself. Rejects like `postX`.
   */
  openThread(request: ThreadRequest): Promise<ChannelRef>;
  /** Resolves with the direct conversation with a person. Rejects like `postX`; with `channel_lost` or `forbidden` if they accept none. */
  openDirect(request: DirectRequest): Promise<ChannelRef>;
}
