import { AsyncQueue } from "@sapphire/async-queue";
import { Keyv } from "keyv";
import { StoreError } from "../../core/errors.ts";
import type { Service } from "../../core/ports/service.ts";
import { serialization } from "./envelope.ts";
import { createStrictAdapter, type StorageAdapter } from "./strict-adapter.ts";

/** A store that has not answered by then counts as down. */
const ANSWER_TIMEOUT_MS = 5_000;

/** How a {@link KeyvConnection} comes to its storage adapter. */
export interface ConnectionOptions {
  /** Asked at each start; its errors are start's. */
  readonly open: () => Promise<StorageAdapter>;
  readonly answerTimeoutMs?: number;
}

/** The one Keyv that all records are in, from a start to a stop. */
export class KeyvConnection implements Service {
  readonly #open: () => Promise<StorageAdapter>;
  readonly #answerTimeoutMs: number;
  #keyv: Keyv | undefined;
  /** Starts and stops run one after another. */
  readonly #transitions = new AsyncQueue();
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(options: ConnectionOptions) {
    this.#open = options.open;
    this.#answerTimeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  start(): Promise<void> {
    return this.#afterTransition(async () => {
      if (this.#keyv !== undefined) return;
      const store = createStrictAdapter(await this.#open());
      this.#keyv = new Keyv({ store, serialization });
    });
  }

  stop(): Promise<void> {
    return this.#afterTransition(async () => {
      const keyv = this.#keyv;
      this.#keyv = undefined;
      await Promise.allSettled(this.#inFlight);
      await keyv?.disconnect();
    });
  }

  /** Every call to Keyv: bounded in time, and each failure a StoreError. */
  async ask<T>(verb: string, call: (keyv: Keyv) => Promise<T>): Promise<T> {
    const keyv = this.#keyv;
    if (keyv === undefined) throw new StoreError(`the store cannot ${verb}: it is not open`);
    const answer = withTimeout(async () => call(keyv), this.#answerTimeoutMs);
    this.#inFlight.add(answer);
    try {
      return await answer;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError(`the store cannot ${verb}: ${reason}`, { cause: error });
    } finally {
      this.#inFlight.delete(answer);
    }
  }

  async #afterTransition(run: () => Promise<void>): Promise<void> {
    await this.#transitions.wait();
    try {
      await run();
    } finally {
      this.#transitions.shift();
    }
  }
}

async function withTimeout<T>(call: () => Promise<T>, timeoutMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([call(), promise]);
  } finally {
    clearTimeout(timer);
  }
}
