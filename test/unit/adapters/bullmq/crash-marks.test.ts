import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisCrashMarks } from "../../../../src/adapters/bullmq/crash-marks.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { QueueError } from "../../../../src/core/errors.ts";
import type { Clock } from "../../../../src/core/ports/clock.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

describeIf(findRedis() !== undefined)("RedisCrashMarks", () => {
  let server: TestServer;
  let client: RedisClientType;
  let namespace = "";
  let runs = 0;
  beforeAll(async () => {
    server = await startRedis();
    client = createClient({
      url: server.url,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: () => 50 },
    });
    client.on("error", () => {});
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });

  const join = (clock: Clock = systemClock) => new RedisCrashMarks({ client, namespace, clock });
  const setUp = () => {
    namespace = `run-${(runs += 1)}`;
    return { hash: () => client.hGetAll(`${namespace}:queue:crash-marks`) };
  };
  const leftBehind = async (partition: number) => [...(await join().leftBehind(partition))];

  it("tells how many processes ended during what, in each partition", async () => {
    setUp();
    const [first, second] = [join(), join()];
    await Promise.all([first.begin(1, "a"), first.begin(1, "b"), first.begin(11, "c")]);
    await second.begin(1, "a");
    expect(await leftBehind(1)).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(await leftBehind(11)).toEqual([["c", 1]]);
    expect(await leftBehind(2)).toEqual([]);
    expect([...(await first.leftBehind(1))]).toEqual([["a", 1]]);
  });

  it("leaves nothing behind of work that has ended", async () => {
    const { hash } = setUp();
    const marks = join();
    await Promise.all([marks.begin(1, "a"), marks.begin(1, "b")]);
    await marks.end(1, "a");
    expect(await leftBehind(1)).toEqual([["b", 1]]);
    await marks.end(1, "b");
    expect(await leftBehind(1)).toEqual([]);
    expect(await hash()).toEqual({});
  });

  it("clears one key of all others", async () => {
    const { hash } = setUp();
    const [first, second, third] = [join(), join(), join()];
    await Promise.all([first.begin(1, "a"), first.begin(1, "b"), second.begin(1, "a")]);
    await third.begin(1, "a");
    await third.clear(1, "a");
    expect([...(await third.leftBehind(1))]).toEqual([["b", 1]]);
    expect(Object.values(await hash()).filter((text) => text.includes('"a"'))).toHaveLength(1);
  });

  it("forgets what is a day old, and leaves alone what it cannot read", async () => {
    const { hash } = setUp();
    const yesterday: Clock = { ...systemClock, now: () => Date.now() - 25 * 3_600_000 };
    await join(yesterday).begin(1, "old");
    await client.hSet(`${namespace}:queue:crash-marks`, "1/newer", "{}");
    await join().begin(1, "new");
    expect(await leftBehind(1)).toEqual([["new", 1]]);
    expect(Object.values(await hash())).toHaveLength(2);
  });

  it("writes once for all that begins in one turn of the loop, and not for each of many", async () => {
    setUp();
    const marks = join();
    const before = await countCommands(client);
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => marks.begin(index % 20, `${index}`)),
    );
    expect((await countCommands(client)) - before).toBe(1);
    const until = systemClock.monotonicMs() + 500;
    while (systemClock.monotonicMs() < until) {
      await marks.begin(1, "again");
      void marks.end(1, "again");
    }
    expect((await countCommands(client)) - before).toBeLessThan(60);
  });

  it("goes on while Redis is away, and stores then what counts by then", async () => {
    const { hash } = setUp();
    const marks = join();
    await marks.begin(1, "a");
    await server.kill();
    await marks.begin(1, "b");
    await marks.end(1, "a");
    await expect(marks.leftBehind(1)).rejects.toThrow(QueueError);
    await expect(marks.clear(1, "a")).rejects.toThrow(QueueError);
    await server.start();
    let stored = "";
    await eventually(
      "stored",
      () => {
        void hash().then(
          (fields) => (stored = Object.values(fields).join("")),
          () => {},
        );
        return stored.includes('"b"') && !stored.includes('"a"');
      },
      5_000,
    );
  });
});

describe("RedisCrashMarks without a connection", () => {
  it("does not hold up the work", async () => {
    const client: RedisClientType = createClient({ disableOfflineQueue: true });
    const marks = new RedisCrashMarks({ client, namespace: "relay", clock: systemClock });
    await expect(marks.begin(1, "a")).resolves.toBeUndefined();
    await expect(marks.end(1, "a")).resolves.toBeUndefined();
  });
});

async function countCommands(client: RedisClientType): Promise<number> {
  const text = await client.info("commandstats");
  const calls = text.matchAll(/cmdstat_(?:hset|hdel):calls=(\d+)/g);
  return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
}
