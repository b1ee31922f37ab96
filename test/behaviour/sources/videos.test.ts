import { expect, it } from "vitest";
import { createVideosJobSource } from "../../../src/adapters/videos/job-source.ts";
import { createVideosSandbox } from "../../../sandbox/videos/videos-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";

it("brings a video that only the key opens from its id to the channel, and tells neither key nor host", async () => {
  const sandbox = await createVideosSandbox({ shape: "openai" });
  const { ask, clock, discord, media, results } = await startSourceRelay({
    create: createVideosJobSource,
    values: { VIDEOS_API_URL: sandbox.url, VIDEOS_API_KEY: sandbox.token },
    standIns: [sandbox],
  });
  const id = sandbox.addVideo();
  sandbox.show(id, { status: "in_progress", progress: 35 });
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);
  expect(discord.posts).toMatchObject([{ kind: "status", text: expect.stringContaining("35") }]);

  const bytes = mp4Bytes(4_096);
  const url = `${sandbox.url}/videos/${id}/content`;
  media.script(url, { bytes });
  sandbox.show(id, { status: "completed", files: [bytes] });
  await clock.advance(15_000);
  await sandbox.server.whenSeen(new RegExp(`/videos/${id}$`), 2);
  await eventually("the result", () => results().length === 1);
  expect(results()).toMatchObject([{ files: [{ sizeBytes: bytes.length }] }]);
  expect(media.requests).toMatchObject([
    { url, headers: { authorization: `Bearer ${sandbox.token}` }, isOwnOrigin: true },
  ]);
  const posted = JSON.stringify(discord.posts.map(({ text }) => text));
  expect(posted).not.toContain(sandbox.token);
  expect(posted).not.toContain(new URL(sandbox.url).host);
});
