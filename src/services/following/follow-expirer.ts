import { followFields } from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Service } from "../../core/ports/service.ts";
import { FollowExpiry, type ExpiryReport, type FollowExpiryOptions } from "./expire-follows.ts";

/** Longest wait between two passes: so much later than its beginning a follow may first be seen. */
const MAX_PAUSE_MS = 60_000;
/** Shortest wait. */
const MIN_PAUSE_MS = 500;

/** Options of {@link FollowExpirer}. */
export interface FollowExpirerOptions extends FollowExpiryOptions {
  readonly log: Logger;
}

/** Ends follows that have waited too long, whether or not the job API answers: a pass whenever one's time is up. */
export class FollowExpirer implements Service {
  readonly #options: FollowExpirerOptions;
  readonly #expiry: FollowExpiry;
  #owed = 0;
  #cancel: (() => void) | undefined;
  #pass: Promise<void> | undefined;
  #started = false;

  constructor(options: FollowExpirerOptions) {
    this.#options = options;
    this.#expiry = new FollowExpiry(options);
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#expiry.look();
    this.#schedule(MIN_PAUSE_MS);
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#cancel?.();
    await this.#pass;
  }

  #schedule(delayMs: number): void {
    if (!this.#started) return;
    this.#cancel = this.#options.clock.setTimer(delayMs, () => {
      this.#pass = this.#passAndSchedule();
    });
  }

  async #passAndSchedule(): Promise<void> {
    const report = await this.#expiry.pass();
    this.#tell(report);
    const mostMs = Math.min(MAX_PAUSE_MS, this.#options.giveUpAfterMs);
    this.#schedule(Math.max(Math.min(report.pauseMs ?? mostMs, mostMs), MIN_PAUSE_MS));
  }

  /** One line for all that failed in a pass: at the first time, each time their wait has doubled, and when it is over. */
  #tell({ failed, owed }: ExpiryReport): void {
    const { log } = this.#options;
    const latest = failed.reduce<ExpiryReport["failed"][number] | undefined>(
      (most, each) => (most && most.attempt >= each.attempt ? most : each),
      undefined,
    );
    if (latest && (owed > this.#owed || isPowerOfTwo(latest.attempt))) {
      const { follow, error: err, attempt, delayMs } = latest;
      const fields = { ...followFields(follow), follows: failed.length, attempt, delayMs, err };
      log.error(fields, "give_up.failed");
    }
    if (this.#owed > 0 && owed === 0) log.info({ follows: this.#owed }, "give_up.recovered");
    this.#owed = owed;
  }
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;
