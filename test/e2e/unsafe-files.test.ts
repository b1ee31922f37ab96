import { expect, it, onTestFinished } from "vitest";
import { createFalSandbox } from "../../sandbox/fal/fal-sandbox.ts";
import { SAMPLE_VIDEO } from "../../sandbox/job-api/sample-files.ts";
import { eventually } from "../support/processes/eventually.ts";
import { createEnvironment } from "../support/processes/test-environment.ts";

/** What both platforms show of a video that fal marks as unsafe. */
const EXPECTED = [
  { unsafe: "", discord: ["SPOILER_output.mp4"], slack: [], isLinked: true },
  { unsafe: "hide", discord: [], slack: [], isLinked: false },
  { unsafe: "show", discord: ["output.mp4"], slack: ["output.mp4"], isLinked: false },
] as const;

it.each(EXPECTED)("RELAY_UNSAFE=$unsafe holds on both platforms", async (expected) => {
  await using environment = await createEnvironment();
  const { discord, slack } = environment;
  const fal = await createFalSandbox();
  onTestFinished(() => fal.close());
  const relay = await environment.readyRelay({
    FAL_KEY: fal.key,
    FAL_API_URL: fal.url,
    RELAY_MEDIA_ALLOWED_HOSTS: fal.mediaHost,
    RELAY_UNSAFE: expected.unsafe,
  });
  const jobId = fal.addJob();
  const body = { ...fal.videoResult(SAMPLE_VIDEO), has_nsfw_concepts: [true] };
  fal.setJob(jobId, { kind: "ended", result: { status: 200, body } });
  await discord.command({ name: "pika-status", options: { jobid: `fal:${jobId}` } });
  await slack.command({ command: "/pika-status", text: `fal:${jobId}` });
  const onDiscord = () => discord.messages().find(({ content }) => content.includes("is ready"));
  const onSlack = () =>
    slack
      .messages(slack.channels.publicJoined)
      .find((message) => JSON.stringify(message).includes("is ready"));
  await eventually("both results", () => onDiscord() !== undefined && onSlack() !== undefined);
  expect(onDiscord()?.attachments.map(({ filename }) => filename)).toEqual(expected.discord);
  expect(onSlack()?.files.map(({ name }) => name)).toEqual(expected.slack);
  expect(onDiscord()?.content).not.toContain(fal.mediaHost);
  expect(JSON.stringify(onSlack()).includes(fal.mediaHost)).toBe(expected.isLinked);
  await relay.stop();
  expect(environment.violations()).toEqual([]);
});
