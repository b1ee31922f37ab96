import { describe, expect, it } from "vitest";
import { eventually } from "../support/processes/eventually.ts";
import { isDelivered } from "../support/processes/relay-log.ts";
import { createEnvironment, type TestEnvironment } from "../support/processes/test-environment.ts";
import { discordClient, expectOnce, slackClient } from "../support/processes/user-client.ts";
import { pattern, said, sentence } from "../support/sentence.ts";

/** An id that could be a server's, and is none here. */
const NO_GUILD = "112233445566778899";

/** Types the command on both platforms; resolves with what each person alone sees. */
async function typed(
  { discord, slack }: TestEnvironment,
  jobId: string,
): Promise<[string, string]> {
  const onDiscord = await discord.command({ name: "pika-status", options: { jobid: jobId } });
  const onSlack = await slack.command({ command: "/pika-status", text: jobId });
  expect(await onDiscord.acknowledged).toMatchObject({ ephemeral: true });
  const isAnswer = pattern`^(?!${said("answer.interim")})`;
  const reply = await onSlack.waitForPrivateReply(({ text }) => isAnswer.test(text));
  return [await onDiscord.waitForReply(isAnswer), reply.text];
}

const shownOf = (environment: TestEnvironment, jobId: string) =>
  [discordClient(environment), slackClient(environment)].flatMap((client) => client.about(jobId));

describe("the allow lists and quotas", () => {
  it("are applied to commands: each platform refuses in private by its own list", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    const relay = await environment.readyRelay({ RELAY_ALLOWED_GUILDS: NO_GUILD });
    const [here, there] = [pika.addJob(), pika.addJob()];
    expect(await typed(environment, here)).toEqual([
      expect.stringContaining(said("answer.not-allowed-here")),
      expect.stringMatching(sentence("follow.following")),
    ]);
    expect(discord.messages()).toEqual([]);
    await relay.stop();
    const other = await environment.readyRelay({
      RELAY_ALLOWED_WORKSPACES: "T0NOBODY",
      RELAY_ALLOWED_CHANNELS: `${discord.channelId},C0NOBODY`,
    });
    expect(await typed(environment, there)).toEqual([
      expect.stringMatching(sentence("follow.following")),
      expect.stringContaining(said("answer.not-allowed-here")),
    ]);
    expect(await other.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  });

  it("are applied to deliveries: a result for a channel that is no longer allowed is dropped", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    const jobId = pika.addJob();
    const first = await environment.readyRelay();
    await typed(environment, jobId);
    await eventually("both status messages", () => shownOf(environment, jobId).length === 2);
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
    const second = await environment.readyRelay({ RELAY_ALLOWED_GUILDS: NO_GUILD });
    const line = await second.event("follow.discarded");
    expect(line).toMatchObject({ jobId, platform: "discord", reason: "channel_not_allowed" });
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    expect(discordClient(environment).about(jobId)).toHaveLength(1);
    await expectOnce(slackClient(environment), jobId);
  });

  it.each([
    [{ RELAY_MAX_FOLLOWS_PER_USER: "1" }, sentence("follow.too-many-of-user", { jobs: "1 job" })],
    [
      { RELAY_MAX_FOLLOWS_PER_CHANNEL: "1" },
      sentence("follow.too-many-of-channel", { jobs: "1 job" }),
    ],
    [{ RELAY_COMMANDS_PER_MINUTE: "1" }, sentence("answer.too-often", { commands: "1 command" })],
  ])("%j is named in the private refusal", async (env, words) => {
    await using environment = await createEnvironment();
    const { pika } = environment;
    const relay = await environment.readyRelay(env);
    const [taken, refused] = [pika.addJob(), pika.addJob()];
    const following = expect.stringMatching(sentence("follow.following"));
    expect(await typed(environment, taken)).toEqual([following, following]);
    const refusal = expect.stringMatching(words);
    expect(await typed(environment, refused)).toEqual([refusal, refusal]);
    expect(shownOf(environment, refused)).toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  });
});
