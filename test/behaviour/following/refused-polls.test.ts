import { describe, expect, it } from "vitest";
import type { ChannelSettings } from "../../../src/core/channel/channel-settings.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { AwaitedJobSource } from "../../support/fakes/awaited-job-source.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";
import { startPika } from "../../unit/adapters/pika/start-pika.ts";

const MINUTE = 60_000;
/** A firewall rule in front of the API that rejects certain ids with a page of its own. */
const FIREWALL = { kind: "html", status: 403 } as const;
const REFUSAL = { kind: "refuse", status: 401 } as const;
/** What the channel's follow of a job stores if the job was answered before. */
const answered = { job: aJob("running").facts, createdAt: Date.UTC(2026, 0, 1) };

/** A relay with the real API client that already follows these jobs. */
async function setUp(jobs: { bad: number; good: number }, options: TestRelayOptions = {}) {
  const { sandbox, api: client } = await startPika();
  const api = new AwaitedJobSource(client);
  const bad = Array.from({ length: jobs.bad }, (_each, index) => `<script>${index}`);
  const good = Array.from({ length: jobs.good }, () => sandbox.addJob());
  const follows = [
    ...bad.map((jobId) => aFollow({ id: `f-${jobId}`, jobId, createdAt: answered.createdAt })),
    ...good.map((jobId) => aFollow({ id: `f-${jobId}`, jobId, ...answered })),
  ];
  const relay = await startTestRelay({ jobApi: api, follows, maxPerSecond: 10, ...options });
  const asked = (jobId: string) => sandbox.requests.filter((each) => each.jobId === jobId).length;
  const advance = (byMs: number) => api.advance(relay.clock, byMs);
  return { ...relay, sandbox, bad, good, asked, advance };
}

const on: ChannelSettings = {
  channel: DISCORD_CHANNEL,
  notifications: { by: "ann", since: 1 },
};

describe("job ids that something in front of the API rejects", () => {
  // 50 of 200 such ids once slowed all polls to one a minute, for as long as they were followed.
  it("cost the other jobs nothing, and are polled at growing intervals themselves", async () => {
    const relay = await setUp({ bad: 10, good: 30 });
    relay.sandbox.fault(FIREWALL, { jobId: /<script>/ });
    await relay.advance(10 * MINUTE);
    for (const jobId of relay.good) expect(relay.asked(jobId)).toBeGreaterThanOrEqual(9);
    for (const jobId of relay.bad) expect(relay.asked(jobId)).toBeLessThanOrEqual(14);
    expect(relay.log.of("api.refused")).toEqual([]);
    const told = relay.store.all().filter(({ trouble }) => trouble !== undefined);
    expect(new Set(told.map(({ jobId }) => jobId))).toEqual(new Set(relay.bad));
  });

  it("cost the other jobs almost nothing if they are refused in the API's own words", async () => {
    const relay = await setUp({ bad: 10, good: 30 });
    relay.sandbox.fault(REFUSAL, { jobId: /<script>/ });
    await relay.advance(10 * MINUTE);
    for (const jobId of relay.good) expect(relay.asked(jobId)).toBeGreaterThanOrEqual(9);
    // Each of them counts as evidence once.
    expect(relay.log.of("api.refused").length).toBeLessThanOrEqual(5);
    expect(relay.log.of("api.accepted")).toHaveLength(relay.log.of("api.refused").length);
  });

  it("are not used to probe a refused account, so that its acceptance is noticed", async () => {
    const relay = await setUp({ bad: 10, good: 2 });
    relay.sandbox.fault(REFUSAL, { jobId: /<script>/ });
    const end = relay.sandbox.fault(REFUSAL);
    await relay.advance(10 * MINUTE);
    expect(relay.log.of("api.refused")).toHaveLength(1);
    const before = relay.sandbox.requests.length;
    end();
    await relay.advance(MINUTE + 1_000);
    expect(relay.log.of("api.accepted").length).toBeGreaterThan(0);
    for (const jobId of relay.good) expect(relay.asked(jobId)).toBeGreaterThan(1);
    expect(relay.good).toContain(relay.sandbox.requests[before]?.jobId);
  });

  it("get an interval of their own if there are no others, and the channel is told", async () => {
    const relay = await setUp({ bad: 1, good: 0 });
    relay.sandbox.fault(REFUSAL);
    await relay.advance(10 * MINUTE);
    const [bad = ""] = relay.bad;
    expect(relay.asked(bad)).toBeGreaterThanOrEqual(9);
    expect(relay.asked(bad)).toBeLessThanOrEqual(14);
    expect(relay.log.of("api.refused")).toEqual([]);
    expect(relay.log.of("api.suspected")).toHaveLength(1);
    expect(relay.discord.posts[0]?.text).toContain(said("trouble.unauthorised"));
  });
});

