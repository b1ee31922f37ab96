import { describe, expect, it } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import type { JobSource } from "../../../src/core/ports/job-source.ts";
import { FakeJobSource } from "../../support/fakes/fake-job-source.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import { said } from "../../support/sentence.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const ID = "c0ffee00-0000-4000-8000-000000000001";
const job = (jobId: string, phase: "running" | "failed" = "running"): PollResult => ({
  kind: "job",
  job: aJob(phase, { jobId }),
});

/** A relay with two job APIs, each of which may know any id. */
async function startWithTwo(options: TestRelayOptions = {}) {
  const fal = new FakeJobSource("fal", "fal");
  const relay = await startTestRelay({ ...options, moreSources: [fal] });
  const follows = () => relay.store.all().map(({ source, jobId }) => `${source} ${jobId}`);
  return { ...relay, fal, follows };
}

describe("an id that several job APIs may know", () => {
  it("is followed at the one that knows it", async () => {
    const { fal, ask, follows } = await startWithTwo();
    fal.answer(ID, job(ID));
    await ask(ID);
    expect(follows()).toEqual([`fal ${ID}`]);
  });

  it("is asked for once, although it is looked for first and followed then", async () => {
    const { fal, ask, clock } = await startWithTwo();
    fal.answer(ID, job(ID));
    await ask(ID);
    expect(fal.readsOf(ID)).toBe(1);
    await clock.advance(30_000);
    expect(fal.readsOf(ID)).toBeGreaterThan(1);
  });

  it("is answered within the time of one request if the only one that may know it hangs", async () => {
    const { fal, discord, clock, follows } = await startWithTwo();
    fal.hang(ID);
    const replies: string[] = [];
    void discord.invoke({ name: "pika-status", options: { jobid: ID } }, replies);
    await clock.advance(15_500);
    expect(replies.at(-1)).toContain(said("follow.following", { job: "`c0ffee00`" }));
    expect(follows()).toEqual([`fal ${ID}`]);
  });

  it("is asked for only at the one whose name stands before it", async () => {
    const { api, fal, ask, follows } = await startWithTwo();
    fal.answer(ID, job(ID));
    await ask(`fal:${ID}`);
    expect(follows()).toEqual([`fal ${ID}`]);
    expect(api.reads).toEqual([]);
  });

  it("is left to the person if two know it, who get one button for each", async () => {
    const { api, fal, discord, ask, follows } = await startWithTwo();
    api.answer(ID, job(ID));
    fal.answer(ID, job(ID));
    const [answer] = await ask(ID);
    expect(answer).toBe(said("follow.ambiguous-choose"));
    expect(discord.answers.at(-1)?.actions).toEqual([
      { kind: "button", name: "follow", argument: `pika:${ID}`, label: "Pika" },
      { kind: "button", name: "follow", argument: `fal:${ID}`, label: "fal" },
    ]);
    expect(follows()).toEqual([]);
  });

  it("means nothing if it has the form of no id, and the answer says whose jobs can be followed", async () => {
    const { ask, follows } = await startWithTwo();
    const [answer] = await ask("two words");
    expect(answer).toContain(said("follow.not-recognised", { sources: "Pika, fal" }));
    expect(answer).not.toContain("-bot:pika");
    expect(follows()).toEqual([]);
  });

  it("is not found if none knows it, and the answer says which were asked", async () => {
    const { ask, follows } = await startWithTwo();
    const [answer] = await ask(ID);
    expect(answer).toContain(said("follow.tried", { sources: "Pika, fal" }));
    expect(follows()).toEqual([]);
  });

  it("is followed where it can still be if the others do not know it", async () => {
    const { fal, ask, follows } = await startWithTwo();
    fal.answer(ID, { kind: "unavailable" });
    await ask(ID);
    expect(follows()).toEqual([`fal ${ID}`]);
  });

  it("is left undecided if several do not answer", async () => {
    const { api, fal, ask, follows } = await startWithTwo();
    api.answer(ID, { kind: "unavailable" });
    fal.answer(ID, { kind: "rate-limited" });
    const [answer] = await ask(ID);
    expect(answer).toContain(said("follow.undecided", { sources: "Pika, fal" }));
    expect(follows()).toEqual([]);
  });

  it("may be another job at each of them, in the same channel", async () => {
    const { api, fal, ask, clock, store, discord } = await startWithTwo();
    api.answer(ID, job(ID));
    fal.answer(ID, job(ID));
    await ask(`pika:${ID}`);
    await ask(`fal:${ID}`);
    fal.answer(ID, job(ID, "failed"));
    await clock.advance(60_000);
    expect(store.all().map(({ source, state }) => [source, state])).toEqual([
      ["pika", "pending"],
      ["fal", "delivered"],
    ]);
    expect(discord.posts.filter(({ kind }) => kind === "result")).toHaveLength(1);
  });
});

