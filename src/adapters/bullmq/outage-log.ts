import type { RedisClientType } from "@keyv/redis";
import type { Logger } from "../../core/ports/logger.ts";

/** Logs one line when a queue goes and one when it is back, whatever the number of connections. */
export class OutageLog {
  readonly #log: Logger;
  readonly #watched = new Set<RedisClientType>();
  readonly #away = new Set<RedisClientType>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Logs the outages of a connection. Its errors count as handled. */
  watch(client: RedisClientType): void {
    this.#watched.add(client);
    client.on("error", (err) => {
      if (!this.#watched.has(client)) return;
      if (this.#away.size === 0) this.#log.warn({ err }, "queue.lost");
      this.#away.add(client);
    });
    client.on("ready", () => this.#isBack(client));
  }

  /** Closes a connection at once. What it had not answered yet fails, which is no outage. */
  close(client: RedisClientType): void {
    this.#watched.delete(client);
    if (client.isOpen) client.destroy();
    this.#isBack(client);
  }

  #isBack(client: RedisClientType): void {
    if (this.#away.delete(client) && this.#away.size === 0) this.#log.info({}, "queue.back");
  }
}
