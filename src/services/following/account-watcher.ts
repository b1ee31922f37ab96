import type { ChannelSettings } from "../../core/channel/channel-settings.ts";
import { followFields, followKey, isFinal, jobKey, type Follow } from "../../core/follow/follow.ts";
import { createNotification } from "../../core/follow/create-follow.ts";
import type { SourceProblem } from "../../core/job/job.ts";
import { nextPollDelayMs } from "../../core/job/poll-schedule.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import type { GuardedJobSource } from "../runtime/sources/guarded-job-source.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";
import type { ChannelSettingsRegistry } from "./channel-settings-registry.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Options of {@link AccountWatcher}. */
export interface AccountWatcherOptions {
  /** A source that can list its account's jobs. */
  readonly source: Pick<GuardedJobSource, "name" | "schedule" | "listJobs" | "toJob">;
  readonly registry: FollowRegistry;
  /** Says which channels have notifications on. */
  readonly settings: Pick<ChannelSettingsRegistry, "all">;
  /** Gets the jobs of new follows, to be polled next. */
  readonly queue: Pick<PollQueue, "add">;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many open follows a channel may have. */
  readonly quotas: Quotas;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Whether results can be posted in a channel: its platform is enabled, and the relay may be used there. */
  readonly serves: (channel: ChannelRef) => boolean;
}

/** What one pass did. */
export interface WatchCounts {
  /** Follows that were stored. */
  readonly begun: number;
  /** Follows that were refused because the channel's quota is used up. */
  readonly refused: number;
  /** Follows that could not be stored. */
  readonly failed: number;
}

const NOTHING: WatchCounts = { begun: 0, refused: 0, failed: 0 };

/**
 * Channel notifications: reads the list of the account's running jobs and follows each one in every channel that has
 * notifications on. From then on it is a follow like any other. A job that starts and ends between two passes is missed.
 */
export class AccountWatcher extends PeriodicService<WatchCounts> {
  readonly #options: AccountWatcherOptions;
  /** Keys of follows for jobs on the latest list that are dealt with already. */
  #known: ReadonlySet<string> = new Set();
  /** Keys of follows that were refused. Each is logged once, and tried again while its job is listed. */
  #refused: ReadonlySet<string> = new Set();
  /** Why the latest pass could not read the list. Logged only when it changes. */
  #problem: SourceProblem["kind"] | undefined;
  /** Passes in a row that could not read the list. */
  #problems = 0;

  /** The name of the source that it watches. */
  get source(): string {
    return this.#options.source.name;
  }

  constructor(options: AccountWatcherOptions) {
    super({ clock: options.clock, log: options.log, failureEvent: "account.failed" });
    this.#options = options;
  }

  /** Reads the list, if a channel has notifications on, and follows the jobs that are new. Resolves with counts; never rejects. */
  async pass(signal: AbortSignal): Promise<WatchCounts> {
    const channels = this.#channels();
    if (channels.length === 0) return NOTHING;
    const { source, log } = this.#options;
    const list = await source.listJobs(signal);
    if (signal.aborted) return NOTHING;
    const problem = list.kind === "jobs" ? undefined : list.kind;
    if (problem !== undefined && problem !== this.#problem)
      log.warn({ api: source.name, kind: problem }, "account.not_read");
    this.#problem = problem;
    this.#problems = problem === undefined ? 0 : this.#problems + 1;
    return list.kind === "jobs" ? this.#followAll(list.jobIds, channels) : NOTHING;
  }

  protected override pauseMs(): number {
    // As often as a job is polled. While that fails, the interval grows as it does for a job.
    return nextPollDelayMs(this.#options.source.schedule, Math.max(this.#problems - 1, 0), 0);
  }

  async #followAll(
    jobIds: readonly string[],
    channels: readonly ChannelSettings[],
  ): Promise<WatchCounts> {
    const { source, log } = this.#options;
    const known = new Set<string>();
    const refused = new Set<string>();
    const errors: unknown[] = [];
    let begun = 0;
    for (const jobId of jobIds)
      for (const settings of channels) {
        const key = followKey({ source: source.name, jobId, channel: settings.channel });
        try {
          const done = this.#known.has(key) ? "there" : await this.#follow(key, jobId, settings);
          if (done === "begun") begun += 1;
          (done === "refused" ? refused : known).add(key);
        } catch (error) {
          errors.push(error);
        }
      }
    this.#known = known;
    this.#refused = refused;
    // One log line for all: if the store is down, every one fails. The next pass tries them again.
    if (errors.length > 0) log.error({ err: errors[0] }, "account.failed");
    return { begun, refused: refused.size, failed: errors.length };
  }

  #channels(): ChannelSettings[] {
    const { settings, serves } = this.#options;
    return settings.all().filter((each) => each.notifications && serves(each.channel));
  }

  /**
   * Follows a job in a channel, unless the channel follows it already or did so before: a job that has ended may stay on the
   * list for a while. A follow that was stopped before notifications were switched on does not count. Rejects with a
   * StoreError.
   */
  async #follow(
    key: string,
    jobId: string,
    settings: ChannelSettings,
  ): Promise<"begun" | "there" | "refused"> {
    const { registry, source, clock, log, newId, queue, quotas } = this.#options;
    const { channel, locale, notifications } = settings;
    const had = await registry.ofKey(key);
    if (had && !isStoppedBefore(had, notifications?.since ?? 0)) return "there";
    const job = source.toJob(jobId);
    if ((await registry.addressOf(channel, job)) !== channel) return "there";
    const base = { ...job, id: newId(), channel, createdAt: clock.now(), locale };
    const { uploadLimitBytes } = notifications ?? {};
    const follow = { ...createNotification(base), ...(uploadLimitBytes && { uploadLimitBytes }) };
    const reservation = await registry.reserve(follow, quotas);
    if (reservation.full) {
      if (!this.#refused.has(key))
        log.warn({ ...followFields(follow), of: reservation.full }, "follow.refused");
      return "refused";
    }
    try {
      if (!(await registry.insert(follow))) return "there";
    } finally {
      await reservation.release();
    }
    log.info(followFields(follow), "follow.notified");
    queue.add(jobKey(follow), 0);
    return "begun";
  }
}

const isStoppedBefore = (follow: Follow, since: number): boolean =>
  isFinal(follow) && follow.outcome?.kind === "forgotten" && (follow.settledAt ?? since) < since;
