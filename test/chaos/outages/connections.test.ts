import { describe, expect, it } from "vitest";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import {
  discordClient,
  slackClient,
  type UserClient,
} from "../../support/processes/user-client.ts";
import { promisesResult } from "../../support/sentence.ts";
import { profile } from "../../support/profile.ts";

/** Types a command again and again until an answer comes; resolves with the time that took in ms. */
async function answeredAfterMs(
  client: UserClient,
  jobId: string,
  withinMs: number,
): Promise<number> {
  const startedAtMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedAtMs;
  while (elapsedMs() < withinMs) {
    let answer = "";
    try {
      answer = await client.ask(jobId, (said) =>
        eventually("an answer", () => promisesResult(said()), 1_000),
      );
    } catch {
      // The command was lost or not answered, so it is typed again.
    }
    if (promisesResult(answer)) break;
  }
  return elapsedMs();
}

const REFRESHES = profile.amount({ small: 2, full: 10 });
/** Slack asks about every hour; sockets that live for less than five seconds count as failing. */
const REFRESH_EVERY_MS = 6_000;
const TYPE_EVERY_MS = 100;

/** What the log line about a gateway's refusal has to name. */
const CURES: Readonly<Record<number, string>> = {
  4004: "DISCORD_TOKEN",
  4014: "refuses the intent",
};

const GATEWAY: Readonly<Record<string, (environment: TestEnvironment) => void>> = {
  "asks to reconnect (op 7)": ({ discord }) => discord.gateway.requestReconnect(),
  "invalidates the session, resumable (op 9)": ({ discord }) =>
    discord.gateway.invalidateSessions(true),
  "invalidates the session for good (op 9)": ({ discord }) =>
    discord.gateway.invalidateSessions(false),
  "closes with 4000": ({ discord }) => discord.gateway.close(4000),
  "closes with 4009": ({ discord }) => discord.gateway.close(4009),
  "cuts the connection": ({ discord }) => discord.gateway.drop(),
  "falls silent": ({ discord }) => discord.gateway.freeze(),
};

const SOCKET: Readonly<Record<string, (environment: TestEnvironment) => void>> = {
  "warns of a refresh": ({ slack }) => slack.socket.disconnect("warning"),
  "asks for a refresh": ({ slack }) => slack.socket.disconnect("refresh_requested"),
  "cuts the connection": ({ slack }) => slack.socket.reset(),
  "cuts the connection, and refuses three more": ({ slack }) => {
    slack.socket.refuseConnections(3);
    slack.socket.reset();
  },
};

describe.concurrent("a Discord gateway that", () => {
  it.each(profile.pick(Object.entries(GATEWAY), { small: 3, timesFull: 3 }))(
    "%s: commands are answered again within 5 s",
    async (_name, fault) => {
      // A silent gateway is noticed by unanswered heartbeats; the real interval is 41 s.
      await using environment = await createEnvironment({
        discord: { heartbeatIntervalMs: 1_000 },
      });
      const client = discordClient(environment);
      const jobId = environment.pika.addJob();
      const relay = await environment.readyRelay(client.env);
      // Discord takes one IDENTIFY in five seconds; the next of a relay that has just started has to wait for that.
      const settledAtMs = performance.now() + 5_000;
      await eventually("a relay that runs for a while", () => performance.now() > settledAtMs);
      fault(environment);
      expect(await answeredAfterMs(client, jobId, 10_000)).toBeLessThan(5_000);
      expect((await relay.stop()).code).toBe(0);
      expect(environment.violations()).toEqual([]);
    },
    60_000,
  );
});

describe.concurrent("a Slack socket that", () => {
  it.each(profile.pick(Object.entries(SOCKET), { small: 2, timesFull: 3 }))(
    "%s: commands are answered again within 10 s",
    async (_name, fault) => {
      await using environment = await createEnvironment();
      const client = slackClient(environment);
      const jobId = environment.pika.addJob();
      const relay = await environment.readyRelay(client.env);
      fault(environment);
      expect(await answeredAfterMs(client, jobId, 20_000)).toBeLessThan(10_000);
      expect((await relay.stop()).code).toBe(0);
      expect(environment.violations()).toEqual([]);
    },
    60_000,
  );

  it("asks for a refresh while users type: nobody waits longer than 2 s", async () => {
    await using environment = await createEnvironment();
    const { pika, slack } = environment;
    const relay = await environment.readyRelay(slackClient(environment).env);
    const typed: Awaited<ReturnType<typeof slack.command>>[] = [];
    for (let refresh = 0; refresh < REFRESHES; refresh += 1) {
      slack.socket.disconnect(refresh % 2 === 0 ? "warning" : "refresh_requested");
      for (let each = 0; each < REFRESH_EVERY_MS / TYPE_EVERY_MS; each += 1) {
        const atMs = performance.now() + TYPE_EVERY_MS;
        typed.push(await slack.command({ command: "/pika-status", text: pika.addJob() }));
        await eventually("the next command", () => performance.now() >= atMs);
      }
    }
    const tookMs = await Promise.all(
      typed.map(({ acknowledged }) => acknowledged.then(({ afterMs }) => afterMs)),
    );
    expect(Math.max(...tookMs)).toBeLessThan(2_000);
    expect(relay.log.filter(({ msg }) => msg === "relay.not_ready")).toEqual([]);
    expect((await relay.stop()).code).toBe(0);
    expect(environment.violations()).toEqual([]);
  }, 120_000);

  it("repeats every envelope a hundred times: each command has one effect", async () => {
    await using environment = await createEnvironment();
    const { pika, slack } = environment;
    const client = slackClient(environment);
    const jobId = pika.addJob();
    const relay = await environment.readyRelay(client.env);
    slack.socket.resendEnvelopes(100);
    await client.ask(jobId, (said) => eventually("an answer", () => promisesResult(said())));
    slack.socket.resendEnvelopes(0);
    pika.setJob(jobId, { status: "completed" });
    await relay.event("follow.delivered");
    expect(relay.log.filter(({ msg }) => msg === "command.received")).toHaveLength(1);
    expect(client.about(jobId)).toHaveLength(2);
    expect((await relay.stop()).code).toBe(0);
  }, 60_000);
});

describe.concurrent("a Discord gateway that refuses the running relay", () => {
  it.each([4004, 4014])(
    "%i: reported as not ready within 5 s and in one clear line, while Slack and the polls continue",
    async (closeCode) => {
      await using environment = await createEnvironment();
      const { pika, discord } = environment;
      const jobId = pika.addJob();
      const relay = await environment.readyRelay();
      const closedAtMs = performance.now();
      discord.gateway.close(closeCode);
      const line = await relay.event("discord.disconnected");
      expect(line["closeCode"]).toBe(closeCode);
      expect(JSON.stringify(line)).toContain(CURES[closeCode]);
      const notReady = await relay.event("relay.not_ready");
      expect(performance.now() - closedAtMs).toBeLessThan(5_000);
      expect(notReady["platform"]).toBe("discord");
      const client = slackClient(environment);
      await client.ask(jobId, (said) => eventually("an answer", () => promisesResult(said())));
      pika.setJob(jobId, { status: "completed" });
      await relay.event("follow.delivered");
      expect(relay.log.filter(({ msg }) => msg === "discord.disconnected")).toHaveLength(1);
      expect((await relay.stop()).code).toBe(0);
    },
    60_000,
  );
});
