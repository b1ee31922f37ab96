import { describe, expect, it } from "vitest";
import { createWorld, type World } from "../support/processes/test-environment.ts";
import {
  discordSide,
  eventually,
  expectOnce,
  isDelivered,
  slackSide,
} from "../support/processes/user-client.ts";
import { pattern, said, sentence } from "../support/sentence.ts";

/** An id that could be a server's, and is none here. */
const NO_GUILD = "112233445566778899";

/** Types the command on both platforms; resolves with what each person alone sees. */
async function typed({ discord, slack }: World, jobId: string): Promise<[string, string]> {
  const onDiscord = await discord.command({ name: "pika-status", options: { jobid: jobId } });
  const onSlack = await slack.command({ command: "/pika-status", text: jobId });
  expect(await onDiscord.acknowledged).toMatchObject({ ephemeral: true });
  const isAnswer = pattern`^(?!${said("answer.interim")})`;
  const reply = await onSlack.waitForPrivateReply(({ text }) => isAnswer.test(text));
  return [await onDiscord.waitForReply(isAnswer), reply.text];
}

const shownOf = (world: World, jobId: string) =>
  [discordSide(world), slackSide(world)].flatMap((side) => side.about(jobId));

describe("the settings that limit whom the relay serves", () => {
  it("are asked at the command: refused in private, on each platform by its own list", async () => {
    await using world = await createWorld();
    const { pika, discord } = world;
    const relay = await world.readyRelay({ RELAY_ALLOWED_GUILDS: NO_GUILD });
    const [here, there] = [pika.addJob(), pika.addJob()];
    expect(await typed(world, here)).toEqual([
      expect.stringContaining(said("answer.not-allowed-here")),
      expect.stringMatching(sentence("follow.following")),
    ]);
    expect(discord.messages()).toEqual([]);
    await relay.stop();
    const other = await world.readyRelay({
      RELAY_ALLOWED_WORKSPACES: "T0NOBODY",
      RELAY_ALLOWED_CHANNELS: `${discord.channelId},C0NOBODY`,
    });
    expect(await typed(world, there)).toEqual([
      expect.stringMatching(sentence("follow.following")),
      expect.stringContaining(said("answer.not-allowed-here")),
    ]);
    expect(await other.stop()).toEqual({ code: 0, signal: null });
    expect(world.violations()).toEqual([]);
  });

  it("are asked at the delivery: a result for where the relay is no longer wanted is dropped", async () => {
    await using world = await createWorld();
    const { pika, discord } = world;
    const jobId = pika.addJob();
    const first = await world.readyRelay();
    await typed(world, jobId);
    await eventually("both status messages", () => shownOf(world, jobId).length === 2);
    const refusal = discord.failNext({
      method: "POST",
      path: /\/messages$/,
      status: 503,
      times: Infinity,
    });
    pika.setJob(jobId, { status: "completed" });
    await first.event("delivery.postponed");
    await eventually("the other result", () => isDelivered([first], jobId));
    first.kill("SIGKILL");
    await first.exited;
    refusal.remove();
    const second = await world.readyRelay({ RELAY_ALLOWED_GUILDS: NO_GUILD });
    const line = await second.event("follow.discarded");
    expect(line).toMatchObject({ jobId, platform: "discord", reason: "channel_not_allowed" });
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    expect(discordSide(world).about(jobId)).toHaveLength(1);
    await expectOnce(slackSide(world), jobId);
  });

  it.each([
    [{ RELAY_MAX_FOLLOWS_PER_USER: "1" }, sentence("follow.too-many-of-user", { jobs: "1 job" })],
    [
      { RELAY_MAX_FOLLOWS_PER_CHANNEL: "1" },
      sentence("follow.too-many-of-channel", { jobs: "1 job" }),
    ],
    [{ RELAY_COMMANDS_PER_MINUTE: "1" }, sentence("answer.too-often", { commands: "1 command" })],
  ])("%j is a limit that the refusal names, in private", async (env, words) => {
    await using world = await createWorld();
    const { pika } = world;
    const relay = await world.readyRelay(env);
    const [taken, refused] = [pika.addJob(), pika.addJob()];
    const following = expect.stringMatching(sentence("follow.following"));
    expect(await typed(world, taken)).toEqual([following, following]);
    const refusal = expect.stringMatching(words);
    expect(await typed(world, refused)).toEqual([refusal, refusal]);
    expect(shownOf(world, refused)).toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(world.violations()).toEqual([]);
  });
});
