import { encodeChannelRef, type ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { FakePlatformAdapter } from "../fakes/fake-platform.ts";
import type { CrashableProcess } from "./crashable-process.ts";

/** A message as a platform keeps it. It forgets every idempotency key at once. */
export interface MemoryMessage {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  /** A reply in a thread that its channel shows, too. */
  readonly isBroadcast?: boolean;
  readonly isOurs: boolean;
  content: string;
  /** What can be pressed below it, as the platform keeps it. */
  components: readonly unknown[];
  files: number;
  fileIds: readonly string[];
  /** The names of its files, without the mark of a spoiler. */
  fileNames: readonly string[];
  /** What of a result its text shows, see purpose.ts. */
  shows: readonly string[];
  readonly replyTo?: string | undefined;
  readonly mark?: string | undefined;
  /** What it was posted for, and what it was edited for: known to the test alone. */
  readonly postedFor: string | undefined;
  readonly editedFor: (string | undefined)[];
}

/** Kinds of requests. */
export const REQUESTS = ["post", "edit", "read", "open"] as const;
type RequestKind = (typeof REQUESTS)[number];

/** What can go wrong with a request. A refusal needs something to refuse. */
export const FAULTS = [
  "before acting",
  "after acting",
  "acts late",
  "slow",
  "too large",
  "file refused",
  "reply refused",
  "rate limited",
] as const;
/** Refusals of a single request that changes something. "not editable" concerns edits only. */
export const REFUSALS = {
  forbidden: "forbidden",
  rejected: "rejected",
  "not editable": "message_lost",
  "channel lost": "channel_lost",
} as const;
type Refusal = keyof typeof REFUSALS;
type Fault = (typeof FAULTS)[number] | Refusal;

/** A request as faults see it. */
export interface MemoryRequest<T> {
  readonly kind: RequestKind;
  readonly channel: string;
  readonly hasFiles?: boolean;
  readonly isReply?: boolean;
  /** The message that is edited. */
  readonly edited?: string;
  readonly act: () => T;
}

const BASE_MS = Date.UTC(2026, 0, 1);

/** A platform in memory, behind the real classes that post on it. */
export abstract class MemoryPlatform extends FakePlatformAdapter {
  messages: MemoryMessage[] = [];
  /** Messages that somebody has deleted. */
  readonly deleted: MemoryMessage[] = [];
  /** Messages whose latest edit was refused, by their ids. */
  readonly uneditable = new Set<string>();
  /** A request whose answer was lost acts so much later. */
  protected readonly lateMs = 10_000;
  protected readonly clock: FakeClock;
  readonly #faults = new Map<RequestKind, Fault[]>();
  readonly #weather = new Map<RequestKind, Fault>();
  readonly #refused = new Map<string, Error>();
  #lastId = 0;

  constructor(platform: "discord" | "slack", clock: FakeClock) {
    super({ platform });
    this.clock = clock;
  }

  /** The adapter of one process. */
  abstract within(process: CrashableProcess): PlatformAdapter;
  /** The channel that a thread belongs to, if threads are channels of their own; any other channel itself. */
  homeOf(channel: string): string {
    return channel;
  }

  /** How this platform refuses a reply. */
  protected abstract refuseReply(): Error;

  /** The platform's own clock in Unix milliseconds, which no clock jump changes. */
  now(): number {
    return BASE_MS + this.clock.monotonicMs();
  }

  /** The next request of a kind goes wrong. */
  spoilNext(kind: RequestKind, fault: Fault): void {
    this.#faults.set(kind, [...(this.#faults.get(kind) ?? []), fault]);
  }

  /** Every request of a kind goes wrong from now on; `undefined` ends it. */
  spoilAll(kind: RequestKind, fault: Fault | undefined): void {
    if (fault) this.#weather.set(kind, fault);
    else this.#weather.delete(kind);
  }

  /** Nothing goes wrong any more. */
  calm(): void {
    this.#faults.clear();
    this.#weather.clear();
    this.#refused.clear();
  }

  override refuse(channel: ChannelRef, error: Error): void {
    this.#refused.set(encodeChannelRef(channel).split(":").at(-1) ?? "", error);
  }

  override accept(channel: ChannelRef): void {
    this.#refused.delete(encodeChannelRef(channel).split(":").at(-1) ?? "");
  }

  /** Somebody else talks. */
  talk(channel: string, count: number): void {
    for (let times = 0; times < count; times += 1)
      this.add({ channel, isOurs: false, content: "talk", postedFor: undefined });
  }

  /** Somebody deletes one of our status messages. */
  deleteStatus(nth: number): void {
    const all = this.messages.filter(({ postedFor }) => postedFor?.endsWith(":status"));
    const gone = all[nth % Math.max(all.length, 1)];
    if (gone) this.deleted.push(gone);
    this.messages = this.messages.filter((message) => message !== gone);
  }

  protected nextNumber(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  protected abstract nextId(): string;

  protected add(
    fields: Pick<MemoryMessage, "channel" | "isOurs" | "content" | "postedFor"> &
      Partial<MemoryMessage>,
  ): MemoryMessage {
    const id = this.nextId();
    const message: MemoryMessage = {
      id,
      components: [],
      files: 0,
      fileIds: [],
      fileNames: [],
      shows: [],
      editedFor: [],
      ...fields,
    };
    this.messages.push(message);
    return message;
  }

  protected find(id: string): MemoryMessage {
    const message = this.messages.find((each) => each.id === id);
    if (!message) throw new PlatformError("message_lost", "the message is gone");
    return message;
  }

  /** Carries a request out as well as things are. */
  protected async carryOut<T>(request: MemoryRequest<T>): Promise<T> {
    const { edited = "" } = request;
    this.uneditable.delete(edited);
    try {
      return await this.#carryOut(request);
    } catch (error) {
      if (error instanceof PlatformError && !error.retryable) this.uneditable.add(edited);
      throw error;
    }
  }

  async #carryOut<T>(request: MemoryRequest<T>): Promise<T> {
    const { kind, channel, hasFiles = false, isReply = false, act } = request;
    const fault = this.#faults.get(kind)?.shift() ?? this.#weather.get(kind);
    const refusal = this.#refused.get(channel);
    // Where nothing may be written, what is there can be read all the same.
    const isReadable = refusal instanceof PlatformError && refusal.code === "forbidden";
    if (refusal && !(kind === "read" && isReadable)) throw refusal;
    if (fault === "before acting") throw outage();
    if (fault === "rate limited")
      throw new PlatformError("rate_limited", "429", { retryAfterMs: 3_000 });
    if (fault === "too large" && hasFiles) throw new PlatformError("too_large", "413");
    if (fault === "file refused" && hasFiles) throw new PlatformError("file_refused", "moderation");
    if (fault === "reply refused" && isReply) throw this.refuseReply();
    if (isRefusal(fault) && kind !== "read" && (fault !== "not editable" || kind === "edit"))
      throw new PlatformError(REFUSALS[fault], fault);
    if (fault === "acts late") {
      this.clock.setTimer(this.lateMs, () => quietly(act));
      throw outage();
    }
    if (fault === "slow") await this.#pass(1_000);
    const answer = act();
    if (fault === "after acting") throw outage();
    if (fault === "slow") await this.#pass(4_000);
    return answer;
  }

  #pass(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimer(delayMs, resolve);
    });
  }
}

const isRefusal = (fault: Fault | undefined): fault is Refusal =>
  fault !== undefined && Object.hasOwn(REFUSALS, fault);

const outage = (): PlatformError => new PlatformError("unavailable", "no answer");

function quietly(act: () => unknown): void {
  try {
    act();
  } catch {
    // Nobody waits for its answer any more.
  }
}