/** Two jobs with the same id, followed in one channel. `type` types another command. */
async function startWithBoth() {
  const relay = await startWithTwo();
  relay.api.answer(ID, job(ID));
  relay.fal.answer(ID, job(ID));
  await relay.ask(`pika:${ID}`);
  await relay.ask(`fal:${ID}`);
  const type = async (name: string, options: Readonly<Record<string, string>>) => {
    const answers = relay.discord.invoke({ name, options });
    await relay.clock.advance(100);
    return answers;
  };
  const stopped = () =>
    relay.store.all().flatMap(({ source, state }) => (state === "pending" ? [] : [source]));
  return { ...relay, type, stopped };
}

describe("two jobs of a channel with the same id", () => {
  it("are both left alone if someone means one of them by the id alone", async () => {
    const { type, stopped } = await startWithBoth();
    const answers = await type("pika-forget", { jobid: ID });
    expect(answers.join()).toContain(said("answer.not-found"));
    expect(stopped()).toEqual([]);
  });

  it.each(["pika", "fal"])("are told apart by the name of %s before the id", async (source) => {
    const { type, stopped } = await startWithBoth();
    await type("pika-forget", { jobid: `${source}:${ID}` });
    expect(stopped()).toEqual([source]);
  });

  it("have names that differ, by which they are told apart", async () => {
    const { type, stopped } = await startWithBoth();
    const [list = ""] = await type("pika-jobs", {});
    const names = [...new Set(list.match(/c0ffee00#[\w-]+/g))];
    expect(names).toHaveLength(2);
    for (const jobid of names) await type("pika-forget", { jobid });
    expect(stopped()).toEqual(["pika", "fal"]);
  });

  it("are both suggested, each with the name of its job API", async () => {
    const { discord } = await startWithBoth();
    const found = await discord.complete({
      command: "pika-forget",
      option: "jobid",
      typed: "c0ffee",
    });
    expect(found.map(({ value }) => value).toSorted()).toEqual([`fal:${ID}`, `pika:${ID}`]);
  });
});

/** A job API on two servers, each of which may know any id. */
class SpreadJobSource extends FakeJobSource {
  override recognise(text: string): ReturnType<JobSource["recognise"]> {
    return ["a", "b"].map((server) => ({
      source: this.name,
      jobId: `${server}/${text}`,
      certainty: "possible",
    }));
  }
}

describe("an id that a job may have on several servers of one job API", () => {
  it("is followed on the server that knows it", async () => {
    const spread = new SpreadJobSource();
    const { ask, store } = await startTestRelay({ jobApi: spread });
    spread.answer(`b/${ID}`, job(`b/${ID}`));
    await ask(ID);
    expect(store.all().map(({ jobId }) => jobId)).toEqual([`b/${ID}`]);
    expect(spread.readsOf(`a/${ID}`)).toBe(1);
  });

  it("is not found if none knows it, and the answer names the API once", async () => {
    const { ask } = await startTestRelay({ jobApi: new SpreadJobSource() });
    const [answer] = await ask(ID);
    expect(answer).toContain(said("follow.tried", { sources: "Pika" }));
  });
});

describe("a job API that", () => {
  it("hangs delays no poll of another", async () => {
    const { api, fal, ask, clock } = await startWithTwo({ concurrency: 1 });
    api.hang("slow");
    fal.answer(ID, job(ID));
    void ask("pika:slow");
    await clock.advance(100);
    await ask(`fal:${ID}`);
    await clock.advance(120_000);
    expect(api.readsOf("slow")).toBe(1);
    expect(fal.readsOf(ID)).toBeGreaterThan(3);
  });

  it("refuses the account holds back no other", async () => {
    const { api, fal, ask, clock } = await startWithTwo();
    for (const jobId of ["a", "b", "c"]) {
      api.answer(jobId, { kind: "unauthorised" });
      await ask(`pika:${jobId}`);
    }
    fal.answer(ID, job(ID));
    await ask(`fal:${ID}`);
    const before = fal.readsOf(ID);
    await clock.advance(60_000);
    expect(fal.readsOf(ID) - before).toBeGreaterThan(1);
  });

  it("is switched off is named, with what switches it on", async () => {
    const relay = await startTestRelay({
      disabledSources: [
        {
          name: "fal",
          displayName: "fal",
          variables: ["FAL_KEY", "FAL_OTHER"],
          recognise: (text) => new FakeJobSource("fal", "fal").recognise(text),
        },
      ],
    });
    const [answer] = await relay.ask(`fal:${ID}`);
    expect(answer).toContain(
      said("follow.source-off", { source: "fal", variable: "`FAL_KEY`, `FAL_OTHER`" }),
    );
    expect(relay.store.all()).toEqual([]);
  });

  // `PIKA_API_URL` may lead to a sibling of the Pika API, whose ids name another service.
  it("is switched off is not named if an enabled one knows the id", async () => {
    const relay = await startTestRelay({
      disabledSources: [
        {
          name: "fal",
          displayName: "fal",
          variables: ["FAL_KEY"],
          recognise: (jobId) => ({ source: "fal", jobId, certainty: "certain" }),
        },
      ],
    });
    relay.api.answer(ID, job(ID));
    await relay.ask(ID);
    expect(relay.store.all()).toMatchObject([{ source: "pika", jobId: ID }]);
  });

  it("is not enabled any more keeps its follows in the store, untouched", async () => {
    const relay = await startTestRelay({
      follows: [aFollow({ source: "fal", sourceName: "fal" })],
    });
    await relay.clock.advance(60_000);
    expect(relay.log.of("follow.parked")).toHaveLength(1);
    expect(relay.store.all()).toMatchObject([{ source: "fal", state: "pending" }]);
  });
});

// The interval of all had to be as long as that of the slowest.
describe("a job API that may be asked less often than others", () => {
  it("is asked at its own interval, also if a person refreshes, and slows no other one down", async () => {
    const createdAt = Date.UTC(2026, 0, 1);
    const atFal = { source: "fal", sourceName: "fal", createdAt };
    const follows = [
      aFollow({ id: "f1", jobId: "p-1", createdAt }),
      aFollow({ id: "f2", jobId: "f-1", ...atFal }),
    ];
    const minPollIntervalsMs = { fal: 50_000 };
    const { api, fal, clock, discord } = await startWithTwo({ follows, minPollIntervalsMs });
    api.answer("p-1", job("p-1"));
    fal.answer("f-1", job("f-1"));
    await clock.advance(49_000);
    const { channel } = follows[1]!;
    await discord.press({ name: "refresh", argument: "f2", channel, userId: "ann" });
    expect(fal.readsOf("f-1")).toBe(1);
    expect(api.readsOf("p-1")).toBeGreaterThan(2);
    await clock.advance(15_000);
    expect(fal.readsOf("f-1")).toBe(2);
  });
});
