import type { ChannelRef, Platform } from "../channel/channel-ref.ts";
import type { MessageRef } from "../follow/follow.ts";
import type { Message } from "../message.ts";
import type { MediaFile } from "./media.ts";

/** A file of a result, with its text for people who cannot see it. */
export interface ResultFile {
  readonly file: MediaFile;
  readonly altText: string;
}

/** What an adapter may keep between the steps of one post. */
export type Checkpoint = Readonly<Record<string, string>>;

/** A new message in a channel. */
export interface StatusPost {
  readonly channel: ChannelRef;
  /** The job it is about. */
  readonly jobId: string;
  readonly message: Message;
  /** The same key never makes a second message. */
  readonly key: string;
  /** An earlier attempt with this key may have landed: look before sending. */
  readonly mayAlreadyExist: boolean;
  /** Nobody in the channel asked for it: the adapter must not join the channel to post or to look. */
  readonly unasked?: boolean;
  /** What {@link StatusPost.save} stored at an earlier attempt with this key. */
  readonly checkpoint?: Checkpoint;
  /**
   * Resolves once durable. Before an adapter sends anything, it stores here what it needs to recognise exactly that
   * after a lost answer or a crash, whatever it would send by then. Rejects if it cannot be stored or the post is no
   * longer wanted: then the adapter sends nothing and passes that on. Absent: it searches by text alone.
   */
  save?(checkpoint: Checkpoint): Promise<void>;
  readonly signal?: AbortSignal;
}

/** A new text for an earlier status message. */
export interface StatusEdit {
  readonly channel: ChannelRef;
  readonly ref: MessageRef;
  readonly message: Message;
  /** Files that the message gets; absent: it keeps what it has. */
  readonly files?: readonly ResultFile[];
  readonly signal?: AbortSignal;
}

/** A result with its files, or, where they are too many for one message, a part of it. */
export interface ResultPost extends StatusPost {
  /** Absent or 1: the result itself. Later parts reply to nothing. */
  readonly part?: number;
  readonly files: readonly ResultFile[];
  /** The status message it answers. */
  readonly replyTo?: MessageRef;
  save(checkpoint: Checkpoint): Promise<void>;
}

/** A thread of a status message that results go to. */
export interface ThreadRequest {
  readonly channel: ChannelRef;
  /** The message that the thread belongs to. */
  readonly root: MessageRef;
  /** What the thread is called, where threads have names; one line, cut by the adapter as needed. */
  readonly name: string;
  readonly signal?: AbortSignal;
}

/** Whether commands arrive from a platform at the moment. */
export interface ConnectionState {
  readonly platform: Platform;
  readonly connected: boolean;
}

/**
 * What an adapter calls when commands begin or cease to arrive, short gaps included: whether a gap is worth mentioning
 * is the caller's decision. Posting may go on all the while.
 */
export type ConnectionListener = (state: ConnectionState) => void;

/**
 * One chat platform. `postX` and `editX` reject with a PlatformError and make one attempt, which lasts as long as its
 * upload and, where files show up later than they are taken, the wait for them (Slack: up to two minutes); the caller
 * retries, with the same key and `mayAlreadyExist`.
 */
export interface PlatformAdapter {
  readonly platform: Platform;
  /** The workspace of its token: known before the first command, `undefined` if it belongs to none in particular. */
  readonly workspace?: string | undefined;
  /**
   * Registers commands and connects; resolves once commands arrive. An unreachable platform is tried again with
   * back-off until `signal` aborts; a refused token rejects with a ConfigError. An adapter is used once: after a stop it
   * rejects.
   */
  start(signal: AbortSignal): Promise<void>;
  /** From now on no handler is called. */
  stopCommands(): void;
  /** Disconnects within 2 s. Does nothing the second time, or before a start. Ends a start that is under way. */
  stop(): Promise<void>;
  postStatus(post: StatusPost): Promise<MessageRef>;
  /**
   * The status message of an earlier attempt, brought up to date; `undefined` if there is none. Rejects like
   * `postX`.
   */
  findStatus(post: StatusPost): Promise<MessageRef | undefined>;
  /** Replaces the text of an earlier status message; doing so twice is the same as once. */
  editStatus(edit: StatusEdit): Promise<void>;
  postResult(post: ResultPost): Promise<MessageRef>;
  /**
   * The thread of a message, made where there is none yet; calling it again is safe. Where there can be none, as within
   * a thread, it is the channel itself. Rejects like `postX`.
   */
  openThread(request: ThreadRequest): Promise<ChannelRef>;
  /** The direct conversation with a person; rejects like `postX`, with `channel_lost` or `forbidden` where they allow none. */
  openDirect(userId: string, signal?: AbortSignal): Promise<ChannelRef>;
}
