import { expect, it } from "vitest";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { sentence } from "../../support/sentence.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { Simulation } from "../../support/simulation/simulation.ts";

const VIDEO = { url: "https://cdn.example/v.mp4", filename: "v.mp4" };

// A late edit put the progress in the place of what the result says.
it("does not lose a result in its status message to an earlier edit that acts late", async () => {
  const simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
  const { api, clock, media } = simulation;
  const discord = simulation.discord as MemoryDiscord;
  simulation.delivery = "edit";
  media.script(VIDEO.url, { bytes: mp4Bytes() });
  api.answer("job-1", { kind: "job", job: aJob("running") });
  await simulation.start();
  await simulation.ask("job-1", DISCORD_CHANNEL);
  discord.spoilAll("edit", "acts late");
  api.answer("job-1", { kind: "job", job: aJob("running", { status: "sampling" }) });
  await clock.advance(21_000);
  discord.spoilAll("edit", undefined);
  api.answer("job-1", { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) });
  // The job is polled at once.
  await simulation.ask("job-1", DISCORD_CHANNEL, "bob");
  await clock.advance(60_000);
  const [status] = discord.messages;
  expect(status?.content).toMatch(sentence("result.video-ready"));
  expect(status?.fileNames).toEqual(["v.mp4"]);
  await simulation.stop();
});
