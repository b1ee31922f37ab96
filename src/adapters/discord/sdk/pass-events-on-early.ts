/**
 * Promise: what Discord says of channels and permissions counts from the first moment on.
 *
 * Why around discord.js 14.28.1: until every shard has received all of its servers, it queues events. The option
 * `waitGuildTimeout: 0` ends the wait for servers, but not the one for the other shards, which identify five seconds
 * apart: of ten shards, the first would learn 45 s late which permissions it has lost. So the client counts as ready from the
 * first READY on.
 */
import { GatewayDispatchEvents, Status, type Client } from "discord.js";

/** Makes `client` pass events on as soon as any of its shards is ready. */
export function passEventsOnEarly(client: Client): void {
  client.ws.on(GatewayDispatchEvents.Ready, () => {
    client.ws.status = Status.Ready;
  });
}
