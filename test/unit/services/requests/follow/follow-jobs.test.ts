import { expect, it } from "vitest";
import { followJobs } from "../../../../../src/services/requests/follow/follow-jobs.ts";
import { aFollow, aJob } from "../../../../support/follows.ts";
import { anAsker, startUseCases, type UseCaseOptions } from "../../../../support/use-cases.ts";

const RUNNING = { kind: "job", job: aJob("running") } as const;

/** Jobs that run, under the ids `job-1` to `job-<count>`. */
async function start(options: UseCaseOptions = {}, count = 12) {
  const cases = await startUseCases(options);
  const ids = Array.from({ length: count }, (_, index) => `job-${index + 1}`);
  for (const id of ids) cases.api.answer(id, RUNNING);
  const follow = async (text: string, person = anAsker()) => {
    const result = await cases.run(followJobs(cases.deps, { ...person, text }));
    return result.kind === "several"
      ? result.jobs.map(({ name, result: { kind } }) => `${name} ${kind}`)
      : result;
  };
  const followed = () => cases.store.all().map(({ jobId }) => jobId);
  return { ...cases, ids, follow, followed };
}

it("follows every job of a list, and tells of each in the order of the list", async () => {
  const { follow, followed, discord } = await start();
  expect(await follow("job-2, job-1 job-3")).toEqual([
    "job-2 following",
    "job-1 following",
    "job-3 following",
  ]);
  expect(followed()).toEqual(["job-2", "job-1", "job-3"]);
  expect(discord.posts.map(({ kind }) => kind)).toEqual(["status", "status", "status"]);
});

it("answers for one job as ever, also if a list names it twice", async () => {
  const { follow } = await start();
  expect(await follow("job-1")).toMatchObject({ kind: "one", result: { kind: "following" } });
  expect(await follow("job-2 pika:job-2")).toMatchObject({
    kind: "one",
    result: { kind: "following", jobId: "job-2" },
  });
});

it("follows a job whose canonical id contains the id that was typed", async () => {
  const { api, follow } = await start();
  api.answer("luma:j1-bot:luma", RUNNING);
  api.recognise = (text) =>
    text.includes("j1-bot:luma")
      ? { source: "pika", jobId: "luma:j1-bot:luma", certainty: "certain" }
      : undefined;
  // It was taken for a part of itself, and nothing was left to follow.
  expect(await follow("j1-bot:luma")).toMatchObject({
    kind: "one",
    result: { kind: "following", jobId: "luma:j1-bot:luma" },
  });
});

it("takes an id for a part of another one only where that has it whole", async () => {
  const { api, follow } = await start();
  for (const id of ["luma:12345", "123"]) api.answer(id, RUNNING);
  api.recognise = (text) => ({
    source: "pika",
    jobId: text,
    certainty: text.startsWith("luma:") ? "certain" : "possible",
  });
  // It began as the other one does, and was answered with not a word.
  expect(await follow("luma:12345 123")).toEqual(["luma:12345 following", "123 following"]);
  expect(await follow("luma:12345 12345")).toMatchObject({ kind: "one" });
});

it("takes a word between the ids of a list for no part of another job's id", async () => {
  const bobs = aFollow({ jobId: "bundle-7", publicId: "bundle-7", requesters: ["bob"] });
  const { follow, store } = await start({ follows: [bobs] });
  // The person joined Bob's job, and was notified of its result.
  expect(await follow("job-1 und job-2")).toEqual([
    "job-1 following",
    "und not-found",
    "job-2 following",
  ]);
  expect(store.all()[0]?.requesters).toEqual(["bob"]);
  expect(await follow("job-1 dle-7")).toEqual([
    "job-1 already-following",
    "dle-7 already-following",
  ]);
});

it("lets one that is wrong spoil no other", async () => {
  const { follow, followed } = await start({ follows: [aFollow({ requesters: ["bob"] })] });
  expect(await follow("job-1 job-99 jöb9 job-2")).toEqual([
    "job-1 already-following",
    "job-99 not-found",
    "jöb9 not-recognised",
    "job-2 following",
  ]);
  expect(followed()).toEqual(["job-1", "job-2"]);
});

it("follows ten jobs, and of more none", async () => {
  const { ids, follow, followed } = await start();
  expect(await follow(ids.slice(0, 11).join(" "))).toEqual({
    kind: "too-many-jobs",
    count: 11,
    max: 10,
  });
  expect(followed()).toEqual([]);
  await follow(ids.slice(0, 10).join(" "));
  expect(followed()).toHaveLength(10);
});

it("gives what is left of the channel's quota to the first, and says so of the others", async () => {
  const { ids, follow, followed } = await start({ quotas: { followsPerChannel: 6 } });
  expect(await follow(ids.slice(0, 8).join("\n"))).toEqual([
    ...ids.slice(0, 6).map((id) => `${id} following`),
    "job-7 too-many",
    "job-8 too-many",
  ]);
  expect(followed()).toEqual(ids.slice(0, 6));
});

it("gives the quota that a job gives back, because no API knows it, to the next", async () => {
  const { follow, followed } = await start({ quotas: { followsPerUser: 2 } });
  expect(await follow("job-1 job-99 job-2 job-3")).toEqual([
    "job-1 following",
    "job-99 not-found",
    "job-2 following",
    "job-3 too-many",
  ]);
  expect(followed()).toEqual(["job-1", "job-2"]);
});

it("counts every job but the first as a command of its own: the router has counted one", async () => {
  const { follow, followed, deps, clock } = await start({ quotas: { commandsPerMinute: 3 } });
  expect(await follow("job-1 job-2 job-3 job-4 job-5")).toEqual([
    "job-1 following",
    "job-2 following",
    "job-3 following",
    "job-4 following",
    "job-5 too-often",
  ]);
  expect(followed()).toHaveLength(4);
  await clock.advance(60_000);
  expect(deps.limiter.take("another", clock.monotonicMs())).toBe(0);
  expect(await follow("job-5 job-6")).toEqual(["job-5 following", "job-6 following"]);
});

it("asks the platform once what it may do in the channel", async () => {
  const { follow } = await start();
  let checks = 0;
  const checkAccess = async () => {
    checks += 1;
    return { ok: true } as const;
  };
  await follow("job-1 job-2 job-3", anAsker({ checkAccess }));
  expect(checks).toBe(1);
});

it("lets one that hangs delay no other", async () => {
  const { followed, api, discord, deps, clock, run } = await start();
  api.hang("job-2");
  const answer = run(followJobs(deps, { ...anAsker(), text: "job-1 job-2 job-3" }));
  await clock.advance(500);
  expect(followed()).toEqual(["job-1", "job-2", "job-3"]);
  expect(discord.posts).toHaveLength(2);
  await clock.advance(20_000);
  expect(await answer).toMatchObject({
    jobs: [{ result: { sourceProblem: undefined } }, { result: { kind: "following" } }, {}],
  });
  expect(discord.posts).toHaveLength(3);
});

it("posts nothing twice if the command is repeated, and says what is followed already", async () => {
  const { follow, discord } = await start();
  await follow("job-1 job-2");
  expect(await follow("job-2 job-1 job-3")).toEqual([
    "job-2 already-following",
    "job-1 already-following",
    "job-3 following",
  ]);
  expect(discord.posts).toHaveLength(3);
});
