import { describe, expect, it } from "vitest";
import { jobKey } from "../../../src/core/follow/follow-key.ts";
import { code } from "../../../src/core/message.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { digest } from "../../support/digest.ts";
import { said } from "../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "./asking.ts";

const FOX = "job:20241218021941022-user:1308-channel:131-bot:pika";
const BOAT = "job:20241218021941500-user:1308-channel:132-bot:pika";
/** Made at the same time of another day. */
const LATER_FOX = "job:20241219021941022-user:1308-channel:133-bot:pika";

describe.each(BOTH)("short job ids on %s", (platform) => {
  async function setUp(...jobIds: string[]) {
    const relay = await startTestRelay();
    const people = peopleOn(relay, platform);
    for (const jobid of [FOX, BOAT, LATER_FOX]) relay.api.answer(jobid, pollResult("running"));
    for (const jobid of jobIds) await people.type("pika-status", { jobid });
    return { ...relay, ...people };
  }

  it("appear in messages and answers, with the full id to copy", async () => {
    const relay = await setUp(FOX);
    expect(relay.shown()[0]?.[1]).toContain("Job `021941022` · ");
    expect(relay.shown()[0]?.[1]).not.toContain("user:1308");
    expect(await relay.press("refresh", "follow-1")).toContain(`\`\`\`\n${FOX}\n\`\`\``);
    expect(await relay.type("pika-jobs")).toContain(`\`\`\`\n${FOX}\n\`\`\``);
  });

  // The whole id was shown then, with the account's number in it.
  it("get a mark if two jobs of the channel would look alike, and the mark names the job", async () => {
    const relay = await setUp(FOX, LATER_FOX);
    await relay.clock.advance(120_000);
    const [fox = "", laterFox = ""] = [FOX, LATER_FOX].map(
      (jobId) => `021941022#${digest(jobKey({ source: "pika", jobId })).slice(-4)}`,
    );
    expect(await relay.type("pika-jobs")).toContain(`· \`${fox}\``);
    expect(await relay.type("pika-jobs")).toContain(`· \`${laterFox}\``);
    expect(await relay.type("pika-forget", { jobid: "021941022" })).toContain(
      "can’t find that job",
    );
    expect(await relay.type("pika-forget", { jobid: fox })).toContain(
      said("forget.done", { job: code(fox) }),
    );
  });

  it("are in the command that a result offers, and that command follows the job again", async () => {
    const relay = await setUp(FOX);
    relay.api.answer(FOX, { kind: "not-found", message: `Unable to locate job ${FOX}` });
    await relay.clock.advance(600_000);
    const text = relay.results().at(-1)?.text ?? "";
    expect(text).toContain("/pika-status 021941022");
    expect(text).not.toContain("user:1308");
    relay.api.answer(FOX, pollResult("running"));
    expect(await relay.type("pika-status", { jobid: "021941022" })).toContain(
      said("follow.following", { job: code("021941022") }),
    );
    expect(relay.store.all()).toMatchObject([{ jobId: FOX, state: "pending" }]);
  });

  it.each(["021941022", "1941022-user", "channel:131", FOX.toUpperCase()])(
    "are accepted by every command, as is any part that fits one job: %s",
    async (part) => {
      const relay = await setUp(FOX, BOAT);
      expect(await relay.type("pika-status", { jobid: part })).toContain(
        "already following job `021941022`",
      );
      expect(await relay.type("pika-share", { jobid: part, channel: "C2" })).toContain(
        said("share.running", { job: code("021941022") }),
      );
      expect(await relay.type("pika-forget", { jobid: part })).toContain(
        said("forget.done", { job: code("021941022") }),
      );
      expect(relay.store.all().map(({ jobId }) => jobId)).toContain(BOAT);
    },
  );

  // Only the latest ten results had a name, while messages that offer it stay in the channel.
  it("name a job for a week, however many results the channel has had since", async () => {
    const relay = await setUp(FOX);
    relay.api.answer(FOX, pollResult("failed"));
    await relay.clock.advance(120_000);
    for (let index = 0; index < 12; index += 1) {
      const jobId = `later-job-number-${index}`;
      relay.api.answer(jobId, pollResult("failed"));
      await relay.type("pika-status", { jobid: jobId });
      await relay.clock.advance(30_000);
    }
    expect(await relay.type("pika-share", { jobid: "021941022", channel: "C2" })).toContain(
      said("share.done", { job: code("021941022"), channel: "#C2" }),
    );
    await relay.type("pika-status", { jobid: "021941022" });
    expect(relay.api.reads.at(-1)).toBe(FOX);
  });

  it("are refused if they fit several jobs, or a job of another channel", async () => {
    const relay = await setUp(FOX, BOAT);
    const elsewhere = { channel: { ...relay.channel, channel: "other" } };
    expect(await relay.type("pika-forget", { jobid: "user:1308" })).toContain(
      "can’t find that job",
    );
    expect(await relay.type("pika-forget", { jobid: "021941022" }, elsewhere)).toContain(
      "can’t find that job",
    );
    expect(await relay.type("pika-status", { jobid: "021941022" }, elsewhere)).toContain(
      "can’t find job `021941022`",
    );
    expect(relay.store.all()).toHaveLength(2);
  });
});
