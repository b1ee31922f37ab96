import { shortJobId } from "../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RelayProcess } from "../../sandbox/process/relay-process.ts";
import { code } from "../../src/core/message.ts";
import { localized } from "../../src/messages/translator.ts";
import { createEnvironment, type TestEnvironment } from "../support/processes/test-environment.ts";
import { pattern, said, sentence } from "../support/sentence.ts";

/** A line of `curl`, as people paste it. */
const curl = (jobId: string, quote: string): string =>
  `curl -H ${quote}Authorization: Bearer x${quote} --max-time 10 ` +
  `${quote}https://api.useapi.net/v1/pika/jobs/?jobid=${encodeURIComponent(jobId)}${quote} # ${"-".repeat(3_000)}`;

const following = (jobId: string): RegExp =>
  sentence("follow.following", { job: code(shortJobId(jobId)) });

/** The rows of the command's table, on both platforms, in one process. */
describe("/pika-status", () => {
  let environment: TestEnvironment;
  let relay: RelayProcess;
  beforeAll(async () => {
    environment = await createEnvironment();
    relay = await environment.readyRelay();
  });
  afterAll(() => environment[Symbol.asyncDispose]());

  const onDiscord = async (jobid: string, channelId?: string, userId?: string): Promise<string> => {
    const interaction = await environment.discord.command({
      name: "pika-status",
      options: { jobid },
      ...(channelId && { channelId }),
      ...(userId && { userId }),
    });
    expect(await interaction.acknowledged).toMatchObject({ ephemeral: true });
    return interaction.waitForReply(pattern`^(?!${said("answer.interim")})`);
  };
  const onSlack = async (text: string, channelId?: string, userId?: string): Promise<string> => {
    const command = await environment.slack.command({
      command: "/pika-status",
      text,
      ...(channelId && { channelId }),
      ...(userId && { userId }),
    });
    await command.acknowledged;
    const reply = await command.waitForPrivateReply(
      (each) => !each.text.startsWith(said("answer.interim")),
    );
    return reply.text;
  };
  const shown = (): number =>
    environment.discord.messages().length +
    Object.values(environment.slack.channels).reduce(
      (sum, id) => sum + environment.slack.messages(id).length,
      0,
    );

  it.each(["   ", "two words", "x".repeat(257), "emoji🙂"])(
    "answers %j privately with what a job id looks like, and posts nothing",
    async (text) => {
      const before = shown();
      expect(await onDiscord(text)).toMatch(sentence("jobid.example"));
      expect(await onSlack(text)).toMatch(sentence("jobid.example"));
      expect(shown()).toBe(before);
    },
  );

  it("follows the job in a pasted line of curl, quotes and spaces included", async () => {
    const { pika } = environment;
    const [onOne, onOther] = [pika.addJob(), pika.addJob()];
    expect(await onDiscord(curl(onOne, '"'))).toMatch(following(onOne));
    expect(await onSlack(curl(onOther, "'"))).toMatch(following(onOther));
  });

  it("follows ten jobs that one command names, with one answer and a status message for each", async () => {
    const { pika, discord, slack } = environment;
    const ids = Array.from({ length: 9 }, () => pika.addJob());
    for (const [ask, posts] of [
      [onDiscord, () => discord.messages().map(({ content }) => content)],
      [
        onSlack,
        () => slack.messages(slack.channels.publicJoined).map((each) => JSON.stringify(each)),
      ],
    ] as const) {
      const answer = await ask([...ids, "job:nobody-1"].join(" "));
      expect(answer).toContain(said("follow.each-not-found", { job: code("job:nobody-1") }));
      for (const id of ids) {
        const short = shortJobId(id);
        expect(answer).toContain(said("follow.each", { job: code(short) }));
        await expect
          .poll(() => posts().filter((each) => each.includes(short)).length, { timeout: 30_000 })
          .toBe(1);
      }
    }
  }, 90_000);

  it("answers a 404 privately in the API's own words, and posts nothing", async () => {
    const before = shown();
    for (const reply of [await onDiscord("job:nobody"), await onSlack("job:nobody")])
      expect(reply).toContain("Unable to locate job job:nobody");
    expect(shown()).toBe(before);
  });

  it("tells a second requester that the job is already followed, and mentions both when it ends", async () => {
    const { pika, discord, slack } = environment;
    const jobId = pika.addJob();
    const other = slack.addUser({ name: "bo" });
    await onDiscord(jobId);
    await onSlack(jobId);
    const status = discord.messages().find(({ content }) => content.includes(shortJobId(jobId)));
    expect(await onDiscord(jobId, undefined, discord.users[1].id)).toMatch(
      pattern`${sentence("follow.already")}[^]*${status?.id ?? "no status message"}`,
    );
    expect(await onSlack(jobId, undefined, other.id)).toMatch(sentence("follow.already"));
    pika.setJob(jobId, { status: "cancelled", error: "cancelled by its owner" });
    const result = await discord.waitFor(() =>
      discord.messages().find(({ content }) => content.includes("cancelled by its owner")),
    );
    expect(result.pings.users.toSorted()).toEqual(discord.users.map(({ id }) => id).toSorted());
    const onSlackToo = await slack.waitFor(({ text }) => text.includes("cancelled by its owner"));
    expect(onSlackToo.pings.users.toSorted()).toEqual([slack.userId, other.id].toSorted());
  });

  it("posts the result of a job that has already ended at once", async () => {
    const { pika, discord } = environment;
    const jobId = pika.addJob({ steps: [{ status: "completed" }] });
    expect(await onDiscord(jobId)).toMatch(sentence("follow.over"));
    await discord.waitFor(() =>
      discord
        .messages()
        .some(
          ({ content, attachments }) =>
            content.includes(shortJobId(jobId)) && attachments.length === 1,
        ),
    );
  });

  it("follows jobs whose ids need percent-encoding", async () => {
    const { pika, discord } = environment;
    const jobId = pika.addJob({ jobId: "job:a%2F/b?c=d&e#f*g@h.i+j", ends: "failed" });
    expect(await onDiscord(jobId)).toMatch(sentence("follow.following"));
    const result = await discord.waitFor(() =>
      discord.messages().find(({ content }) => content.includes(said("result.failed"))),
    );
    expect(result.content).toContain(shortJobId(jobId));
  });

  it.each([
    ["AttachFiles", "permission.attach-files"],
    ["SendMessages", "permission.send-messages"],
  ] as const)(
    "names the missing permission %s on Discord and follows nothing",
    async (missing, key) => {
      const { pika, discord } = environment;
      const jobId = pika.addJob();
      const channelId = discord.addChannel({ name: `without-${missing.toLowerCase()}` });
      discord.setBotPermissions(
        channelId,
        discord.botPermissions(channelId).filter((name) => name !== missing),
      );
      expect(await onDiscord(jobId, channelId)).toMatch(
        sentence("access.missing-one", { names: localized(key) }),
      );
      expect(discord.messages(channelId)).toEqual([]);
      expect(pika.polls(jobId)).toBe(0);
    },
  );

  it("joins a public Slack channel by itself, and asks to be invited to a private one", async () => {
    const { pika, slack } = environment;
    const jobId = pika.addJob({ ends: "completed" });
    await onSlack(jobId, slack.channels.publicNotJoined);
    await slack.waitFor(
      ({ channelId, files }) => channelId === slack.channels.publicNotJoined && files.length === 1,
      10_000,
    );
    expect(await onSlack(jobId, slack.channels.privateWithoutBot)).toContain("/invite");
    expect(slack.messages(slack.channels.privateWithoutBot)).toEqual([]);
  });

  it.each([
    ["401", { kind: "refuse", status: 401 }, ["trouble.unauthorised", "follow.refused"]],
    ["402", { kind: "refuse", status: 402 }, ["trouble.no-subscription", "follow.refused"]],
    [
      "429",
      { kind: "refuse", status: 429, retryAfter: 1 },
      ["trouble.rate-limited", "follow.slow-down"],
    ],
    ["500", { kind: "refuse", status: 500 }, ["trouble.unavailable", "follow.no-answer"]],
    ["HTML", { kind: "html", status: 200 }, ["trouble.not-understood", "follow.no-answer"]],
  ] as const)(
    "follows the job although the API answers %s, and says so",
    async (_name, fault, [status, answer]) => {
      // An environment of its own: a refusal slows polling to one probe a minute.
      await using own = await createEnvironment();
      const ownRelay = await own.readyRelay();
      own.pika.fault(fault);
      const jobId = own.pika.addJob();
      const interaction = await own.discord.command({
        name: "pika-status",
        options: { jobid: jobId },
      });
      expect(await interaction.waitForReply(sentence("follow.following"))).toContain(said(answer));
      expect(own.discord.messages().map(({ content }) => content)).toEqual([
        expect.stringContaining(said(status)),
      ]);
      await ownRelay.stop();
    },
  );

  it("sends nothing that a platform would refuse, and stops in order", async () => {
    expect(environment.violations()).toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  });
});
