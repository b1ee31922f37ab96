import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { DescribedJobSource } from "../../../src/adapters/described/job-source.ts";
import { readPresets } from "../../../src/adapters/described/load-described-sources.ts";
import { createMediaFetcher } from "../../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { createDescribedSandbox } from "../../../sandbox/described/described-sandbox.ts";
import { VENDORS } from "../../../sandbox/described/vendors.ts";
import { SAMPLE_VIDEO } from "../../../sandbox/job-api/sample-files.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";
import { INTERVAL_MS } from "../../support/test-relay.ts";

/** A relay that asks the stand-in of MiniMax's first API as its preset describes it. */
async function startWithMinimax() {
  const sandbox = await createDescribedSandbox(VENDORS["minimax-v1"]!);
  const description = (await readPresets()).find(({ name }) => name === "minimax-v1")!;
  const mediaFetcher = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: [],
  });
  const relay = await startSourceRelay({
    create: (options) => new DescribedJobSource(description, options),
    values: { MINIMAX_API_KEY: sandbox.key, MINIMAX_V1_API_URL: sandbox.url },
    standIns: [sandbox],
    mediaFetcher,
  });
  return { ...relay, sandbox };
}

it("brings a job of a described API from a pasted link to its video, byte for byte", async () => {
  const { sandbox, ask, clock, discord, results } = await startWithMinimax();
  const id = sandbox.addJob();
  void ask(`curl "https://api.minimax.io/v1/query/video_generation?task_id=${id}" -H "x: y"`);
  await eventually("a status message", () => discord.posts.length === 1);
  const file = sandbox.addFile(SAMPLE_VIDEO);
  sandbox.show(id, { kind: "completed", file, extra: file });
  await clock.advance(INTERVAL_MS);
  await eventually("the result", () => results().length === 1);
  const sha256 = createHash("sha256").update(SAMPLE_VIDEO).digest("hex");
  expect(results()[0]?.files).toMatchObject([{ name: "0.mp4", sha256 }]);
  expect(sandbox.server.requests.map(({ url }) => `${url.pathname}${url.search}`)).toContain(
    `/v1/files/retrieve?file_id=9${id}`,
  );
});

it("says in the API's words why a job was moderated", async () => {
  const { sandbox, ask, results } = await startWithMinimax();
  const id = sandbox.addJob();
  sandbox.show(id, { kind: "moderated", error: "the output is sensitive" });
  void ask(`minimax-v1:${id}`);
  await eventually("the result", () => results().length === 1);
  expect(results()[0]?.text).toContain("the output is sensitive");
});
