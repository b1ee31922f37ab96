import type { ChannelRef, Platform } from "./channel/channel-ref.ts";
import type { ChannelSettings } from "./channel/channel-settings.ts";
import type { Follow, MessageRef } from "./follow/follow.ts";
import type { JobListReading, JobReading, RetryReading } from "./job/job.ts";
import type { Message } from "./message.ts";

/**
 * Something that runs. Starting or stopping twice, or stopping before a start, does nothing; a stop during a start
 * waits for it or ends it. After a stop it can start again, or its implementation says that it is used once: then
 * `start` rejects.
 */
export interface Service {
  start(): Promise<void>;
  /**
   * Resolves once nothing of it runs any more. Work under way may finish within the service's own grace period, and is
   * aborted when `signal` aborts, which is the caller's deadline.
   */
  stop(signal?: AbortSignal): Promise<void>;
}

/** One structured line per thing that happened; `event` is `noun.verb`. */
export interface Logger {
  debug(fields: Record<string, unknown>, event: string): void;
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
  error(fields: Record<string, unknown>, event: string): void;
}

/** Time, so that tests own it. */
export interface Clock {
  /** Wall clock, Unix milliseconds. May jump. For instants that are stored or shown. */
  now(): number;
  /** Milliseconds that only grow. For waiting. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  setTimer(delayMs: number, run: () => void): () => void;
}

/** A service that knows remote jobs. */
export interface JobApi {
  /** Stored with each follow, so that it is asked again where it came from. */
  readonly name: string;
  /**
   * Asks for one job, once. Always resolves, within 15 s: every answer, time-out and outage is a {@link JobReading}.
   * The caller decides when to ask again. An aborted `signal` reads as `unavailable`.
   */
  readJob(jobId: string, signal?: AbortSignal): Promise<JobReading>;
  /** Asks, as `readJob` does, which jobs the account has in the making: valid ids, each once, at most 10,000. */
  listJobs(signal?: AbortSignal): Promise<JobListReading>;
  /**
   * Asks for a completed job to be made once more, which costs the account what a job costs. Always resolves, within 30 s.
   * Sent once and never repeated; what was sent and stays without an answer, an aborted `signal` included, is `unknown`.
   */
  retryJob(jobId: string, signal?: AbortSignal): Promise<RetryReading>;
  /** Closes its connections. */
  close(): Promise<void>;
}

/**
 * Durable follows, one per {@link followKey}. Every call rejects with a StoreError when the store cannot do it, and
 * never answers "nothing there" instead. One writer per record: the caller serialises writes to the same key.
 */
export interface FollowStore {
  get(key: string): Promise<Follow | undefined>;
  /** Resolves once the record is durable. Final follows are dropped by the store after a while, others never. */
  put(follow: Follow): Promise<void>;
  remove(key: string): Promise<void>;
  /** All follows, final ones included. An unreadable record is set aside and logged; the others still come. */
  follows(): AsyncIterable<Follow>;
}

/** Durable settings, one record per channel; rejects like a {@link FollowStore}. */
export interface SettingsStore {
  /** Resolves once the record is durable. */
  put(settings: ChannelSettings): Promise<void>;
  /** All channels that have chosen something. An unreadable record is set aside and logged; the others still come. */
  all(): AsyncIterable<ChannelSettings>;
}

/** Everything the relay keeps, in one place. Starting it rejects with a ConfigError where it cannot be opened. */
export interface RelayStore extends Service {
  readonly follows: FollowStore;
  readonly settings: SettingsStore;
}

/** A downloaded file. Its bytes are on disk, never whole in memory. */
export interface MediaFile {
  /** Safe to show and to send: no path, no control characters, at most 100 characters, an extension. */
  readonly filename: string;
  /** By the bytes themselves. */
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The bytes from the beginning; may be called again, for a retry. */
  open(): AsyncIterable<Uint8Array>;
  /** Frees the disk. May be called twice. */
  dispose(): Promise<void>;
}

/** Brings files here, bounded in bytes, time and address. */
export interface MediaFetcher {
  /** Rejects with a MediaError; retrying is the caller's decision. `filename` is the API's, not trusted. */
  fetch(request: {
    url: string;
    filename?: string;
    contentType?: string;
    maxBytes: number;
    signal?: AbortSignal;
  }): Promise<MediaFile>;
  /** Breaks off what is under way and closes all connections. Files already here stay readable. */
  close(): Promise<void>;
}

/**
 * Makes a smaller copy of a video that is too large for a channel. One at a time, in the order they were asked for; the
 * caller may ask again, but the same file with the same limit comes out the same.
 */
export interface Transcoder {
  /**
   * Resolves with a new file of at most `maxBytes`: MP4 with H.264 (yuv420p) and, where there was sound, AAC, playable while
   * it loads, its name that of `file` ending in `.mp4`. The caller disposes of it, and of `file` as before.
   *
   * `undefined` if there is no such copy: the file is no video, it cannot be made small enough at a watchable quality
   * (at least 150 kbit/s for a picture of at most 640 pixels on its longer side), it takes too long, too many others wait,
   * or the tool fails. Rejects only with the reason of an aborted `signal`. Nothing is left on the disk in either case.
   */
  shrink(request: {
    file: MediaFile;
    maxBytes: number;
    signal?: AbortSignal;
  }): Promise<MediaFile | undefined>;
}

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
  readonly mayHaveLanded: boolean;
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
 * retries, with the same key and `mayHaveLanded`.
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

/** Decides when which job is polled. Keys are job keys. */
export interface PollQueue extends Service {
  /** Due after `delayMs`; an earlier due time stays. `first` polls go before all others. */
  add(key: string, delayMs: number, options?: { first?: boolean }): void;
  /** Milliseconds until `key` is due, negative where it is late; `undefined` if it is at work, or not known. */
  dueInMs(key: string): number | undefined;
}
