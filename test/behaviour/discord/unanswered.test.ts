import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import {
  adapterFor,
  connect,
  hurriedClock,
  JOB_ID,
  type Connected,
} from "../../support/discord/connected.ts";

const never = (): AbortSignal => new AbortController().signal;
/** In a hurry, a deadline of 20 s passes in a fifth of a second. */
const connectHurried = () =>
  connect({ adapter: { clock: hurriedClock(100), gatewayTimeoutMs: 200 } });

async function expectCommands(server: Connected): Promise<void> {
  await expect
    .poll(() => server.log.of("discord.reconnected"), { timeout: 10_000 })
    .toHaveLength(1);
  const { invocation } = await server.type();
  expect(invocation.options).toEqual({ jobid: JOB_ID });
}

// discord.js waited forever: heartbeats continued, and no command arrived for as long as that
// lasted.
it("starts a fresh session if a resume gets no answer", async () => {
  await using server = await connectHurried();
  const { gateway } = server.discord;
  gateway.fail("resume", "silence");
  gateway.drop();
  await expectCommands(server);
  expect(gateway.counts).toMatchObject({ resumes: 1, identifies: 2 });
  expect(server.log.of("discord.reconnecting")).toHaveLength(1);
  expect(server.log.of("discord.resume_failed")).toHaveLength(1);
});

// It once requested the same session twice a second, forever.
it("starts a fresh session if every attempt to resume is cut off", async () => {
  await using server = await connectHurried();
  const { gateway } = server.discord;
  gateway.fail("resume", "cut");
  gateway.drop();
  await expectCommands(server);
  expect(gateway.counts.identifies).toBe(2);
});

it("starts a fresh session if a resume that Discord requested in place gets no answer", async () => {
  await using server = await connectHurried();
  const { gateway } = server.discord;
  gateway.fail("resume", "silence");
  gateway.invalidateSessions(true);
  await expect.poll(() => gateway.counts.identifies, { timeout: 5_000 }).toBe(2);
  await gateway.whenReady();
  const { invocation } = await server.type();
  expect(invocation.options).toEqual({ jobid: JOB_ID });
});

it("continues to resume sessions later, after one was given up", async () => {
  await using server = await connectHurried();
  const { gateway } = server.discord;
  gateway.fail("resume", "silence");
  gateway.drop();
  await expectCommands(server);
  gateway.heal();
  gateway.drop();
  await expect.poll(() => server.log.of("discord.reconnected")).toHaveLength(2);
  expect(gateway.counts).toMatchObject({ resumes: 2, identifies: 2 });
});

it.each(["handshake", "hello", "identify"] as const)(
  "tries again if the %s gets no answer, and is back when it does",
  async (step) => {
    await using server = await connectHurried();
    const { gateway } = server.discord;
    const before = gateway.counts.connections;
    gateway.fail(step, "silence");
    // A session that is given up, so that it has to identify.
    gateway.close(4007);
    const attempts = () => gateway.counts.connections - before;
    await expect.poll(attempts, { timeout: 10_000 }).toBeGreaterThan(2);
    gateway.heal();
    await expectCommands(server);
  },
);

it.each(["handshake", "identify"] as const)(
  "starts once the %s is answered, and leaves no connection open if it is stopped before",
  async (step) => {
    await using discord = await createDiscordSandbox();
    const options = { clock: hurriedClock(100), gatewayTimeoutMs: 200, log: createFakeLogger() };
    discord.gateway.fail(step, "silence");
    const stopped = adapterFor(discord, options);
    const stop = new AbortController();
    const ended = stopped.start(stop.signal);
    const connections = () => discord.gateway.counts.connections;
    await expect.poll(connections, { timeout: 10_000 }).toBeGreaterThan(1);
    stop.abort();
    await expect(ended).rejects.toThrow(/abort|stopped/);
    await stopped.stop();
    const adapter = adapterFor(discord, options);
    const started = adapter.start(never());
    const before = connections();
    await expect.poll(connections, { timeout: 10_000 }).toBeGreaterThan(before + 1);
    discord.gateway.heal();
    await started;
    await adapter.stop();
  },
);

// Discord accepts a thousand IDENTIFYs a day and then resets the token.
it("identifies at growing intervals while there is no answer", async () => {
  const clock = hurriedClock(100);
  await using server = await connect({ adapter: { clock, gatewayTimeoutMs: 50 } });
  const { gateway } = server.discord;
  gateway.fail("identify", "silence");
  gateway.close(4007);
  const gapsMs: number[] = [];
  let lastMs = clock.monotonicMs();
  for (const count of [2, 3, 4, 5]) {
    await expect
      .poll(() => gateway.counts.identifies, { interval: 2, timeout: 10_000 })
      .toBe(count);
    const nowMs = clock.monotonicMs();
    gapsMs.push(nowMs - lastMs);
    lastMs = nowMs;
  }
  expect(gapsMs.at(-1)).toBeGreaterThan(20_000);
});
