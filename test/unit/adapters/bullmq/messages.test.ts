import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { BullMessages } from "../../../../src/adapters/bullmq/messages.ts";
import { OutageLog } from "../../../../src/adapters/bullmq/outage-log.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { ProcessMessage } from "../../../../src/core/ports/processes/process-messages.ts";
import {
  messagesContract,
  type MessagesDriver,
} from "../../../contracts/processes/process-messages.ts";
import { describeIf } from "../../../contracts/test-if.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { startProxy } from "../../../support/servers/cuttable-proxy.ts";
import { findRedis } from "../../../support/servers/find-servers.ts";
import { startRedis } from "../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../support/servers/test-server.ts";

describeIf(findRedis() !== undefined)("BullMessages", () => {
  let server: TestServer;
  let runs = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  messagesContract("on a Redis server", async () => joinAt(server, `run-${(runs += 1)}`));

  // It used to wait for ids that the new server gives out only once its clock has caught up.
  it("hears everything after a failover to a server whose clock is behind", async () => {
    await using driver = await joinAt(server, "behind");
    const joined = await driver.join();
    const { messages } = joined;
    const received: ProcessMessage[] = [];
    let gaps = 0;
    messages.subscribe((message) => received.push(message));
    messages.onGap(() => (gaps += 1));
    await messages.start();
    await driver.writeAt(Date.now() + 3_600_000, { kind: "poll", jobKey: "ahead" });
    await driver.until("the entry of the first server", () => received.length === 1, 5_000);
    await driver.wipe();
    await driver.writeAt(Date.now() - 1_000, { kind: "poll", jobKey: "before" });
    await joined.disconnect();
    await driver.until("the gap", () => gaps === 1, 5_000);
    await messages.publish({ kind: "poll", jobKey: "after" });
    await driver.until("the new entry", () => received.length === 2, 5_000);
    expect(received.at(-1)).toEqual({ kind: "poll", jobKey: "after" });
  });

  // The process used to end, with a stack trace.
  it("starts although its connection breaks before the place of the newest message is known", async () => {
    let breaks = 0;
    const isBreaking = (text: string) => text.includes("XREVRANGE") && breaks++ === 0;
    await using proxy = await startProxy(server.url, { isBreaking });
    await using driver = await joinAt(proxy, "broken");
    const { messages } = await driver.join();
    await messages.start();
    expect(breaks).toBe(2);
    const received: ProcessMessage[] = [];
    messages.subscribe((message) => received.push(message));
    await messages.publish({ kind: "poll", jobKey: "first" });
    await driver.until("the message", () => received.length === 1, 5_000);
  });

  it("tells every process that a message is missing once the queue takes messages again", async () => {
    await using driver = await joinAt(server, "refused");
    const [one, other] = [await driver.join(), await driver.join()];
    let gaps = 0;
    other.messages.onGap(() => (gaps += 1));
    await Promise.all([one.messages.start(), other.messages.start()]);
    await driver.setMaxMemory("1");
    await expect(one.messages.publish({ kind: "poll", jobKey: "lost" })).rejects.toThrow(
      "did not take",
    );
    await driver.setMaxMemory("0");
    // It used to say nothing, so what the message was about was found up to a minute later.
    await vi.waitFor(() => expect(gaps).toBe(1), 5_000);
  });
});

/** Entries as BullMQ has them, broken ones of ours, and ours of a release that knows more. */
const FOREIGN: readonly Record<string, string>[] = [
  { event: "completed", jobId: "1" },
  { event: "progress", data: "{" },
  { other: "field" },
  { event: "message" },
  { event: "message", json: "{" },
  { event: "message", json: '{"kind":"unheard-of"}' },
  { event: "message", json: '{"kind":"poll","jobKey":7}' },
  { event: "message", json: '{"kind":"polled","jobKey":"a","pollResult":{"kind":"job"}}' },
];

interface StreamDriver extends MessagesDriver {
  /** Writes a message as a server with another clock does. */
  writeAt(ms: number, message: ProcessMessage): Promise<void>;
  /** With "1" the server refuses to write, with "0" it does not. */
  setMaxMemory(bytes: string): Promise<unknown>;
}

async function joinAt(server: Pick<TestServer, "url">, namespace: string): Promise<StreamDriver> {
  const stack = new AsyncDisposableStack();
  const admin: RedisClientType = createClient({ url: server.url });
  await admin.connect();
  stack.defer(() => admin.destroy());
  const stream = `${namespace}:queue:messages:events`;
  return {
    join: async () => {
      const client: RedisClientType = createClient({
        url: server.url,
        name: namespace,
        disableOfflineQueue: true,
        socket: { connectTimeout: 1_000, socketTimeout: 5_000, reconnectStrategy: () => 100 },
      });
      const outages = new OutageLog(createFakeLogger(), systemClock);
      const messages = new BullMessages({ client, namespace, outages, clock: systemClock });
      stack.defer(() => messages.stop());
      return {
        messages,
        disconnect: async () => {
          await admin.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
          // Those that publish are cut, too, and have to be back.
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        },
      };
    },
    writeForeign: async () => {
      for (const entry of FOREIGN) await admin.xAdd(stream, "*", entry);
    },
    writeAt: async (ms, message) => {
      await admin.xAdd(stream, `${ms}-0`, { event: "message", json: JSON.stringify(message) });
    },
    setMaxMemory: (bytes) => admin.sendCommand(["CONFIG", "SET", "maxmemory", bytes]),
    wipe: async () => {
      await admin.del(stream);
    },
    until: eventually,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
