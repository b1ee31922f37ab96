/** A store of the relay with follows that wait for their jobs, as many starts would have left it. */
import { createKeyvStore } from "../../src/adapters/keyv/store.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { createNotification } from "../../src/core/follow/create-follow.ts";
import { followKey, type Follow } from "../../src/core/follow/follow.ts";
import type { JobFacts } from "../../src/core/job/job.ts";
import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { toPollResult } from "../../src/adapters/pika/poll-result.ts";
import { toBody } from "./job-body.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** Stored at the same time. */
const BATCH = 256;

/** The id of a job, in the API's form. */
export const jobIdOf = (index: number): string =>
  `job:20261128080000${String(index).padStart(7, "0")}-user:1308-channel:1316232391072944131-bot:pika`;

/** Follows of that many jobs, ten in each channel. They show no status, so that only polls are measured. */
export async function fillStore(
  path: string,
  { follows, guildId }: { readonly follows: number; readonly guildId: string },
): Promise<void> {
  const store = createKeyvStore({
    store: { scheme: "sqlite", path },
    clock: systemClock,
    log: quiet,
  });
  await store.start();
  for (let from = 0; from < follows; from += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, follows - from) }, async (_, offset) => {
        const follow = toFollow(from + offset, guildId);
        await store.follows.update(followKey(follow), () => follow);
      }),
    );
  await store.stop();
}

function toFollow(index: number, workspace: string): Follow {
  const jobId = jobIdOf(index);
  const channel = String(10n ** 18n + BigInt(Math.floor(index / 10)));
  return {
    ...createNotification({
      id: `follow-${index}`,
      source: "pika",
      sourceName: "Pika",
      jobId,
      publicId: shortJobId(jobId),
      channel: { platform: "discord", workspace, channel },
      createdAt: Date.now() - index,
      locale: "en",
    }),
    job: factsOf(jobId),
  };
}

/** What the job API says of the job, so that the first poll changes nothing. */
function factsOf(jobId: string): JobFacts {
  const answer = { status: 200, header: () => undefined, text: toBody(jobId), atMs: 0 };
  const pollResult = toPollResult(answer, jobId);
  if (pollResult.kind !== "job") throw new Error("the answer has no job");
  return pollResult.job.facts;
}
