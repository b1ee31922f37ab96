import { PLATFORM_ERROR_CODES, PlatformError, type PlatformErrorCode } from "../../core/errors.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { ProcessMessages } from "../../core/ports/processes/process-messages.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { HeldPartition, HeldPartitions } from "./held-partitions.ts";

/** How long a status message of another process is waited for, in milliseconds. A command waits less. */
const TIMEOUT_MS = 10_000;

/** Options of {@link StatusRequests}. */
export interface StatusRequestsOptions {
  readonly held: Pick<HeldPartitions<HeldPartition>, "ofChannel">;
  readonly messages: ProcessMessages;
  readonly clock: Clock;
  /** Returns a globally unique id. */
  readonly newId: () => string;
}

/**
 * Status messages for use cases, with several processes: the process that holds the channel's partition posts and edits them. This
 * one asks it by a message, or its own services if it is the holder.
 */
export class StatusRequests implements Pick<StatusUpdater, "update" | "updateNow"> {
  readonly #options: StatusRequestsOptions;
  /** By the ids of requests. */
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();

  constructor(options: StatusRequestsOptions) {
    this.#options = options;
    options.messages.subscribe((message) => {
      if (message.kind !== "shown") return;
      const waiting = this.#waiting.get(message.id);
      if (message.refusal) waiting?.reject(toError(message.refusal));
      else waiting?.resolve();
    });
  }

  /** Has the status message brought up to date in the background. */
  update(follow: Follow): void {
    const { held, messages } = this.#options;
    const here = held.ofChannel(follow.channel);
    if (here) here.statusUpdater.update(follow);
    else messages.publish({ kind: "changed", followKey: followKey(follow) }).catch(() => {});
  }

  /**
   * Resolves once the status message is up to date, or is left to {@link update}. Rejects with the PlatformError of the process
   * that has tried, or with `unavailable` if none answers.
   */
  async updateNow(follow: Follow, signal: AbortSignal): Promise<void> {
    const { held, messages, clock, newId } = this.#options;
    const here = held.ofChannel(follow.channel);
    if (here) return here.statusUpdater.updateNow(follow, signal);
    const id = newId();
    const waiting = Promise.withResolvers<void>();
    const giveUp = (): void => waiting.reject(noAnswer());
    this.#waiting.set(id, waiting);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    messages.publish({ kind: "show-status", id, followKey: followKey(follow) }).catch(giveUp);
    try {
      const fallback = (): never => {
        throw noAnswer();
      };
      await withTimeout(waiting.promise, { clock, timeoutMs: TIMEOUT_MS, fallback });
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener("abort", giveUp);
    }
  }
}

const noAnswer = (): PlatformError =>
  new PlatformError("unavailable", "no process has shown the status message");

/** The error that another process has met. */
const toError = (refusal: {
  readonly code: string;
  readonly message: string;
  readonly missing: readonly string[];
}): PlatformError =>
  new PlatformError(isCode(refusal.code) ? refusal.code : "unavailable", refusal.message, refusal);

const isCode = (code: string): code is PlatformErrorCode =>
  Object.hasOwn(PLATFORM_ERROR_CODES, code);
