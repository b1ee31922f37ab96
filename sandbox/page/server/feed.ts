/**
 * Tells every open page what has changed. Whatever happens in a stand-in only says that something did; the screens are
 * then read as a whole and compared with what was told before, so that no kind of change can be forgotten.
 */
import { DiscordReader, readDiscord } from "./read-discord.ts";
import { readJobs, readRequests } from "./read-jobs.ts";
import type { PageEvent, PlatformName, RelayView } from "../page-views.ts";
import { readSlack, SlackReader } from "./read-slack.ts";
import type { Stage } from "../../stand-ins.ts";

/** A burst of changes is told at once. */
const SETTLE_MS = 40;
/** The job API has no events, and jobs change by the clock. */
const JOBS_EVERY_MS = 300;

/** Takes what an open page is told. */
export type Listener = (event: PageEvent) => void;

/** See the file's header. */
export class Feed {
  readonly #stage: Stage;
  readonly #discord: DiscordReader;
  readonly #slack: SlackReader;
  readonly #listeners = new Set<Listener>();
  /** What was told last, by what it is about. */
  readonly #told = new Map<string, { readonly event: PageEvent; readonly json: string }>();
  readonly #ticks: NodeJS.Timeout;
  #relay: RelayView = { state: "starting", detail: "" };
  #faults: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    const changed = (): void => this.#schedule();
    this.#discord = new DiscordReader(stage, changed);
    this.#slack = new SlackReader(stage, changed);
    for (const event of ["feed", "interaction", "request"] as const)
      stage.discord.on(event, changed);
    for (const event of [
      "message",
      "edit",
      "delete",
      "private-reply",
      "private-delete",
      "interaction",
      "request",
    ] as const)
      stage.slack.on(event, changed);
    this.#ticks = setInterval(changed, JOBS_EVERY_MS);
  }

  /** Tells everything there is, then every change. Returns what ends it. */
  listen(listener: Listener): () => void {
    this.#look();
    listener({ kind: "start" });
    for (const { event } of this.#told.values()) listener(event);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Says how the relay is. */
  setRelay(relay: RelayView): void {
    this.#relay = relay;
    this.#schedule();
  }

  /** Says what is broken on purpose. */
  setFaults(faults: readonly string[]): void {
    this.#faults = faults;
    this.#schedule();
  }

  /** Ends the looking. */
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
    now.set("relay", { kind: "relay", relay: this.#relay });
    now.set("faults", { kind: "faults", faults: this.#faults });
    for (const platform of ["discord", "slack"] as const) this.#read(platform, now);
    for (const job of readJobs(this.#stage)) now.set(`job ${job.id}`, { kind: "job", job });
    for (const request of readRequests(this.#stage))
      now.set(`request ${request.number}`, { kind: "request", request });
    this.#tellChanges(now);
  }

  #read(platform: PlatformName, into: Map<string, PageEvent>): void {
    const [view, posts] =
      platform === "discord"
        ? [readDiscord(this.#stage), this.#discord.posts()]
        : [readSlack(this.#stage), this.#slack.posts()];
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
