import { beforeEach, describe, expect, it } from "vitest";
import type { Attachment } from "../../../src/core/job/job.ts";
import { aJob } from "../../support/follows.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { answerFor, MANAGER, MANY, VIDEO } from "../../support/simulation/histories.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import type { MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { findMisshown } from "../../support/simulation/shown-results.ts";
import { CHANNELS, Simulation } from "../../support/simulation/simulation.ts";
import { restart } from "../../support/simulation/step.ts";

const MINUTE = 60_000;
const NOTHING = { twice: [], lost: [], wrong: [] };

describe.each([
  { name: "Discord", index: 0 },
  { name: "Slack", index: 1 },
])("on $name, people see a result in one place", ({ index }) => {
  const place = CHANNELS[index] ?? expect.fail("there is no such channel");
  let simulation: Simulation;
  let platform: MemoryPlatform;

  beforeEach(async () => {
    simulation = new Simulation((clock) => [new MemoryDiscord(clock), new MemorySlack(clock)]);
    platform = simulation.platforms[index] as MemoryPlatform;
    for (const { url } of [VIDEO, ...MANY]) simulation.media.script(url, { bytes: mp4Bytes() });
    answerFor(simulation, "job-1", { kind: "job", job: aJob("running") });
    await simulation.start();
    await wants("edit");
  });

  const wants = (delivery: string) =>
    simulation.type({
      name: "pika-settings",
      options: { delivery },
      channel: place,
      ...MANAGER,
    });

  async function request(): Promise<void> {
    await simulation.ask("job-1", place);
    await simulation.clock.advance(MINUTE);
  }

  async function complete(attachments: readonly Attachment[]): Promise<void> {
    const job = aJob("completed", { attachments, content: "done" });
    answerFor(simulation, "job-1", { kind: "job", job });
    await simulation.clock.advance(MINUTE);
  }

  async function tryAgain(): Promise<void> {
    const [{ id } = { id: "" }] = simulation.store.all();
    const press = { name: "try-again", argument: id, channel: place, userId: "ann" };
    await simulation.press(press);
    await simulation.clock.advance(MINUTE);
  }

  /** What is wrong with the result in the channel a little later. */
  async function misshown(): Promise<unknown> {
    await simulation.clock.advance(5 * MINUTE);
    await simulation.stop();
    return findMisshown(simulation, simulation.platforms as MemoryPlatform[]);
  }

  // Its files used to stay in the status message.
  it.each(["file refused", "rejected"] as const)(
    "if an edit whose answer was lost put it into the status message, and the next edit is %s",
    async (refusal) => {
      await request();
      platform.spoilNext("edit", "after acting");
      platform.spoilNext("edit", refusal);
      await complete([VIDEO]);
      expect(await misshown()).toEqual(NOTHING);
    },
  );

  // The late edit used to replace the final status.
  it.each([[[VIDEO]], [[]]])(
    "if an edit puts it into the status message after it is posted: %j",
    async (attachments) => {
      await request();
      platform.spoilNext("edit", "acts late");
      platform.spoilNext("edit", "rejected");
      await complete(attachments);
      expect(await misshown()).toEqual(NOTHING);
    },
  );

  it("if the relay stops before such a late edit", async () => {
    await request();
    platform.spoilNext("edit", "acts late");
    platform.spoilNext("edit", "rejected");
    answerFor(simulation, "job-1", {
      kind: "job",
      job: aJob("completed", { attachments: [VIDEO] }),
    });
    while (simulation.store.all()[0]?.state !== "delivered") await simulation.clock.advance(100);
    await restart(simulation);
    expect(await misshown()).toEqual(NOTHING);
  });

  // It used to be posted in the new way as well.
  it.each([
    { fault: "after acting", to: "post" },
    { fault: "after acting", to: "thread" },
    { fault: "acts late", to: "thread" },
  ] as const)(
    "if it is to go there, its edit $fault, the channel is lost, and results are to go to a $to when it is posted again",
    async ({ fault, to }) => {
      await request();
      platform.spoilNext("edit", fault);
      platform.spoilNext("edit", "channel lost");
      await complete([VIDEO]);
      await wants(to);
      await tryAgain();
      expect(await misshown()).toEqual(NOTHING);
    },
  );

  // It used to be put into the status message as well.
  it.each(["edit", "thread"])(
    "if it is posted before the status message is found, although results are to go to: %s",
    async (delivery) => {
      await wants(delivery);
      platform.spoilNext("post", "after acting");
      platform.spoilAll("read", "before acting");
      await request();
      platform.spoilAll("post", "after acting");
      await complete([VIDEO]);
      platform.calm();
      expect(await misshown()).toEqual(NOTHING);
    },
  );

  // It used to be replaced by the final status then: nobody saw the result's text any more.
  it("if it is in the status message, and a later message with further files is refused at first", async () => {
    await request();
    // Slack takes the files of the status message in a request of its own.
    const before = index === 0 ? 1 : 2;
    for (let times = 0; times < before; times += 1) platform.spoilNext("post", "slow");
    platform.spoilNext("post", "rejected");
    await complete(MANY);
    expect(await misshown()).toEqual(NOTHING);
  });

  // On Slack the first status message used to stay as it was, below it a second one.
  it("and one status message, if that is not known when the channel is lost and it is posted again", async () => {
    platform.spoilNext("post", "after acting");
    platform.spoilAll("read", "before acting");
    await request();
    platform.spoilAll("post", "channel lost");
    answerFor(simulation, "job-1", { kind: "job", job: aJob("failed") });
    await simulation.clock.advance(MINUTE);
    platform.calm();
    await tryAgain();
    expect(await misshown()).toEqual(NOTHING);
  });

  // The line below it used to count as the result then, and the status replaced the result itself.
  it.each(["rejected", "forbidden", "not editable"] as const)(
    "if the line below the status message was posted without an answer, and the next edit is %s",
    async (refusal) => {
      await request();
      platform.spoilNext("edit", "slow");
      platform.spoilNext("edit", refusal);
      platform.spoilNext("post", "after acting");
      await complete([]);
      expect(await misshown()).toEqual(NOTHING);
    },
  );
});
