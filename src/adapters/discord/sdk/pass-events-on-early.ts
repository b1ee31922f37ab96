/**
 * Promise: commands are answered from the first moment on.
 *
 * Why around discord.js 14.28.1: until every shard has received all of its servers, it queues events. The option
 * `waitGuildTimeout: 0` ends the wait for servers, but not the one for the other shards, which identify five seconds
 * apart: of ten shards, the first would answer its first commands 45 s late, and Discord waits 3 s. So the client counts
 * as ready from the first READY on.
 */
import { GatewayDispatchEvents, Status, type Client } from "discord.js";

/** Makes `client` pass events on as soon as any of its shards is ready. */
export function passEventsOnEarly(client: Client): void {
  client.ws.on(GatewayDispatchEvents.Ready, () => {
    client.ws.status = Status.Ready;
  });
}
