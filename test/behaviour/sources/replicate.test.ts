import { expect, it } from "vitest";
import { createReplicateJobSource } from "../../../src/adapters/replicate/job-source.ts";
import { createReplicateSandbox } from "../../../sandbox/replicate/replicate-sandbox.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { said } from "../../support/sentence.ts";
import { startSourceRelay } from "./start-source-relay.ts";

/** A relay that asks the stand-in of Replicate. */
async function startWithReplicate() {
  const sandbox = await createReplicateSandbox();
  const relay = await startSourceRelay({
    create: createReplicateJobSource,
    values: { REPLICATE_API_URL: sandbox.url, REPLICATE_API_TOKEN: sandbox.token },
    standIns: [sandbox],
  });
  const polled = (id: string, count: number) =>
    sandbox.server.whenSeen(new RegExp(`/predictions/${id}$`), count);
  return { ...relay, sandbox, polled };
}

it("brings a prediction of Replicate from a pasted link to its files", async () => {
  const { sandbox, ask, clock, discord, media, results, polled } = await startWithReplicate();
  const id = sandbox.addPrediction();
  void ask(`https://replicate.com/p/${id}`);
  await eventually("a status message", () => discord.posts.length === 1);
  expect(discord.posts).toMatchObject([{ kind: "status" }]);
  const url = "https://replicate.delivery/x/out.mp4";
  const bytes = mp4Bytes(4_096);
  media.script(url, { bytes });
  sandbox.show(id, { status: "succeeded", output: { video: url, caption: "a cat" } });
  await clock.advance(15_000);
  await polled(id, 2);
  await eventually("the result", () => results().length === 1);
  expect(results()).toMatchObject([{ files: [{ name: "out.mp4", sizeBytes: bytes.length }] }]);
});

it("says in plain words that Replicate has deleted the result", async () => {
  const { sandbox, ask, results } = await startWithReplicate();
  const id = sandbox.addPrediction();
  sandbox.show(id, { status: "succeeded" });
  sandbox.removeData(id);
  void ask(id);
  await eventually("the result", () => results().length === 1);
  expect(results()[0]?.text).toContain(said("result.deleted"));
});
