import type { RedisClientType } from "@keyv/redis";
import type { Logger } from "../../core/ports/logger.ts";

/** Logs one line when a queue goes and one when it is back, whatever the number of connections. */
export class OutageLog {
  readonly #log: Logger;
  readonly #away = new Set<RedisClientType>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Logs the outages of a connection. Its errors count as handled. */
  watch(client: RedisClientType): void {
    client.on("error", (err) => {
      if (this.#away.size === 0) this.#log.warn({ err }, "queue.lost");
      this.#away.add(client);
    });
    client.on("ready", () => this.forget(client));
  }

  /** The connection is back, or no longer needed. */
  forget(client: RedisClientType): void {
    if (this.#away.delete(client) && this.#away.size === 0) this.#log.info({}, "queue.back");
  }
}
