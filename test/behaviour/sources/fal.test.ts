import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createFalJobSource } from "../../../src/adapters/fal/job-source.ts";
import { createMediaFetcher } from "../../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { createFalSandbox } from "../../../sandbox/fal/fal-sandbox.ts";
import { SAMPLE_VIDEO } from "../../../sandbox/job-api/sample-files.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";
import { INTERVAL_MS } from "../../support/test-relay.ts";

/** A relay that asks the stand-in of fal, and downloads from it. */
async function startWithFal() {
  const sandbox = await createFalSandbox();
  const mediaFetcher = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: [sandbox.mediaHost],
  });
  const relay = await startSourceRelay({
    create: createFalJobSource,
    values: { FAL_KEY: sandbox.key, FAL_API_URL: sandbox.url },
    standIns: [sandbox],
    mediaFetcher,
  });
  const statuses = () => relay.discord.posts.filter(({ kind }) => kind === "status");
  return { ...relay, sandbox, statuses };
}

it("brings a request of fal from a pasted link to its video, byte for byte", async () => {
  const { sandbox, ask, clock, statuses, results } = await startWithFal();
  const jobId = sandbox.addJob("ada-lovelace/teaser");
  sandbox.setJob(jobId, { kind: "queued", position: 2 });
  void ask(`${sandbox.url}/${jobId.replace(":", "/requests/")}/status`);
  await eventually("a status message", () => statuses().length === 1);
  const result = { status: 200, body: sandbox.videoResult(SAMPLE_VIDEO) };
  sandbox.setJob(jobId, { kind: "ended", result });
  await clock.advance(INTERVAL_MS);
  await eventually("the result", () => results().length === 1);
  const sha256 = createHash("sha256").update(SAMPLE_VIDEO).digest("hex");
  expect(results()[0]?.files).toMatchObject([{ name: "output.mp4", sha256 }]);
  expect(sandbox.violations).toEqual([]);
  for (const { text } of [...statuses(), ...results()]) expect(text).not.toContain("lovelace");
});

it("puts a video behind a spoiler that fal marks as unsafe", async () => {
  const { sandbox, ask, results } = await startWithFal();
  const jobId = sandbox.addJob();
  const body = { ...sandbox.videoResult(SAMPLE_VIDEO), has_nsfw_concepts: [true] };
  sandbox.setJob(jobId, { kind: "ended", result: { status: 200, body } });
  void ask(`fal:${jobId}`);
  await eventually("the result", () => results().length === 1);
  expect(results()[0]?.files).toMatchObject([{ name: "output.mp4", isSpoiler: true }]);
  expect(results()[0]?.text).toContain("1 file that fal marked as sensitive");
});

it("says in fal's words why a request was moderated", async () => {
  const { sandbox, ask, results } = await startWithFal();
  const jobId = sandbox.addJob();
  const detail = [
    { loc: ["body", "prompt"], msg: "Unsafe prompt", type: "content_policy_violation" },
  ];
  sandbox.setJob(jobId, { kind: "ended", result: { status: 422, body: { detail } } });
  void ask(`fal:${jobId}`);
  await eventually("the result", () => results().length === 1);
  expect(results()[0]?.text).toContain("Unsafe prompt");
});
