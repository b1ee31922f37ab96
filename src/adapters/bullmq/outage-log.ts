import type { RedisClientType } from "@keyv/redis";
import { QueueError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { connectAgain } from "../redis/connect-again.ts";
import { isPermissionError } from "../redis/is-permission-error.ts";
import { isReplicaError } from "../redis/is-replica-error.ts";
import { watchSilence } from "./silence-watch.ts";

/** What a server may refuse while its connections stand: any write, or what its user may not do to share out partitions. */
type Refused = "writes" | "partitions";

/**
 * Logs one line when a queue goes and one when it is back, whatever the number of connections and of reasons. Replaces the
 * connections that would not come back by themselves.
 */
export class OutageLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  /** With what ends watching it. */
  readonly #watched = new Map<RedisClientType, () => void>();
  /** The connections that are away, and what the server refuses. */
  readonly #away = new Set<RedisClientType | Refused>();

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Logs the outages of a connection. Its errors count as handled. */
  watch(client: RedisClientType): void {
    const onSilence = (): void => {
      this.#isLost(client, new Error("the server does not answer"));
      connectAgain(client);
    };
    this.#watched.set(client, watchSilence(client, { onSilence, clock: this.#clock }));
    client.on("error", (err) => {
      if (this.#watched.has(client)) this.#isLost(client, err);
    });
    client.on("ready", () => this.#isBack(client));
  }

  /** Closes a connection at once. What it had not answered yet fails, which is no outage. */
  close(client: RedisClientType): void {
    this.#watched.get(client)?.();
    this.#watched.delete(client);
    if (client.isOpen) client.destroy();
    this.#isBack(client);
  }

  /** The server answers, and does not do what it is asked. If that is because it is a replica now, connects again. */
  noteRefusal(err: unknown): void {
    // It has started just now, and its connections say so.
    if (err instanceof Error && err.message.startsWith("LOADING")) return;
    this.#isLost("writes", err);
    if (isReplicaError(err)) this.#reconnect();
  }

  /** The server does what it is asked. */
  noteAnswer(): void {
    this.#isBack("writes");
  }

  /** Partitions could not be shared out: an outage only if the user has no right to. Others are seen by the connections. */
  notePartitionsFailed(err: unknown): void {
    if (isPermissionError(err)) this.#isLost("partitions", err);
  }

  /** Partitions were shared out. */
  notePartitionsShared(): void {
    this.#isBack("partitions");
  }

  /** After a failover, the address may lead to another server. A server that becomes a replica keeps its connections. */
  #reconnect(): void {
    const clients = [...this.#watched.keys()];
    if (clients.every(({ isReady }) => isReady)) for (const client of clients) connectAgain(client);
  }

  #isLost(what: RedisClientType | Refused, cause: unknown): void {
    if (this.#away.size === 0) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const err = new QueueError(`the queue is away, or refuses: ${reason}`, { cause });
      this.#log.warn({ err }, "queue.lost");
    }
    this.#away.add(what);
  }

  #isBack(what: RedisClientType | Refused): void {
    if (this.#away.delete(what) && this.#away.size === 0) this.#log.info({}, "queue.back");
  }
}
