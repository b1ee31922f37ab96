import type { RedisClientType } from "@keyv/redis";

/** Replaces a connection that may be dead, or that leads to a server which is no longer the right one. Does not wait. */
export function connectAgain(client: RedisClientType): void {
  client.destroy();
  // Failures are events, and the client goes on trying.
  client.connect().catch(() => {});
}
