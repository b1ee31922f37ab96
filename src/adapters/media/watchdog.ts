import { MediaError } from "../../core/errors.ts";

/** Ends a download that takes too long, stands still or is no longer wanted: aborts `signal` with a MediaError. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #deadline: NodeJS.Timeout;
  readonly #stall: NodeJS.Timeout;

  constructor(limits: {
    readonly deadlineMs: number;
    readonly stallMs: number;
    readonly signal?: AbortSignal | undefined;
  }) {
    // Two clocks: a drip of a byte at a time never stands still, and a long file must not be cut off while it flows.
    this.#deadline = setTimeout(() => this.#end("took too long"), limits.deadlineMs);
    this.#stall = setTimeout(() => this.#end("stood still"), limits.stallMs);
    this.#caller = limits.signal;
    if (this.#caller?.aborted) this.#onAbort();
    else this.#caller?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Aborts when the download must end; its reason is a MediaError. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something arrived. */
  progress(): void {
    this.#stall.refresh();
  }

  /** Lets go of timers and of the caller's signal. */
  stop(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#stall);
    this.#caller?.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => this.#end("was stopped", this.#caller?.reason);

  #end(what: string, cause?: unknown): void {
    this.#controller.abort(new MediaError("unavailable", `the download ${what}`, { cause }));
  }
}
