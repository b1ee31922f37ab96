import { setImmediate } from "node:timers/promises";
import { AsyncQueue } from "@sapphire/async-queue";
import { Keyv } from "keyv";
import { StoreError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Service } from "../../core/ports/service.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import { serialization } from "./envelope.ts";
import {
  createStrictAdapter,
  type StorageAdapter,
  type StrictAdapter,
  type ToChange,
} from "./strict-adapter.ts";

const ANSWER_TIMEOUT_MS = 2_000;

/** Options of {@link KeyvConnection}. */
export interface ConnectionOptions {
  /** Opens the storage adapter at each start; if it rejects, so does the start. */
  readonly open: () => Promise<StorageAdapter>;
  readonly clock: Clock;
  /** A call that takes longer counts as failed; default: 2 seconds. */
  readonly answerTimeoutMs?: number;
}

/** Where all records are, from a start to a stop. */
interface OpenStore {
  readonly keyv: Keyv;
  /** What is under the Keyv, for what Keyv does not offer. */
  readonly adapter: StrictAdapter;
}

/** A call to Keyv, or to what is under it. */
export type StoreCall<T> = (keyv: Keyv, adapter: StrictAdapter) => Promise<T>;

/** The one Keyv that all records are in, from a start to a stop. */
export class KeyvConnection implements Service {
  readonly #options: ConnectionOptions;
  #store: OpenStore | undefined;
  /** Starts and stops run one after another. */
  readonly #transitions = new AsyncQueue();
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    return this.#afterTransition(async () => {
      if (this.#store !== undefined) return;
      const adapter = createStrictAdapter(await this.#options.open());
      this.#store = { keyv: new Keyv({ store: adapter, serialization }), adapter };
    });
  }

  stop(): Promise<void> {
    return this.#afterTransition(async () => {
      const store = this.#store;
      this.#store = undefined;
      await Promise.allSettled(this.#inFlight);
      await store?.keyv.disconnect();
    });
  }

  /**
   * Makes a call to Keyv or its adapter and resolves with the answer. Rejects with a StoreError, which says what the store cannot do
   * (`verb`), if the call fails or takes too long, or if the store is not open.
   */
  async ask<T>(verb: string, call: StoreCall<T>): Promise<T> {
    const store = this.#store;
    if (store === undefined) throw new StoreError(`the store cannot ${verb}: it is not open`);
    const { clock, answerTimeoutMs: timeoutMs = ANSWER_TIMEOUT_MS } = this.#options;
    const fallback = async (): Promise<never> => {
      // If this process was busy, the answer may be there and only not read yet.
      await setImmediate();
      throw new Error(`no answer in ${timeoutMs} ms`);
    };
    const calling = async (): Promise<T> => call(store.keyv, store.adapter);
    const answer = withTimeout(calling(), { clock, timeoutMs, fallback });
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

  /**
   * Writes what `toChange` makes of what is stored under the key. Resolves with `false` if another write was faster. Rejects like
   * `ask`; if `toChange` throws, with what it threw or with a StoreError.
   */
  async modify(key: string, toChange: ToChange): Promise<boolean> {
    const inOneStep = this.#store?.adapter.modify;
    if (inOneStep !== undefined) {
      await this.ask("write", () => inOneStep(key, toChange));
      return true;
    }
    const stored = await this.ask("read", (_keyv, adapter) => adapter.get<unknown>(key));
    const change = toChange(stored);
    if (change === undefined) return true;
    const expected = typeof stored === "string" ? stored : undefined;
    return this.ask("write", (_keyv, adapter) => adapter.replace(key, { expected, ...change }));
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
