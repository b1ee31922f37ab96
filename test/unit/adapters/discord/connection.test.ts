import { expect, it } from "vitest";
import type { ConnectionState } from "../../../../src/core/ports/platform.ts";
import { connect, hurriedClock, JOB_ID, statusPost } from "../../../support/discord/connected.ts";

const QUESTION = { path: /gateway\/bot$/ } as const;
/** The changes of its connection that the adapter reported. */
const recordConnections = () => {
  const connections: boolean[] = [];
  return {
    connections,
    onConnection: ({ connected }: ConnectionState): void => void connections.push(connected),
  };
};
const connectHurried = (speed: number) => connect({ adapter: { clock: hurriedClock(speed) } });

// discord.js gives such a connection up, and no command ever came in again.
it.each([4004, 4010, 4011, 4012, 4013, 4014])(
  "reconnects if Discord closes the gateway with %i",
  async (closeCode) => {
    await using server = await connectHurried(500);
    const { discord, adapter, log, channel } = server;
    discord.gateway.close(closeCode);
    await expect.poll(() => log.of("discord.disconnected")).toMatchObject([{ closeCode }]);
    await adapter.postStatus(statusPost(channel, "Posting goes on."));
    await expect.poll(() => log.of("discord.reconnected")).toHaveLength(1);
    const { invocation } = await server.type();
    expect(invocation.options).toEqual({ jobid: JOB_ID });
    expect(discord.gateway.counts.identifies).toBe(2);
    expect(discord.gateway.sessions.filter(({ connected }) => connected)).toHaveLength(1);
    expect(discord.registrations).toHaveLength(1);
    expect(log.of("discord.disconnected")).toHaveLength(1);
  },
);

it("names the variable and the remedy if Discord refuses the token of a running relay", async () => {
  await using server = await connect();
  server.discord.gateway.close(4004);
  await expect.poll(() => server.log.of("discord.disconnected")).toHaveLength(1);
  expect(server.log.of("discord.disconnected")[0]?.["err"]).toMatchObject({
    problems: [expect.stringMatching(/^DISCORD_TOKEN: .*Reset Token/) as string],
  });
});

it("retries less and less often for as long as the refusal lasts", async () => {
  await using server = await connectHurried(10_000);
  const { discord, log } = server;
  discord.failNext({ ...QUESTION, status: 401, times: 4 });
  discord.gateway.close(4004);
  await expect.poll(() => log.of("discord.reconnected")).toHaveLength(1);
  const delays = log.of("discord.unreachable").map(({ delayMs }) => Number(delayMs) / 60_000);
  // In minutes, without the jitter on top.
  expect(delays.map(Math.floor).slice(0, 3)).toEqual([1, 2, 4]);
});

it("recovers from a second refusal as well", async () => {
  await using server = await connectHurried(1_000);
  const { discord, log } = server;
  for (const times of [1, 2]) {
    discord.gateway.close(4014);
    await expect.poll(() => log.of("discord.reconnected")).toHaveLength(times);
  }
  expect(log.of("discord.disconnected")).toHaveLength(2);
});

it("stops at once while it waits to reconnect", async () => {
  const server = await connect();
  server.discord.gateway.close(4004);
  await expect.poll(() => server.log.of("discord.disconnected")).toHaveLength(1);
  await server[Symbol.asyncDispose]();
  expect(server.discord.gateway.counts.identifies).toBe(1);
});

it("stops at once while it reconnects", async () => {
  const server = await connectHurried(1_000);
  const { discord, log } = server;
  const question = discord.failNext({ ...QUESTION, effect: "hang" });
  discord.gateway.close(4004);
  await expect.poll(() => question.hits).toBe(1);
  await server[Symbol.asyncDispose]();
  expect(log.of("discord.reconnected")).toEqual([]);
  expect(discord.gateway.counts.identifies).toBe(1);
});

it("reports when commands stop and start to arrive, also after a refusal", async () => {
  const { connections, onConnection } = recordConnections();
  await using server = await connect({ adapter: { clock: hurriedClock(500), onConnection } });
  expect(connections).toEqual([true]);
  server.discord.gateway.drop();
  await expect.poll(() => connections).toEqual([true, false, true]);
  server.discord.gateway.close(4004);
  await expect.poll(() => connections.slice(3)).toEqual([false, true]);
});

it("reports nothing if it closes the connection itself", async () => {
  const { connections, onConnection } = recordConnections();
  const server = await connect({ adapter: { onConnection } });
  await server[Symbol.asyncDispose]();
  expect(connections).toEqual([true]);
});

// discord.js waited 30 s for a close frame that nobody sends, and no command came in meanwhile.
it("reconnects without waiting for a peer that is gone", async () => {
  await using server = await connect({ sandbox: { heartbeatIntervalMs: 300 } });
  server.discord.gateway.freeze();
  await expect
    .poll(() => server.log.of("discord.reconnected"), { timeout: 10_000 })
    .toHaveLength(1);
  const { invocation } = await server.type();
  expect(invocation.options).toEqual({ jobid: JOB_ID });
});

it("identifies at most once in five seconds, as Discord demands", async () => {
  const clock = hurriedClock(5);
  const identifiedAtMs: number[] = [];
  await using server = await connect({ adapter: { clock } });
  const { discord } = server;
  const noteIdentify = async (count: number): Promise<void> => {
    await expect
      .poll(() => discord.gateway.counts.identifies, { interval: 2, timeout: 5_000 })
      .toBe(count);
    identifiedAtMs.push(clock.monotonicMs());
  };
  await noteIdentify(1);
  for (const count of [2, 3]) {
    discord.gateway.invalidateSessions(false);
    await noteIdentify(count);
    await discord.gateway.whenReady();
  }
  const [, second = 0, third = 0] = identifiedAtMs;
  // Less a second for what the test notices late; by itself a shard would be back within three.
  expect(third - second).toBeGreaterThan(4_000);
});
