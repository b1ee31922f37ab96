import { expect, it } from "vitest";
import { createComfyJobSource } from "../../../src/adapters/comfy/job-source.ts";
import { createComfyClassicSandbox } from "../../../sandbox/comfy/classic-sandbox.ts";
import { createComfyV2Sandbox } from "../../../sandbox/comfy/v2-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";

/** A relay that asks two ComfyUI servers: a classic one, and one with API v2. */
async function startWithComfy() {
  const classic = await createComfyClassicSandbox();
  const v2 = await createComfyV2Sandbox();
  const { origin } = classic.server;
  const relay = await startSourceRelay({
    create: createComfyJobSource,
    values: { COMFY_URL: `${v2.url},${origin}` },
    standIns: [classic, v2],
  });
  const polled = (count: number) => classic.server.whenSeen(/^\/history/, count);
  return { ...relay, classic, origin, polled };
}

it("finds the server that has a job, and brings its file", async () => {
  const { ask, classic, clock, discord, media, origin, results, store } = await startWithComfy();
  const uuid = classic.addJob();
  void ask(uuid);
  await eventually("a status message", () => discord.posts.length === 1);
  expect(store.all().map(({ jobId }) => jobId)).toEqual([`${new URL(origin).host}/${uuid}`]);
  // Channels see a part of the UUID, and nothing of the server.
  expect(discord.posts[0]?.text).toContain(uuid.slice(0, 8));
  expect(JSON.stringify(discord.posts)).not.toContain("127.0.0.1");
  const bytes = mp4Bytes(4_096);
  media.script(`${origin}/view?filename=${uuid}.mp4&subfolder=video&type=output`, { bytes });
  classic.end(uuid, { kind: "success", bytes });
  await clock.advance(15_000);
  await eventually("the result", () => results().length === 1);
  expect(results()).toMatchObject([{ files: [{ name: `${uuid}.mp4`, sizeBytes: bytes.length }] }]);
});

it("says that a job is lost after a restart of its server, and not before the third answer", async () => {
  const { ask, classic, clock, discord, origin, polled, results } = await startWithComfy();
  const uuid = classic.addJob();
  void ask(`${origin}/history/${uuid}`);
  await eventually("a status message", () => discord.posts.length === 1);
  classic.restart();
  const before = classic.server.requests.length;
  for (let poll = 1; poll <= 3; poll += 1) {
    expect(results()).toEqual([]);
    await clock.advance(60_000);
    // Two requests for the history are one poll.
    await polled(1 + 2 * poll);
  }
  await eventually("the result", () => results().length === 1);
  expect(classic.server.requests.length - before).toBeGreaterThanOrEqual(9);
  expect(results()[0]?.text).toContain("a restart of ComfyUI loses them");
});