describe("an account that the API refuses", () => {
  // The list's responses, and a retry's, once changed what the relay did without a line in the log.
  it("is detected by the list and a job together, and accepted by either: one line each", async () => {
    const relay = await setUp({ bad: 0, good: 1 }, { settings: [on] });
    relay.sandbox.listFault(REFUSAL);
    relay.sandbox.fault(REFUSAL);
    await relay.advance(MINUTE);
    expect(relay.log.of("api.refused")).toEqual([{ api: "pika", kind: "unauthorised" }]);
    const before = relay.sandbox.requests.length;
    await relay.advance(10 * MINUTE);
    expect(relay.sandbox.requests.length - before).toBeLessThanOrEqual(10);
    relay.sandbox.clearFaults();
    await relay.advance(2 * MINUTE);
    expect(relay.log.of("api.refused")).toHaveLength(1);
    expect(relay.log.of("api.accepted")).toEqual([{ api: "pika" }]);
  });
});

describe("an account that is refused when only its list is requested", () => {
  it("is logged as refused, and as accepted again", async () => {
    const relay = await setUp({ bad: 0, good: 0 }, { settings: [on] });
    const end = relay.sandbox.listFault(REFUSAL);
    await relay.advance(5 * MINUTE);
    expect(relay.log.of("api.refused")).toEqual([{ api: "pika", kind: "unauthorised" }]);
    expect(relay.sandbox.requests.length).toBeLessThanOrEqual(8);
    end();
    await relay.advance(2 * MINUTE);
    expect(relay.log.of("api.accepted")).toEqual([{ api: "pika" }]);
  });
});

describe("the list of the account's jobs", () => {
  // It once came up to a minute later, and a job that ended in between was not announced.
  it("is requested as soon as a job shows that the account is accepted again", async () => {
    const relay = await setUp({ bad: 0, good: 2 }, { settings: [on] });
    relay.sandbox.listFault(REFUSAL);
    relay.sandbox.fault(REFUSAL);
    await relay.advance(10 * MINUTE);
    relay.sandbox.clearFaults();
    const lists = () => relay.sandbox.requests.filter(({ route }) => route === "job-list").length;
    const before = lists();
    for (let second = 0; second < 120 && !relay.log.of("api.accepted").length; second += 1)
      await relay.advance(1_000);
    await relay.advance(2_000);
    expect(lists() - before).toBe(1);
  });
});

describe("the polls per second", () => {
  // The list of the account's jobs was once not counted.
  it("limit all requests, lists included", async () => {
    const relay = await setUp({ bad: 0, good: 100 }, { settings: [on], maxPerSecond: 1 });
    await relay.advance(5 * MINUTE);
    expect(relay.sandbox.requests.length).toBeLessThanOrEqual(300);
    expect(relay.sandbox.requests.length).toBeGreaterThan(280);
    const lists = relay.sandbox.requests.filter(({ route }) => route === "job-list");
    expect(lists.length).toBeGreaterThanOrEqual(15);
  });
});
