import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createUseapiJobSource } from "../../../src/adapters/useapi/job-source.ts";
import { createUseapiSandbox } from "../../../sandbox/useapi/useapi-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";

/** What no channel may see: parts of the stand-in's ids. */
const PRIVATE = /example\.com|12345-|u12345|1234567890123456789/;
const GIVE_UP_MS = 600_000;

/** A relay that asks the stand-in of useapi.net. */
async function startWithUseapi() {
  const sandbox = await createUseapiSandbox();
  const relay = await startSourceRelay({
    create: createUseapiJobSource,
    values: { USEAPI_API_URL: sandbox.url, USEAPI_TOKEN: sandbox.token },
    standIns: [sandbox],
    giveUpAfterMs: GIVE_UP_MS,
  });
  const { discord, clock, results } = relay;
  return {
    ...relay,
    sandbox,
    /** Everything that the channel has seen, also what was edited since. */
    seen: () => discord.posts.map(({ text, edits }) => `${edits.join()} ${text}`).join("\n"),
    /** Lets time pass, poll by poll, until the result is there. */
    untilResult: async () => {
      for (let polls = 0; polls < 100 && results().length === 0; polls += 1) {
        await clock.advance(15_000);
        // The stand-in answers in real time.
        await sleep(20);
      }
      expect(results()).toHaveLength(1);
    },
  };
}

it("brings a video of Google Vids from its id to its bytes, and shows no account", async () => {
  const { sandbox, ask, media, results, untilResult, seen, discord } = await startWithUseapi();
  const id = sandbox.addJob("google-vids");
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);
  const bytes = mp4Bytes(4_096);
  const mediaId = encodeURIComponent("user:12345-ann@example.com-video:0.mp4");
  media.script(`${sandbox.url}/v1/google-vids/media/${mediaId}`, { bytes });
  sandbox.setJob(id, { kind: "completed", bytes });
  await untilResult();
  expect(results()).toMatchObject([{ files: [{ sizeBytes: bytes.length }] }]);
  expect(media.requests).toMatchObject([
    { headers: { authorization: `Bearer ${sandbox.token}` }, isOwnOrigin: true },
  ]);
  expect(seen()).toContain("google-vids:");
  expect(seen()).not.toMatch(PRIVATE);
});

const ENDS = [
  ["fails", "no credits for"],
  ["is not known", "Job not found"],
  ["is given up", "/pika-status"],
] as const;
const JOBS = ["midjourney", "luma"].flatMap((service) =>
  ENDS.map(([end, words]) => ({ service, end, words })),
);

it.each(JOBS)("shows no account if a job of $service $end", async ({ service, end, words }) => {
  const { sandbox, ask, discord, untilResult, seen } = await startWithUseapi();
  const id = sandbox.addJob(service);
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);
  if (end === "fails") sandbox.setJob(id, { kind: "failed", error: `no credits for ${id}` });
  if (end === "is not known") sandbox.removeJob(id);
  await untilResult();
  expect(seen()).toContain(words);
  expect(seen()).not.toMatch(PRIVATE);
});

it("finds a job again by its short form, in the channel that knows it", async () => {
  const { sandbox, ask, discord, untilResult } = await startWithUseapi();
  const id = sandbox.addJob("luma");
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);
  sandbox.setJob(id, { kind: "failed", error: "no" });
  await untilResult();
  expect((await ask("luma:000000001")).join()).toContain("has already finished");
  expect((await ask("luma:000000002")).join()).not.toContain("has already finished");
});
