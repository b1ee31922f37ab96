import { expect, it } from "vitest";
import { aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { sentence } from "../../support/sentence.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { Simulation } from "../../support/simulation/simulation.ts";

const JOBS = ["job-1", "job-2"];
const MINUTE = 60_000;
const running = { kind: "job", job: aJob("running") } as const;

/** A relay whose channel is told of an outage, and the text of that message. */
async function withNotice() {
  const simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
  const discord = simulation.discord as MemoryDiscord;
  const answerAll = (answer: Parameters<typeof simulation.api.answer>[1]): void => {
    for (const jobId of [...JOBS, "job-3", "job-4"]) simulation.api.answer(jobId, answer);
  };
  answerAll(running);
  await simulation.start();
  for (const jobId of JOBS) await simulation.ask(jobId, DISCORD_CHANNEL);
  answerAll({ kind: "unavailable" });
  await simulation.clock.advance(10 * MINUTE);
  const notice = (): string | undefined =>
    discord.messages.find(({ postedFor }) => postedFor?.endsWith(":outage"))?.content;
  expect(notice()).toMatch(sentence("outage.since", { jobs: "2 jobs" }));
  return { simulation, discord, answerAll, notice };
}

const OVER = sentence("outage.over", { source: "Pika" });

// The edit that counted one more job took effect after the one that said the outage was over, and stayed.
it.each(["goes on", "is killed and started again"])(
  "says that the outage is over although an earlier edit acts late, and the relay %s",
  async (relay) => {
    const { simulation, discord, answerAll, notice } = await withNotice();
    discord.spoilNext("edit", "acts late");
    await simulation.ask("job-3", DISCORD_CHANNEL);
    answerAll(running);
    if (relay !== "goes on") {
      simulation.process.kill();
      await simulation.start();
    }
    // It is polled at once, and so the outage is over.
    await simulation.ask("job-4", DISCORD_CHANNEL);
    await simulation.clock.advance(5 * MINUTE);
    expect(notice()).toMatch(OVER);
    await simulation.stop();
  },
);
