import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { commands } from "../../../commands/index.ts";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { FOLLOW_RECORD, parseRecord, toRecord } from "../../../src/adapters/keyv/record-kind.ts";
import { createUndiciApiClient } from "../../../src/adapters/undici/api-client.ts";
import { createPikaJobSource } from "../../../src/adapters/pika/job-source.ts";
import { renderText } from "../../../src/adapters/slack/messages/render.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import { line, message } from "../../../src/core/message.ts";
import type { Invocation } from "../../../src/core/invocation.ts";
import { applyPollResult } from "../../../src/services/following/polling/apply-poll-result.ts";
import { renderResult } from "../../../src/messages/result/render-result.ts";
import { renderStatus } from "../../../src/messages/status/render-status.ts";
import { connect } from "../../support/discord/connected.ts";
import { startOfflineClient } from "../../support/discord/offline-client.ts";
import { openWorkspace } from "../../support/slack/workspace.ts";
import { FakeClock, settle } from "../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { oddAnswer, startAnswering, type OddAnswer } from "./odd-answers.ts";
import { oddEnvelopes, oddInteractions } from "./odd-commands.ts";
import { draw, profile } from "../../support/profile.ts";

const COUNT = profile.amount({ small: 500, full: 10_000 });
/** So many at once; after each load a sound one has to get through. */
const LOAD = 250;
const TIMEOUT_MS = 600_000;

const drawAll = <T>(values: Arbitrary<T>): T[] => draw(values, COUNT);

const loads = <T>(all: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / LOAD) }, (_, index) =>
    all.slice(index * LOAD, (index + 1) * LOAD),
  );

// Addresses and records are made of these, and half a character has no encoding.
const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());
/** What a command has to be for the relay to keep what it asks for. */
const invocationSchema = z.object({
  name: text,
  options: z.record(z.string(), z.string()).optional(),
  argument: z.string().optional(),
  value: text.optional(),
  locale: text.optional(),
  workspaceLocale: text.optional(),
  channel: z.object({ platform: z.string(), workspace: text, channel: text }),
  userId: text,
  isBot: z.boolean(),
  uploadLimitBytes: z.number().positive().optional(),
});

function expectWhole(invocation: Invocation): void {
  expect(invocationSchema.safeParse(invocation).error).toBeUndefined();
}

/** Restarts find it again. */
function expectReadable(follow: Follow): void {
  const stored: unknown = JSON.parse(JSON.stringify(toRecord(FOLLOW_RECORD, follow)));
  expect(parseRecord(FOLLOW_RECORD, stored)).toEqual(JSON.parse(JSON.stringify(follow)));
}

/** Whether an answer says that the requested job ended like that. */
function saysSo({ status: httpStatus, body }: OddAnswer, phase: string): boolean {
  const { jobid, status } = JSON.parse(body) as { jobid?: unknown; status?: unknown };
  const isTheJob = typeof jobid !== "string" || jobid === "JOB";
  return httpStatus < 300 && status === phase && isTheJob;
}

/** Both platforms have something to show. */
function expectShown(follow: Follow): void {
  const messages = [
    renderStatus(follow),
    ...(follow.outcome ? [renderResult(follow, { attached: [], links: [] })] : []),
  ];
  for (const each of messages) {
    expect(renderMessage(each).content).toMatch(/\S/);
    expect(renderText(each)).toMatch(/\S/);
  }
}

