import { describe, expect, it } from "vitest";
import { createWorld, type World } from "../../support/processes/test-environment.ts";
import {
  discordSide,
  eventually,
  expectOnce,
  slackSide,
  type Side,
} from "../../support/processes/user-client.ts";
import { profile } from "../../support/profile.ts";

/** Something that happens to a request that has taken effect, or to what it was to bring about. */
interface LostAnswer {
  readonly name: string;
  readonly side: (world: World) => Side;
  readonly inject: (world: World) => void;
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
  const inject = (effect: object) => (world: World) => {
    // The result is the second message of the bot; the first passes.
    if (skip > 0) world.discord.failNext({ method, path, effect: "delay", delayMs: 1 });
    world.discord.failNext({ method, path, when: "after-processing", ...effect });
  };
  const side = discordSide;
  return [
    { name: `Discord ${name}: answered 500 after acting`, side, inject: inject({ status: 500 }) },
    { name: `Discord ${name}: answered HTML after acting`, side, inject: inject({ status: 502 }) },
    {
      name: `Discord ${name}: the connection breaks after acting`,
      side,
      inject: inject({ effect: "reset" }),
    },
  ];
});

const onSlack = SLACK_METHODS.flatMap((method): LostAnswer[] => {
  const inject = (fault: object) => (world: World) =>
    world.slack.failNext({ method, when: "after-processing", ...fault });
  const side = slackSide;
  // What the completion brought about is waited for before it is asked for again.
  const isSlow = method === "files.completeUploadExternal";
  return [
    {
      name: `Slack ${method}: answered 500 after acting`,
      side,
      isSlow,
      inject: inject({ status: 500 }),
    },
    {
      name: `Slack ${method}: internal_error after acting`,
      side,
      isSlow,
      inject: inject({ error: "internal_error", status: 200 }),
    },
    {
      name: `Slack ${method}: the connection breaks after acting`,
      side,
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
    side: slackSide,
    isSlow: true,
    inject: ({ slack }) => slack.setShareDelay(20_000),
  },
  {
    name: "Slack never shows the file, and does when asked again",
    side: slackSide,
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
      await using world = await createWorld({ discord: { nonceWindowMs: 0 } });
      const { pika } = world;
      const side = lost.side(world);
      const relay = await world.readyRelay(side.env);
      lost.inject(world);
      const jobId = pika.addJob();
      await side.ask(jobId, () => eventually("the status", () => side.about(jobId).length > 0));
      pika.setJob(jobId, { status: "completed" });
      const isOver = (): boolean => relay.log.some(({ msg }) => msg === "follow.delivered");
      await eventually("the delivery", isOver, 100_000);
      await expectOnce(side, jobId);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(side, jobId);
      expect(world.violations()).toEqual([]);
    },
    150_000,
  );
});
