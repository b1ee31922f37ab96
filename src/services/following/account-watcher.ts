import type { ChannelSettings } from "../../core/channel/channel-settings.ts";
import {
  createNotification,
  followFields,
  followKey,
  isFinal,
  jobKey,
  type Follow,
} from "../../core/follow/follow.ts";
import type { SourceProblem } from "../../core/job/job.ts";
import { nextPollDelayMs, type PollSchedule } from "../../core/job/poll-schedule.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { Service } from "../../core/ports/service.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import type { ChannelSettingsRegistry } from "./channel-settings-registry.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Options of {@link AccountWatcher}. */
export interface AccountWatcherOptions {
  readonly api: JobSource;
  readonly registry: FollowRegistry;
  readonly settings: ChannelSettingsRegistry;
  readonly queue: PollQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly quotas: Quotas;
  readonly newId: () => string;
  /** How often the list of executing jobs is asked for; while it cannot be read the interval grows, as that of a job. */
  readonly schedule: PollSchedule;
  /** Whether results can be posted there at all: the platform is on, and the relay may be used there. */
  readonly serves: (channel: ChannelRef) => boolean;
}

/**
 * Channel notifications: asks the job API which jobs the account executes, and has each followed in every channel that
 * wants to be told. From there on such a job is like any other: stored, polled, delivered once. A job that begins and
 * ends between two looks is not seen.
 */
export class AccountWatcher implements Service {
  readonly #options: AccountWatcherOptions;
  /** Follow keys of the latest list that need no second look. */
  #known = new Set<string>();
  /** Those that there was no room for; said once, and tried again as long as they are listed. */
  #refused = new Set<string>();
  /** Why the list could not be read at the latest look; said once for as long as it lasts. */
  #trouble: SourceProblem["kind"] | undefined;
  #troubles = 0;
  #cancel: (() => void) | undefined;
  #pass: Promise<void> = Promise.resolve();
  #abort = new AbortController();
  #started = false;

  constructor(options: AccountWatcherOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#abort = new AbortController();
    this.wake();
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#cancel?.();
    this.#abort.abort();
    await this.#pass;
  }

  /** Looks now: a channel has just switched its notifications on. */
  wake(): void {
    if (!this.#started) return;
    this.#cancel?.();
    this.#schedule(0);
  }

  /** One look; resolves with the number of follows it began. */
  async pass(signal: AbortSignal): Promise<number> {
    const channels = this.#channels();
    if (channels.length === 0) return 0;
    const { api, log } = this.#options;
    const pollResult = await api.listJobs(signal);
    if (signal.aborted) return 0;
    const trouble = pollResult.kind === "jobs" ? undefined : pollResult.kind;
    if (trouble !== undefined && trouble !== this.#trouble)
      log.warn({ api: api.name, kind: trouble }, "account.not_read");
    this.#trouble = trouble;
    this.#troubles = trouble === undefined ? 0 : this.#troubles + 1;
    if (pollResult.kind !== "jobs") return 0;
    return this.#followAll(pollResult.jobIds, channels);
  }

  async #followAll(
    jobIds: readonly string[],
    channels: readonly ChannelSettings[],
  ): Promise<number> {
    const { api } = this.#options;
    const known = new Set<string>();
    const refused = new Set<string>();
    let begun = 0;
    for (const jobId of jobIds)
      for (const settings of channels) {
        const key = followKey({ api: api.name, jobId, channel: settings.channel });
        const done = this.#known.has(key) ? "there" : await this.#follow(key, jobId, settings);
        if (done === "begun") begun += 1;
        (done === "refused" ? refused : known).add(key);
      }
    this.#known = known;
    this.#refused = refused;
    return begun;
  }

  #channels(): ChannelSettings[] {
    const { settings, serves } = this.#options;
    return settings.all().filter((each) => each.notifications && serves(each.channel));
  }

  /**
   * Where the channel has, or had, this job already there is nothing to do: an ended one may be listed for a while. What
   * was stopped before its notifications were on says nothing about them.
   */
  async #follow(
    key: string,
    jobId: string,
    settings: ChannelSettings,
  ): Promise<"begun" | "there" | "refused"> {
    const { registry, api, clock, log, newId, queue, quotas } = this.#options;
    const { channel, locale, notifications } = settings;
    const had = registry.get(key) ?? (await registry.reread(key));
    if (had && !isStoppedBefore(had, notifications?.since ?? 0)) return "there";
    if (registry.addressOf(channel, { api: api.name, jobId }) !== channel) return "there";
    const base = { id: newId(), api: api.name, jobId, channel, createdAt: clock.now(), locale };
    const { uploadLimitBytes } = notifications ?? {};
    const follow = { ...createNotification(base), ...(uploadLimitBytes && { uploadLimitBytes }) };
    const places = registry.reserve(follow, quotas);
    if (places.full) {
      if (!this.#refused.has(key))
        log.warn({ ...followFields(follow), of: places.full }, "follow.refused");
      return "refused";
    }
    try {
      if (!(await registry.insert(follow))) return "there";
    } finally {
      places.release();
    }
    log.info(followFields(follow), "follow.notified");
    queue.add(jobKey(follow), 0);
    return "begun";
  }

  async #passAndSchedule(): Promise<void> {
    const { log, schedule } = this.#options;
    if (!this.#started) return;
    try {
      await this.pass(this.#abort.signal);
    } catch (error) {
      // The store is down: the same list comes again.
      log.error({ err: error }, "account.failed");
    }
    if (!this.#started) return;
    this.#cancel?.();
    this.#schedule(nextPollDelayMs(schedule, Math.max(this.#troubles - 1, 0), 0));
  }

  /** One look after another: two at once would each begin the same follows. */
  #schedule(delayMs: number): void {
    this.#cancel = this.#options.clock.setTimer(delayMs, () => {
      const before = this.#pass;
      this.#pass = before.then(() => this.#passAndSchedule());
    });
  }
}

const isStoppedBefore = (follow: Follow, since: number): boolean =>
  isFinal(follow) && follow.outcome?.kind === "forgotten" && (follow.settledAt ?? since) < since;
