import { expect, it } from "vitest";
import { createRunwayJobSource } from "../../../src/adapters/runway/job-source.ts";
import { createRunwaySandbox } from "../../../sandbox/runway/runway-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { startSourceRelay } from "./start-source-relay.ts";

it("brings a task of Runway to its file, with a link that was renewed by asking again", async () => {
  const sandbox = await createRunwaySandbox();
  const { ask, clock, discord, media, results } = await startSourceRelay({
    create: createRunwayJobSource,
    values: { RUNWAYML_API_URL: sandbox.url, RUNWAYML_API_SECRET: sandbox.secret },
    standIns: [sandbox],
  });
  const id = sandbox.addJob("tasks");
  void ask(id);
  await eventually("a status message", () => discord.posts.length === 1);

  sandbox.show(id, { status: "SUCCEEDED", files: ["cat.mp4"], cost: { credits: 25 } });
  const bytes = mp4Bytes(4_096);
  // The link of the first answer has expired: the fake fetcher doesn't know it.
  media.script(sandbox.linkOf("cat.mp4", 2), { bytes, filename: "cat.mp4" });
  await clock.advance(15_000);
  await sandbox.server.whenSeen(/tasks/, 2);
  await eventually("the first link to fail", () => media.requests.length > 0);
  // The next request has to keep the rate.
  await clock.advance(5_000);
  await eventually("the result", () => results().length === 1);
  expect(media.requests.map(({ url }) => url)).toEqual([
    sandbox.linkOf("cat.mp4", 1),
    sandbox.linkOf("cat.mp4", 2),
  ]);
  expect(results()).toMatchObject([{ files: [{ name: "cat.mp4", sizeBytes: bytes.length }] }]);
});
