import type { PollResult } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type {
  ProcessMessage,
  ProcessMessages,
} from "../../core/ports/processes/process-messages.ts";
import { ExpiringMap } from "../../core/time/expiring-map.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { NO_ANSWER_YET, POLL_NOW_TIMEOUT_MS } from "../following/job-poller.ts";
import type { RequestedPolls } from "../following/polling/requested-polls.ts";
import { PollWaiters } from "../runtime/sources/poll-waiters.ts";
import type { HeldPartition, HeldPartitions } from "./held-partitions.ts";
import { pollHere } from "./poll-here.ts";

/** How much longer than the holder this process waits, in milliseconds, so that it answers what is in the follow's record. */
const MESSAGES_TAKE_MS = 500;

/** Longest result that is sent along, as JSON. Redis keeps thousands of messages: a job with longer texts is polled again. */
const MAX_KNOWN_LENGTH = 10_000;

/** How soon the holder is asked again, in milliseconds. A poll that is being made answers both. */
const ASK_AGAIN_AFTER_MS = 1_000;

/** Options of {@link PollRequests}. */
export interface PollRequestsOptions {
  readonly held: Pick<HeldPartitions<HeldPartition>, "ofJob">;
  readonly messages: ProcessMessages;
  readonly registry: Pick<FollowRegistry, "get" | "entriesOfJob">;
  readonly clock: Clock;
}

/**
 * Polls for use cases, with several processes: the process that holds the job's partition polls and applies the result. This one
 * asks it by a message, or its own services if it is the holder.
 */
export class PollRequests implements RequestedPolls {
  readonly #options: PollRequestsOptions;
  readonly #waiters = new PollWaiters();

  constructor(options: PollRequestsOptions) {
    this.#options = options;
    options.messages.subscribe((message) => {
      if (message.kind === "polled") this.#waiters.answer(message.jobKey, message.pollResult);
    });
  }

  /** The holder has applied the result, so what is left is to read the record. */
  readonly results: RequestedPolls["results"] = {
    hold: () => () => {},
    apply: (followKey) => this.#options.registry.get(followKey),
  };

  /** Results of polls that this process has just made, for the holders. By job key. */
  readonly #known = new ExpiringMap<PollResult>(POLL_NOW_TIMEOUT_MS);

  readonly recent: RequestedPolls["recent"] = {
    note: (jobKey, pollResult) => {
      if (JSON.stringify(pollResult).length <= MAX_KNOWN_LENGTH)
        this.#known.set(jobKey, pollResult, this.#options.clock.monotonicMs());
    },
  };

  /** For polls that nobody waits for. If the message gets lost, the holder's check finds the job within a minute. */
  readonly queue: Pick<PollQueue, "add"> = {
    add: (jobKey, delayMs, options) => {
      const here = this.#options.held.ofJob(jobKey);
      if (here) here.queue.add(jobKey, delayMs, options);
      else this.#options.messages.publish({ kind: "poll", jobKey }).catch(() => {});
    },
  };

  /** See {@link RequestedPolls}. While no process can be asked, or none answers, resolves with `undefined`: nothing is known of the API. */
  async pollNow(
    jobKey: string,
    _queue: Pick<PollQueue, "add">,
    { isStale = false }: { isStale?: boolean } = {},
  ): Promise<PollResult | undefined> {
    const { held, registry, clock } = this.#options;
    if (this.#waiters.isStopped) return undefined;
    const here = held.ofJob(jobKey);
    const known = this.#known.get(jobKey, clock.monotonicMs())?.value;
    const asked = { jobKey, isStale, ...(known && { known }) };
    const { pollResult, end } = this.#waiters.add(jobKey);
    if (here)
      void pollHere(here, asked, registry).then((result) => this.#waiters.answer(jobKey, result));
    const cancel = here ? undefined : this.#ask({ kind: "poll-now", ...asked });
    const timeoutMs = POLL_NOW_TIMEOUT_MS + MESSAGES_TAKE_MS;
    // A holder says in time that the API does not answer, so without a word of it there is none.
    const fallback = () => (here ? NO_ANSWER_YET : undefined);
    return withTimeout(pollResult, { clock, timeoutMs, fallback }).finally(() => {
      cancel?.();
      end();
    });
  }

  /** Asks the holder every second, because it may have died and another process may take its place. Returns a function that ends this. */
  #ask(message: Extract<ProcessMessage, { kind: "poll-now" }>): () => void {
    const { messages, clock } = this.#options;
    messages.publish(message).catch(() => this.#waiters.answer(message.jobKey, undefined));
    let cancel: (() => void) | undefined;
    const askAgain = (): void => {
      cancel = clock.setTimer(ASK_AGAIN_AFTER_MS, () => {
        messages.publish(message).catch(() => {});
        askAgain();
      });
    };
    askAgain();
    return () => cancel?.();
  }

  stopWaiting(): void {
    this.#waiters.stop();
  }
}
