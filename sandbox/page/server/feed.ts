/**
 * Sends every open page what has changed. The events of a stand-in only say that something changed; the feed then
 * reads the whole state and compares it with what it sent before, so that no kind of change can be missed.
 */
import { DiscordReader, readDiscord } from "./read-discord.ts";
import { readJobApis, readJobs, readRequests } from "./read-jobs.ts";
import type { PageEvent, PlatformName, RelayView } from "../page-views.ts";
import { readSlack, SlackReader } from "./read-slack.ts";
import type { StandIns } from "../../stand-ins.ts";

/** A burst of changes is sent at once. */
const SETTLE_MS = 40;
/** The job APIs have no events, and jobs change with time. */
const JOBS_EVERY_MS = 300;

/** Receives the events of an open page. */
export type Listener = (event: PageEvent) => void;

/** See the file's header. */
export class Feed {
  readonly #standIns: StandIns;
  readonly #discord: DiscordReader;
  readonly #slack: SlackReader;
  readonly #listeners = new Set<Listener>();
  /** The last sent event, by what it is about. */
  readonly #told = new Map<string, { readonly event: PageEvent; readonly json: string }>();
  readonly #ticks: NodeJS.Timeout;
  #relay: RelayView = { state: "starting", detail: "" };
  #faults: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(standIns: StandIns) {
    this.#standIns = standIns;
    const changed = (): void => this.#schedule();
    this.#discord = new DiscordReader(standIns, changed);
    this.#slack = new SlackReader(standIns, changed);
    for (const event of ["feed", "interaction", "request"] as const)
      standIns.discord.on(event, changed);
    for (const event of [
      "message",
      "edit",
      "delete",
      "private-reply",
      "private-delete",
      "interaction",
      "request",
    ] as const)
      standIns.slack.on(event, changed);
    this.#ticks = setInterval(changed, JOBS_EVERY_MS);
  }

  /** Sends the whole state, then every change. Returns a function that unsubscribes. */
  listen(listener: Listener): () => void {
    this.#look();
    listener({ kind: "start" });
    for (const { event } of this.#told.values()) listener(event);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Sets the state of the relay. */
  setRelay(relay: RelayView): void {
    this.#relay = relay;
    this.#schedule();
  }

  /** Sets the active faults. */
  setFaults(faults: readonly string[]): void {
    this.#faults = faults;
    this.#schedule();
  }

  /** Stops reading. */
  close(): void {
    clearInterval(this.#ticks);
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #schedule(): void {
    if (this.#listeners.size === 0) return;
    this.#timer ??= setTimeout(() => this.#look(), SETTLE_MS);
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = new Map<string, PageEvent>();
    now.set("job APIs", { kind: "job-apis", jobApis: readJobApis(this.#standIns) });
    now.set("relay", { kind: "relay", relay: this.#relay });
    now.set("faults", { kind: "faults", faults: this.#faults });
    for (const platform of ["discord", "slack"] as const) this.#read(platform, now);
    for (const job of readJobs(this.#standIns)) now.set(`job ${job.id}`, { kind: "job", job });
    for (const request of readRequests(this.#standIns))
      now.set(`request ${request.number}`, { kind: "request", request });
    this.#tellChanges(now);
  }

  #read(platform: PlatformName, into: Map<string, PageEvent>): void {
    const [view, posts] =
      platform === "discord"
        ? [readDiscord(this.#standIns), this.#discord.posts()]
        : [readSlack(this.#standIns), this.#slack.posts()];
    into.set(platform, { kind: "platform", platform, view });
    for (const post of posts) into.set(`${platform} ${post.id}`, { kind: "post", platform, post });
  }

  #tellChanges(now: ReadonlyMap<string, PageEvent>): void {
    for (const [key, { event }] of this.#told) {
      if (now.has(key)) continue;
      this.#told.delete(key);
      if (event.kind === "post")
        this.#tell({ kind: "gone", platform: event.platform, postId: event.post.id });
    }
    for (const [key, event] of now) {
      const json = JSON.stringify(event);
      if (this.#told.get(key)?.json === json) continue;
      this.#told.set(key, { event, json });
      this.#tell(event);
    }
  }

  #tell(event: PageEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
