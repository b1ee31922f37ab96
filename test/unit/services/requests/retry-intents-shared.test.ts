import { expect, it } from "vitest";
import { followKey } from "../../../../src/core/follow/follow.ts";
import { createRetryIntent } from "../../../../src/core/follow/retry-intent.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { aJob } from "../../../support/follows.ts";
import { aRetryableFollow, startUseCases } from "../../../support/use-cases.ts";

/** How long another process may wait for the API's answer, with clocks that differ. */
const LIVES_FOR_MS = 110_000;

/** A process that has taken the partition of an intent that another process stored `ageMs` ago. */
async function resume({ ageMs }: { ageMs: number }) {
  const intent = createRetryIntent(aRetryableFollow(), {
    id: "r1",
    userId: "ann",
    createdAt: new FakeClock().now() - ageMs,
    locale: "en",
    uploadLimitBytes: 1_000,
  });
  const started = await startUseCases({ store: createFakeStore([intent]) });
  const { api, deps, intents } = started;
  api.answerList({ kind: "jobs", jobIds: ["job-2"] });
  const facts = { status: "progress", createdAt: intent.createdAt };
  const job = aJob("running", { jobId: "job-2", parentJobId: "job-1", facts });
  api.answer("job-2", { kind: "job", job });
  for await (const each of deps.registry.retries()) intents.resume(each);
  await intents.start();
  const isFollowed = (): boolean => started.store.all().some(({ jobId }) => jobId === "job-2");
  return { ...started, intent, isFollowed };
}

it.each([
  ["a new intent", 0, LIVES_FOR_MS],
  ["one of a minute ago", 60_000, LIVES_FOR_MS - 60_000],
  ["one of a clock that is ahead", -60_000, LIVES_FOR_MS + 60_000],
])(
  "does not search for the job of %s while its process may wait for the answer",
  async (_, ageMs, waitMs) => {
    const { clock, isFollowed } = await resume({ ageMs });
    await clock.advance(waitMs - 1_000);
    expect(isFollowed()).toBe(false);
    await clock.advance(2_000);
    expect(isFollowed()).toBe(true);
  },
);

it("searches at once for the job of an intent whose process must have died", async () => {
  const { clock, isFollowed } = await resume({ ageMs: LIVES_FOR_MS });
  await clock.advance(1_000);
  expect(isFollowed()).toBe(true);
});

it("searches at once when the living process says that the answer is lost", async () => {
  const { clock, intents, intent, isFollowed } = await resume({ ageMs: 0 });
  await clock.advance(1_000);
  intents.search(intent);
  await clock.advance(3_000);
  expect(isFollowed()).toBe(true);
});

it("does nothing about an intent that its process has completed meanwhile", async () => {
  const { clock, deps, intent, api, isFollowed } = await resume({ ageMs: 0 });
  await clock.advance(1_000);
  await deps.registry.withdraw({ follow: intent, before: undefined }, "");
  await clock.advance(LIVES_FOR_MS);
  expect(await deps.registry.get(followKey(intent))).toBeUndefined();
  expect([isFollowed(), api.retries]).toEqual([false, []]);
});
