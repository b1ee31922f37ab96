import { createClient } from "@keyv/redis";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { systemClock as clock } from "../../src/adapters/node/system-clock.ts";
import type { QueueConfig } from "../../src/config/queue-settings.ts";
import { ConfigError, QueueError } from "../../src/core/errors.ts";
import type { ProcessQueue } from "../../src/core/ports/processes/process-queue.ts";
import { openQueue } from "../../src/load-queue.ts";
import { describeIf } from "../contracts/test-if.ts";
import { createFakeLogger } from "../support/fakes/fake-logger.ts";
import { findRedis } from "../support/servers/find-servers.ts";
import { startRedis } from "../support/servers/redis-server.ts";
import type { TestServer } from "../support/servers/test-server.ts";

describeIf(findRedis() !== undefined)("a queue on a Redis server", () => {
  let server: TestServer;
  let queues: ProcessQueue[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const queue of queues) await queue.close();
    queues = [];
  });

  const open = async (changes: Partial<QueueConfig> = {}) => {
    const log = createFakeLogger();
    const config = { url: server.url, namespace: "relay", lockMs: 5_000, allowsVolatile: false };
    const queue = await openQueue({ ...config, ...changes }, { clock, log });
    queues.push(queue);
    return { queue, log };
  };
  const openWith = (lockMs: number) => open({ namespace: "locks", lockMs });
  const refusalOf = async (changes: Partial<QueueConfig>): Promise<string> => {
    const error: unknown = await open(changes).catch((reason: unknown) => reason);
    if (!(error instanceof ConfigError))
      throw new Error("opened, or failed otherwise", { cause: error });
    expect(error.problems).toHaveLength(1);
    return error.message;
  };

  it("shares out partitions and carries messages", async () => {
    const { queue, log } = await open();
    const held = new Set<number>();
    const partitions = queue.createPartitions(async ({ partition, ending }) => {
      held.add(partition);
      await new Promise((resolve) => ending.addEventListener("abort", resolve));
    });
    const received: unknown[] = [];
    queue.messages.subscribe((message) => received.push(message));
    await queue.messages.start();
    await partitions.start();
    expect(await queue.sharedLimit.take("pika", { count: 1, gapMs: 100, extraGapMs: 0 })).toEqual(
      [],
    );
    await queue.messages.publish({ kind: "poll", jobKey: "pika:1" });
    await vi.waitFor(() => expect(received).toEqual([{ kind: "poll", jobKey: "pika:1" }]), 5_000);
    await vi.waitFor(() => expect(held.size).toBe(64), 5_000);
    expect(partitions.isHeld(7)).toBe(true);
    // Longer than a connection may say nothing.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(partitions.mayAct()).toBe(true);
    await partitions.stop();
    await queue.messages.stop();
    await queue.close();
    await queue.close();
    expect(log.lines).toEqual([]);
  });

  it("says whether it answers, and works again once the server is back", async () => {
    const { queue, log } = await open();
    await queue.ping();
    await server.kill();
    await expect(queue.ping()).rejects.toBeInstanceOf(QueueError);
    await vi.waitFor(() => expect(log.of("queue.lost")).toHaveLength(1), 5_000);
    await server.start();
    await vi.waitFor(() => queue.ping(), 10_000);
    await vi.waitFor(() => expect(log.of("queue.back")).toHaveLength(1), 5_000);
    await queue.close();
    await expect(queue.ping()).rejects.toBeInstanceOf(QueueError);
  });

  it("is refused in one line if it cannot be reached, without its password", async () => {
    expect(await refusalOf({ url: "redis://:s3cret@127.0.0.1:1" })).toMatch(
      /^QUEUE_URL names a queue that cannot be opened \(127\.0\.0\.1:1, .*ECONNREFUSED.*: start the server.*, or choose another Redis$/,
    );
    const wrong = server.url.replace(encodeURIComponent(server.password), "wr%2Fong-pass");
    const refusal = await refusalOf({ url: wrong });
    expect(refusal).toMatch(/^QUEUE_URL names a queue .*WRONGPASS/);
    expect(refusal).not.toMatch(/wr%2Fong-pass|wr\/ong-pass|s3cret/);
  });

  it("is refused on a Redis that may lose it, unless that is allowed", async () => {
    await using lossy = await startRedis({ appendonly: "no", "maxmemory-policy": "allkeys-lru" });
    const { url } = lossy;
    expect(await refusalOf({ url })).toMatch(
      /^QUEUE_URL names a Redis that may lose .*appendonly is not yes, maxmemory-policy is allkeys-lru.*RELAY_ALLOW_VOLATILE_REDIS=true/,
    );
    const { queue, log } = await open({ url, allowsVolatile: true });
    expect(log.of("queue.volatile")).toHaveLength(1);
    await queue.close();
  });

  // Their cure used to be that of a server that does not answer.
  it.each([
    ["replica", { replicaof: "127.0.0.1 1" }, /READONLY.*: name the primary server[^:]*$/],
    ["full server", { maxmemory: "1" }, /OOM.*: raise its maxmemory[^:]*$/],
    ["server without its replicas", { "min-replicas-to-write": "1" }, /NOREPLICAS.*: start its/],
  ])("is refused in one line on a %s, which takes no writes", async (_, settings, cure) => {
    await using unwilling = await startRedis(settings);
    const refusal = await refusalOf({ url: unwilling.url });
    expect(refusal).toMatch(/^QUEUE_URL names a queue that cannot be opened \(/);
    expect(refusal).toMatch(cure);
  });

  const allow = async (...rules: string[]): Promise<string> => {
    const admin = createClient({ url: server.url });
    await admin.connect();
    await admin.aclSetUser("limited", ["on", ">limited-password", "~*", ...rules]);
    admin.destroy();
    return server.url.replace(/:[^:@]*@/, "limited:limited-password@");
  };

  // Its processes used to start, be ready, and take no partition, without a word.
  it.each([
    [["-@dangerous", "+info"], /client\|list/],
    [["-@hash"], /hlen/],
    [["-@stream"], /xrevrange/],
    // It heard nothing of the others, without a word.
    [["-@blocking"], /xread/],
  ])("is refused in one line to a user with the rights +@all %j", async (rules, command) => {
    const refusal = await refusalOf({ url: await allow("+@all", ...rules) });
    expect(refusal).toMatch(
      /^QUEUE_URL names a queue that cannot be opened \(.*NOPERM.*\): .*user/,
    );
    expect(refusal).toMatch(command);
  });

  it("is lost while its user may not share out partitions any more", async () => {
    const { queue, log } = await open({ url: await allow("+@all") });
    const partitions = queue.createPartitions(
      ({ ending }) => new Promise((resolve) => ending.addEventListener("abort", () => resolve())),
    );
    await partitions.start();
    await vi.waitFor(() => expect(partitions.isHeld(7)).toBe(true), 5_000);
    await allow("-client|list");
    await vi.waitFor(() => expect(log.of("queue.lost")).toHaveLength(1), 5_000);
    await allow("+@all");
    await vi.waitFor(() => expect(log.of("queue.back")).toHaveLength(1), 5_000);
    await partitions.stop();
    expect(log.of("queue.lost")).toHaveLength(1);
  });

  // It used to be told by nothing.
  it("warns a process whose lock lasts longer or shorter than that of others, until they have ended", async () => {
    const [first, other, same] = [
      await openWith(30_000),
      await openWith(10_000),
      await openWith(30_000),
    ];
    for (const { queue } of [first, other, same]) await queue.ping();
    expect(other.log.of("queue.lock_differs")).toEqual([
      {
        lockMs: 10_000,
        othersLockMs: 30_000,
        cure: "set the same RELAY_LOCK_MS for all processes",
      },
    ]);
    for (const { log } of [first, same]) expect(log.lines).toEqual([]);
    for (const { queue } of [first, same]) await queue.close();
    const isTaken = async (): Promise<void> => {
      const { log } = await openWith(10_000);
      expect(log.lines).toEqual([]);
    };
    await vi.waitFor(isTaken, { timeout: 10_000, interval: 500 });
    // Now the others are those with the new duration.
    expect((await openWith(30_000)).log.of("queue.lock_differs")).toHaveLength(1);
  });

  it("is of one store, until its processes have ended", async () => {
    const [{ queue: one }, { queue: same }] = [await open(), await open()];
    await one.useStore("store");
    await same.useStore("store");
    const { queue: other } = await open();
    await expect(other.useStore("another store")).rejects.toThrow(
      /^QUEUE_URL names a queue that processes with another STORE_URL are using \(127\.0\.0\.1:\d+, namespace relay\): set the same/,
    );
    for (const queue of [one, same]) await queue.close();
    await other.useStore("another store");
    await other.ping();
  }, 20_000);
});
