import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../../src/adapters/undici/api-client.ts";
import { createVideosJobSource } from "../../../src/adapters/videos/job-source.ts";
import { createVideosSandbox } from "../../../sandbox/videos/videos-sandbox.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startTestRelay } from "../../support/test-relay.ts";

it("brings a video that only the key opens from its id to the channel, and tells neither key nor host", async () => {
  const sandbox = await createVideosSandbox({ shape: "openai" });
  const jobApi = createVideosJobSource({
    values: { VIDEOS_API_URL: sandbox.url, VIDEOS_API_KEY: sandbox.token },
    createClient: (baseUrl) =>
      createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() }),
  });
  const { app, ask, clock, discord, media } = await startTestRelay({ jobApi });
  onTestFinished(async () => {
    await app.stop();
    await jobApi.close();
    await sandbox.close();
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
  const results = () => discord.posts.filter(({ kind }) => kind === "result");
  await eventually("the result", () => results().length === 1);
  expect(results()).toMatchObject([{ files: [{ sizeBytes: bytes.length }] }]);
  expect(media.requests).toMatchObject([
    { url, headers: { authorization: `Bearer ${sandbox.token}` }, isOwnOrigin: true },
  ]);
  const posted = JSON.stringify(discord.posts.map(({ text }) => text));
  expect(posted).not.toContain(sandbox.token);
  expect(posted).not.toContain(new URL(sandbox.url).host);
});
