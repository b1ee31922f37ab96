import { SAMPLE_IMAGE, SAMPLE_VIDEO } from "../job-api/sample-files.ts";
import type { JobScript } from "../pika/jobs/job-script.ts";
import type { JobApis } from "../scripted/create-job-apis.ts";
import type { JobPlan } from "../scripted/scripted-api.ts";
import type { Expectation } from "./judge-channel.ts";
import { sha256 } from "./sha256.ts";

/** A job of the demo, and what each channel should say about it in the end. */
export interface DemoJob extends Expectation {
  /** What people paste to follow it. */
  readonly text: string;
}

const PLAN: JobPlan = {
  outcome: "completed",
  prompt: "",
  durationMs: 3_000,
  ahead: 0,
  tellsPercent: true,
  fileKind: "video",
  fileCount: 1,
  fileBytes: 0,
  error: "",
  errorDetails: "",
};

/** How the relay names a Pika job: the time of day in its id. Written down here again, because the demo checks the relay. */
const timeIn = (jobId: string): string => /^job:\d{8}(\d{9})-/.exec(jobId)?.[1] ?? jobId;

/** How it names a job with a UUID. */
const startOf = (uuid: string): string => uuid.slice(0, 8);

/** Starts three jobs at Pika, and one at each of the other job APIs. */
export const startJobs = (jobApis: JobApis): DemoJob[] => [
  ...startPikaJobs(jobApis),
  ...startOtherJobs(jobApis),
];

function startPikaJobs({ pika }: JobApis): DemoJob[] {
  const error = "The model ran out of memory";
  const errorDetails = "CUDA error: out of memory\n  at frame 41 of 72";
  const moderation = "The prompt was refused by the content filter";
  const start = (
    script: JobScript,
    expected: Pick<Expectation, "statusWord" | "resultSays" | "fileSha256">,
  ): DemoJob => {
    const jobId = pika.addJob(script);
    return { ...expected, jobId, shownName: timeIn(jobId), text: jobId };
  };
  return [
    start(
      { prompt: "smiling and blinking", ends: "completed", stepMs: 1_000 },
      {
        statusWord: "Completed",
        resultSays: ["smiling and blinking"],
        fileSha256: sha256(SAMPLE_VIDEO),
      },
    ),
    start(
      {
        prompt: "a city made of glass --size 100",
        ends: "failed",
        stepMs: 700,
        fields: { error, errorDetails },
      },
      {
        statusWord: "Failed",
        resultSays: [error, ...errorDetails.split("\n")],
        fileSha256: undefined,
      },
    ),
    start(
      {
        prompt: "something the filter does not like",
        ends: "moderated",
        stepMs: 700,
        fields: { error: moderation },
      },
      { statusWord: "moderation", resultSays: [moderation], fileSha256: undefined },
    ),
  ];
}

function startOtherJobs({ scripted: { fal, comfy, farm } }: JobApis): DemoJob[] {
  const ready = { statusWord: "Completed", resultSays: ["is ready"] };
  const video = { ...ready, fileSha256: sha256(SAMPLE_VIDEO) };
  const atFal = fal.start({ ...PLAN, ahead: 2, fileKind: "image" });
  const atComfy = comfy.start({ ...PLAN, ahead: 1 });
  const atFarm = farm.start(PLAN);
  const textOf = (api: typeof fal, jobId: string): string =>
    api.pasteTexts(jobId)[0]?.text ?? jobId;
  return [
    {
      ...ready,
      fileSha256: sha256(SAMPLE_IMAGE),
      jobId: atFal,
      shownName: startOf(atFal.slice(atFal.indexOf(":") + 1)),
      text: textOf(fal, atFal),
    },
    { ...video, jobId: atComfy, shownName: startOf(atComfy), text: textOf(comfy, atComfy) },
    { ...video, jobId: atFarm, shownName: atFarm, text: textOf(farm, atFarm) },
  ];
}
