import type { Platform } from "../../core/channel/channel-ref.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { ConnectionState } from "../../core/ports/platform.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** A gap in a connection that is shorter than this, in milliseconds, is ignored: platforms ask for a new one every few hours. */
const GRACE_MS = 2_000;

/** Tracks whether commands arrive from every enabled platform, and logs each change. */
export class Readiness {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #missing = new Set<Platform>();
  /** Platforms that lost their connection just now, each with a function that cancels the timer until it counts as missing. */
  readonly #losing = new Map<Platform, () => void>();
  /** Platforms from which commands have arrived at least once. */
  readonly #started = new Set<Platform>();
  /** The enabled platforms; `undefined` before {@link start} and after {@link stop}. */
  #platforms: readonly Platform[] | undefined;

  constructor({ clock, log }: { clock: Clock; log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Whether commands arrive from every enabled platform. */
  get isReady(): boolean {
    return this.#platforms !== undefined && this.#missing.size === 0;
  }

  /** Whether commands arrive from one platform. */
  isConnected(platform: Platform): boolean {
    return this.#started.has(platform) && !this.#missing.has(platform);
  }

  /** Call it when a platform has been ready once. */
  noteStarted(platform: Platform): void {
    this.#started.add(platform);
  }

  /** Call it when every platform has been ready once. From then on, a lost connection makes the relay not ready. */
  start(platforms: readonly Platform[]): void {
    this.#platforms = platforms;
    if (this.isReady) this.#announce();
  }

  /** Ends the log lines: a stop closes all connections. */
  stop(): void {
    this.#platforms = undefined;
    for (const cancel of this.#losing.values()) cancel();
    this.#losing.clear();
  }

  /** Notes the state of a platform's connection. */
  note({ platform, connected }: ConnectionState): void {
    if (connected) {
      this.#losing.get(platform)?.();
      this.#losing.delete(platform);
      if (this.#missing.delete(platform) && this.isReady) this.#announce();
    } else if (!this.#missing.has(platform) && !this.#losing.has(platform)) {
      const cancel = this.#clock.setTimer(GRACE_MS, () => this.#miss(platform));
      this.#losing.set(platform, cancel);
    }
  }

  #miss(platform: Platform): void {
    this.#losing.delete(platform);
    this.#missing.add(platform);
    if (this.#platforms !== undefined) this.#log.warn({ platform }, "relay.not_ready");
  }

  #announce(): void {
    this.#log.info({ platforms: this.#platforms }, "relay.ready");
  }
}