// An unhandled rejection or exception would end the relay; Vitest fails the run for each.
describe(`${COUNT} malformed commands`, { timeout: TIMEOUT_MS }, () => {
  it("do not break the connection to Discord", async () => {
    await using discord = await connect();
    const { applicationId, guildId, channelId, users, gateway } = discord.discord;
    const place = { applicationId, guildId, channelId, userId: users[0].id };
    const events = oddInteractions(place, drawAll);
    for (const load of loads(events)) {
      for (const event of load) gateway.dispatch("INTERACTION_CREATE", event);
      const { typed } = await discord.type();
      expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
    }
    expect(gateway.counts.connections).toBe(1);
  });

  it("get an answer each from Discord's endpoint", async () => {
    await using server = await connect({ byHttp: true });
    const { applicationId, guildId, channelId, users } = server.discord;
    const place = { applicationId, guildId, channelId, userId: users[0].id };
    const [endpoint] = server.adapter.endpoints;
    const statuses = new Set<number>();
    for (const event of oddInteractions(place, drawAll)) {
      const body = JSON.stringify(event) ?? "";
      const headers = server.discord.signedHeaders(body);
      const request = new Request("https://relay.example/", { method: "POST", headers, body });
      const answer = await endpoint!.handle(request);
      statuses.add(answer.status);
      const isCallback = /^\{"type":[145678][,}]/.test(await answer.text());
      expect(isCallback).toBe(answer.ok);
    }
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400]);
    const { typed } = await server.type();
    expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
  });

  it("reach the handlers complete, or not at all, on Discord", async () => {
    const place = { applicationId: "1", guildId: "2", channelId: "3", userId: "4" };
    const invocations: Invocation[] = [];
    const take = async (invocation: Invocation): Promise<void> => {
      await invocation.checkAccess();
      await invocation.checkSharing("5");
      await invocation.canManageChannel().catch(() => false);
      await invocation.reply(message([line("Hello")]));
      invocations.push(invocation);
    };
    let completed = 0;
    const log = createFakeLogger();
    const clock = new FakeClock();
    const handlers = {
      command: take,
      action: take,
      complete: async () => {
        completed += 1;
        return [];
      },
    };
    const client = startOfflineClient({ handlers, log, clock });
    for (const event of oddInteractions(place, drawAll)) await client.take(event);
    for (const invocation of invocations) expectWhole(invocation);
    expect(invocations.length).toBeGreaterThan(COUNT / 4);
    expect(completed).toBeGreaterThan(COUNT / 16);
  });

  it("do not break the connection to Slack, and reach the handlers complete, or not at all", async () => {
    await using workspace = await openWorkspace();
    const { slack, invocations, start } = workspace;
    await start();
    const channelId = slack.channels.publicJoined;
    const { teamId, userId } = slack;
    const frames = oddEnvelopes({ teamId, channelId, userId }, drawAll);
    for (const [index, load] of loads(frames).entries()) {
      for (const frame of load) slack.socket.sendAnything(frame);
      const jobid = `sound:${index}`;
      const typed = await slack.command({ command: "/pika-status", text: jobid });
      await typed.acknowledged;
      await eventually("the sound command", () =>
        invocations.some(({ options }) => options["jobid"] === jobid),
      );
    }
    for (const invocation of invocations) expectWhole(invocation);
    expect(invocations.length).toBeGreaterThan(COUNT / 4);
  });

  it("get one answer each, and leave records that can be read again", async () => {
    const { clock, discord, api, store, log } = await startTestRelay();
    api.answer("job:1", { kind: "job", job: aJob("running") });
    for (const load of loads(drawAll(randomInvocation))) {
      const answered = load.map((each) => discord.invoke(each));
      // A few begin in each turn of the event loop: all before any of them waits so long that it gets an interim answer.
      for (let turn = 0; turn < load.length; turn += 1) await settle();
      await clock.advance(20_000);
      for (const replies of await Promise.all(answered)) expect(replies).toHaveLength(1);
    }
    expect(log.of("command.failed")).toEqual([]);
    expect(log.of("follow.not_registered")).toEqual([]);
    for (const follow of store.all()) expectReadable(follow);
    expect(store.all().length).toBeGreaterThan(COUNT / 50);
  });
});

const word = fc.oneof(
  fc.constantFrom("job:1", "", " ", "__proto__", "constructor", "x".repeat(500)),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const some = fc.string({ unit: "binary", minLength: 1, maxLength: 9 });
const names = commands.map(({ name }) => name);
/** A command as an adapter hands it on: of texts, but of any. */
const randomInvocation = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: word },
  ),
  options: fc.oneof(
    fc.constant({ jobid: "job:1" }),
    fc.dictionary(fc.oneof(fc.constant("jobid"), word), word, { maxKeys: 3 }),
  ),
  userId: some,
  channel: fc.record({
    platform: fc.constant("discord" as const),
    workspace: some,
    channel: some,
  }),
});

describe(`${COUNT} malformed answers of a job API`, { timeout: TIMEOUT_MS }, () => {
  it("end no job by mistake, and become valid records and messages", async () => {
    await using server = await startAnswering();
    const api = createPikaJobSource({
      values: { PIKA_API_URL: server.url, PIKA_API_TOKEN: "t" },
      createClient: (baseUrl) =>
        createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() }),
    });
    const kinds = new Map<string, number>();
    for (const load of loads(drawAll(oddAnswer))) {
      const asked = load.map(async (given) => {
        const jobId = server.add(given);
        return { given, jobId, reading: await api.pollJob(jobId) };
      });
      for (const { given, jobId, reading } of await Promise.all(asked)) {
        const phase = reading.kind === "job" ? reading.job.phase : reading.kind;
        kinds.set(phase, (kinds.get(phase) ?? 0) + 1);
        const isOver = reading.kind === "job" && phase !== "running";
        expect(isOver && !saysSo(given, phase)).toBe(false);
        const streaks = { notFound: 3, sourceProblems: 3 };
        const follow = applyPollResult(aFollow({ jobId }), reading, { streaks, now: 61_000 });
        expectReadable(follow);
        expectShown(follow);
      }
    }
    await api.close();
    for (const kind of [
      "completed",
      "failed",
      "running",
      "not-understood",
      "not-found",
      "unavailable",
    ])
      expect([kind, kinds.get(kind)]).toEqual([kind, expect.any(Number)]);
  });
});
