import { describe, expect, it } from "vitest";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import {
  discordClient,
  expectOnce,
  slackClient,
  type UserClient,
} from "../../support/processes/user-client.ts";
import { profile } from "../../support/profile.ts";

/** Something that happens to a request that has taken effect, or to what it was to bring about. */
interface LostAnswer {
  readonly name: string;
  readonly client: (environment: TestEnvironment) => UserClient;
  readonly inject: (environment: TestEnvironment) => void;
  /** Takes half a minute by its nature: the full profile only. */
  readonly isSlow?: boolean;
}

const DISCORD_REQUESTS = [
  { name: "status message", method: "POST", path: /\/messages$/, skip: 0 },
  { name: "status edit", method: "PATCH", path: /\/messages\/\d+$/, skip: 0 },
  { name: "result", method: "POST", path: /\/messages$/, skip: 1 },
] as const;

const SLACK_METHODS = [
  "chat.postMessage",
  "chat.update",
  "files.getUploadURLExternal",
  "upload",
  "files.completeUploadExternal",
] as const;

const onDiscord = DISCORD_REQUESTS.flatMap(({ name, method, path, skip }): LostAnswer[] => {
  const inject = (effect: object) => (environment: TestEnvironment) => {
    // The result is the second message of the bot; the first passes.
    if (skip > 0) environment.discord.failNext({ method, path, effect: "delay", delayMs: 1 });
    environment.discord.failNext({ method, path, when: "after-processing", ...effect });
  };
  const client = discordClient;
  return [
    { name: `Discord ${name}: answered 500 after acting`, client, inject: inject({ status: 500 }) },
    {
      name: `Discord ${name}: answered HTML after acting`,
      client,
      inject: inject({ status: 502 }),
    },
    {
      name: `Discord ${name}: the connection breaks after acting`,
      client,
      inject: inject({ effect: "reset" }),
    },
  ];
});

const onSlack = SLACK_METHODS.flatMap((method): LostAnswer[] => {
  const inject = (fault: object) => (environment: TestEnvironment) =>
    environment.slack.failNext({ method, when: "after-processing", ...fault });
  const client = slackClient;
  // What the completion brought about is waited for before it is asked for again.
  const isSlow = method === "files.completeUploadExternal";
  return [
    {
      name: `Slack ${method}: answered 500 after acting`,
      client,
      isSlow,
      inject: inject({ status: 500 }),
    },
    {
      name: `Slack ${method}: internal_error after acting`,
      client,
      isSlow,
      inject: inject({ error: "internal_error", status: 200 }),
    },
    {
      name: `Slack ${method}: the connection breaks after acting`,
      client,
      isSlow,
      inject: inject({ reset: true }),
    },
  ];
});

const LOST_ANSWERS: readonly LostAnswer[] = [
  ...onDiscord,
  ...onSlack,
  {
    name: "Slack shows the file 20 s after it was completed",
    client: slackClient,
    isSlow: true,
    inject: ({ slack }) => slack.setShareDelay(20_000),
  },
  {
    name: "Slack never shows the file, and does when asked again",
    client: slackClient,
    isSlow: true,
    inject: ({ slack }) => {
      slack.setShareDelay("drop");
      slack.on("request", ({ method }) => {
        if (method === "files.completeUploadExternal") slack.setShareDelay(150);
      });
    },
  },
];

describe.concurrent("an answer that is lost after the request took effect", () => {
  const possible = LOST_ANSWERS.filter(({ isSlow = false }) => profile.isFull || !isSlow);
  it.each(profile.pick(possible, { small: 8, timesFull: 3 }))(
    "$name: one status message, one result",
    async (lost) => {
      await using environment = await createEnvironment({ discord: { nonceWindowMs: 0 } });
      const { pika } = environment;
      const client = lost.client(environment);
      const relay = await environment.readyRelay(client.env);
      lost.inject(environment);
      const jobId = pika.addJob();
      await client.ask(jobId, () => eventually("the status", () => client.about(jobId).length > 0));
      pika.setJob(jobId, { status: "completed" });
      const isOver = (): boolean => relay.log.some(({ msg }) => msg === "follow.delivered");
      await eventually("the delivery", isOver, 100_000);
      await expectOnce(client, jobId);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, jobId);
      expect(environment.violations()).toEqual([]);
    },
    150_000,
  );
});
