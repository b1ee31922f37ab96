import { createClient, type RedisClientType } from "@keyv/redis";
import { expect, it, vi } from "vitest";
import { OutageLog } from "../../../../src/adapters/bullmq/outage-log.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { QueueError } from "../../../../src/core/errors.ts";
import type { Clock } from "../../../../src/core/ports/clock.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { startProxy } from "../../../support/servers/cuttable-proxy.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";

/** Ten times as fast as it should. */
const setTimerSoon: Clock["setTimer"] = (delayMs, run) => systemClock.setTimer(delayMs / 10, run);

describeIf(findRedis() !== undefined)("the log of a queue's outages", () => {
  // A stop used to log `queue.lost` and `queue.back` whenever one of the connections was waiting for an answer.
  it("does not mention connections that are closed while they wait for an answer", async () => {
    await using server = await startRedis();
    const log = createFakeLogger();
    const outages = new OutageLog(log, systemClock);
    const client = createClient({ url: server.url, pingInterval: 5 });
    const probe = createClient({ url: server.url });
    for (const each of [client, probe]) outages.watch(each);
    await Promise.all([client.connect(), probe.connect()]);
    const waiting = client.blPop("nothing", 0).catch((error: unknown) => error);
    // Redis has received a ping behind the blocking command.
    await vi.waitFor(async () =>
      expect(await probe.sendCommand(["CLIENT", "LIST"])).toMatch(/qbuf=[1-9].*cmd=blpop/),
    );
    const errors: unknown[] = [];
    client.on("error", (error) => errors.push(error));
    for (const each of [client, probe]) outages.close(each);
    expect(await waiting).toBeInstanceOf(Error);
    await vi.waitFor(() => expect(errors).not.toEqual([]));
    expect(log.lines).toEqual([]);
  });

  it("has one line for the beginning and one for the end of an outage of two connections", async () => {
    await using server = await startRedis();
    const log = createFakeLogger();
    const outages = new OutageLog(log, systemClock);
    const clients = [createClient({ url: server.url }), createClient({ url: server.url })];
    for (const client of clients) outages.watch(client);
    await Promise.all(clients.map((client) => client.connect()));
    await server.kill();
    await vi.waitFor(() => expect(clients.map(({ isReady }) => isReady)).toEqual([false, false]));
    await server.start();
    await vi.waitFor(() => expect(log.of("queue.back")).toHaveLength(1), 10_000);
    // It used to be the client's own error, whose stack was in the log as if it were a defect.
    expect(log.of("queue.lost")).toEqual([{ err: expect.any(QueueError) }]);
    for (const client of clients) outages.close(client);
  });

  it("ends when a busy connection to a server that is gone is replaced", async () => {
    // The connection used to stay for a quarter of an hour: whatever was sent began the timeout of its socket again.
    await using server = await startRedis();
    await using proxy = await startProxy(server.url);
    const log = createFakeLogger();
    const outages = new OutageLog(log, { ...systemClock, setTimer: setTimerSoon });
    const client: RedisClientType = createClient({
      url: proxy.url,
      pingInterval: 50,
      disableOfflineQueue: true,
      socket: { socketTimeout: 500 },
    });
    outages.watch(client);
    await client.connect();
    const send = (): Promise<unknown> => client.get("key").catch(() => {});
    const sending = setInterval(() => void send(), 20);
    try {
      proxy.lose();
      await vi.waitFor(() => expect(log.of("queue.back")).toHaveLength(1), 5_000);
      expect(log.of("queue.lost")).toHaveLength(1);
      expect(await client.set("key", "value")).toBe("OK");
    } finally {
      clearInterval(sending);
      outages.close(client);
    }
  });
});
