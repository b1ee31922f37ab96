import type { Clock } from "../../core/ports/clock.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";

/** How long a server may take, in milliseconds. Kubernetes waits 1 s for the answer of a probe unless told otherwise. */
export const PROBE_TIMEOUT_MS = 800;
/** How long callers share one question, in milliseconds. After that, its answer may have been lost. */
const SHARED_FOR_MS = 5_000;

/** How a server reacted to a question. */
export type ProbeResult = "answers" | "fails" | "slow";

/** Options of {@link Probe}. */
export interface ProbeOptions {
  /** Resolves if the server answers, and rejects if it does not. */
  readonly ask: () => Promise<unknown>;
  readonly clock: Clock;
}

/** Asks a server one question at a time, so that frequent callers add nothing to a server that hangs. */
export class Probe {
  readonly #options: ProbeOptions;
  /** The question in progress, which all callers share. */
  #asking: { readonly beganAtMs: number; readonly result: Promise<ProbeResult> } | undefined;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** Resolves within {@link PROBE_TIMEOUT_MS}; never rejects. */
  async run(): Promise<ProbeResult> {
    return withTimeout(this.#share(), {
      clock: this.#options.clock,
      timeoutMs: PROBE_TIMEOUT_MS,
      fallback: () => "slow" as const,
    });
  }

  async #share(): Promise<ProbeResult> {
    const nowMs = this.#options.clock.monotonicMs();
    const isLost = this.#asking && nowMs - this.#asking.beganAtMs >= SHARED_FOR_MS;
    if (this.#asking && !isLost) return this.#asking.result;
    const result = this.#options.ask().then(
      () => "answers" as const,
      () => "fails" as const,
    );
    const asking = { beganAtMs: nowMs, result };
    this.#asking = asking;
    void result.then(() => {
      if (this.#asking === asking) this.#asking = undefined;
    });
    return result;
  }
}
