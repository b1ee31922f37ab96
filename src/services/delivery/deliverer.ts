import type { Follow } from "../../core/follow/follow.ts";
import type { Service } from "../../core/ports/service.ts";
import { ChannelQueues } from "./channel-queues.ts";
import { DeliveryAttempts, type DeliveryAttemptsOptions } from "./delivery-attempts.ts";
import { DeliveryLimits } from "./delivery-limits.ts";
import type { DeliveryProgress } from "./delivery-progress.ts";

/** What is under way at a stop may take this long to finish; the rest is parked in the store. */
const STOP_GRACE_MS = 6_000;

/** Brings every settled outcome into its channel, in the order they settled, retrying what is temporary. */
export class Deliverer implements Service {
  readonly #progress: DeliveryProgress;
  readonly #queues: ChannelQueues;
  readonly #limits = new DeliveryLimits();

  constructor(options: Omit<DeliveryAttemptsOptions, "limits">) {
    const { clock, log, progress } = options;
    this.#progress = progress;
    const attempts = new DeliveryAttempts({ ...options, limits: this.#limits });
    this.#queues = new ChannelQueues({
      clock,
      log,
      // The limits bound what goes on at once; a channel that waits for one costs nothing.
      concurrency: Number.POSITIVE_INFINITY,
      run: (key, signal) => attempts.run(key, signal),
    });
  }

  async start(): Promise<void> {
    this.#limits.open();
    this.#queues.start();
  }

  /** What is not delivered by then is in the store; a start takes up only what is added or resumed after it. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#limits.close();
    await this.#queues.stop(STOP_GRACE_MS, signal);
  }

  /** Delivers a follow that has just settled. */
  add(follow: Follow): void {
    this.#progress.begin(follow);
    this.#queues.add(follow);
  }

  /** Delivers a settled follow of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    this.#progress.resume(follow);
    this.#queues.add(follow);
  }
}
