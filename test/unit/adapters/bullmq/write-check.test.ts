import { createClient, type RedisClientType } from "@keyv/redis";
import { expect, it, vi } from "vitest";
import { BullMessages } from "../../../../src/adapters/bullmq/messages.ts";
import { OutageLog } from "../../../../src/adapters/bullmq/outage-log.ts";
import { WriteCheck } from "../../../../src/adapters/bullmq/write-check.ts";
import { systemClock as clock } from "../../../../src/adapters/node/system-clock.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

/** Messages and the check of writes on a server, and a connection that changes the server. */
async function startCheck({ url }: TestServer) {
  const stack = new AsyncDisposableStack();
  const connect = async (): Promise<RedisClientType> => {
    const client: RedisClientType = createClient({ url, disableOfflineQueue: true });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  const log = createFakeLogger();
  const outages = new OutageLog(log, clock);
  const [client, admin] = [await connect(), await connect()];
  outages.watch(client);
  const common = { client, namespace: "relay", outages, clock };
  const [check, messages] = [
    new WriteCheck({ ...common, lockMs: 5_000, log }),
    new BullMessages(common),
  ];
  stack.defer(() => admin.destroy());
  stack.defer(() => outages.close(client));
  stack.defer(() => messages.stop());
  stack.defer(() => check.stop());
  await messages.start();
  check.start();
  const send = (...args: string[]) => admin.sendCommand(args);
  return {
    check,
    client,
    log,
    messages,
    send,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const soon = (holds: () => unknown): Promise<unknown> => vi.waitFor(holds, 5_000);

describeIf(findRedis() !== undefined)("a queue that answers pings and refuses writes", () => {
  // Every process used to give up its partitions without a word, for ever, and `/readyz` said that the queue answers.
  it("is lost while the server's memory is full", async () => {
    await using server = await startRedis();
    await using parts = await startCheck(server);
    const { check, log, send } = parts;
    await check.write();
    await send("CONFIG", "SET", "maxmemory", "1");
    await expect(check.write()).rejects.toThrow("OOM");
    await soon(() => expect(log.of("queue.lost")).toHaveLength(1));
    await send("CONFIG", "SET", "maxmemory", "0");
    await soon(() => expect(log.of("queue.back")).toHaveLength(1));
    expect(log.of("queue.lost")).toHaveLength(1);
  });

  it("is lost while the server is a replica, and connects again until it is not", async () => {
    await using server = await startRedis();
    await using parts = await startCheck(server);
    const { client, log, messages, send } = parts;
    const received: unknown[] = [];
    messages.subscribe((message) => received.push(message));
    const firstId = await client.clientId();
    // Of a server that does not answer: what the replica has stays.
    await send("REPLICAOF", "127.0.0.1", "1");
    await soon(() => expect(log.of("queue.lost").length).toBeGreaterThan(0));
    await soon(async () => expect(await client.clientId()).toBeGreaterThan(firstId));
    await send("REPLICAOF", "NO", "ONE");
    await soon(() => messages.publish({ kind: "poll", jobKey: "pika:1" }));
    await soon(() => expect(received).toEqual([{ kind: "poll", jobKey: "pika:1" }]));
    await soon(() => expect(log.lines.at(-1)).toMatchObject({ event: "queue.back" }));
  });

  it("has one id for all processes, which keep it while they run, also once it was wiped", async () => {
    await using server = await startRedis();
    await using parts = await startCheck(server);
    await using others = await startCheck(server);
    const ids = async (): Promise<Set<string>> => {
      await Promise.all([parts.check.write(), others.check.write()]);
      return new Set([parts.check.id, others.check.id]);
    };
    const before = await ids();
    expect(before.size).toBe(1);
    await parts.send("FLUSHALL");
    expect(await ids()).toEqual(before);
  });
});
