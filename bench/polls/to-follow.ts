import { toPollResult } from "../../src/adapters/pika/poll-result.ts";
import { createNotification } from "../../src/core/follow/create-follow.ts";
import type { Follow } from "../../src/core/follow/follow.ts";
import type { JobFacts } from "../../src/core/job/job.ts";
import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { jobIdOf } from "../shared/fill-store.ts";
import { toBody } from "./job-body.ts";

/** A follow of the job with this number, ten in each channel. It shows no status, so that only polls are measured. */
export function toFollow(index: number, workspace: string): Follow {
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
