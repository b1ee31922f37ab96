import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { renderContent, type Content } from "../../../src/adapters/slack/messages/content.ts";
import { renderLink } from "../../../src/adapters/slack/messages/render.ts";
import { parseMentions, toPings } from "../../../sandbox/discord/messages/mentions.ts";
import { sampleVideo } from "../../../sandbox/pika/media/sample-video.ts";
import { parsePings } from "../../../sandbox/slack/messages/mentions.ts";
import { createEnvironment } from "../../support/processes/test-environment.ts";
import {
  FIELDS,
  inEveryField,
  messagesAbout,
  splitOverFields,
  type HostileFields,
  type Told,
} from "./hostile-job.ts";
import { callingText, MENTIONS } from "./hostile-text.ts";
import { draw, profile } from "../../support/profile.ts";

const COUNT = profile.amount({ small: 200, full: 10_000 });
const ON_DISCORD = ["111", "222"];
const ON_SLACK = ["U0ASKED1", "U0ASKED2"];

const NOBODY_ON_DISCORD = { everyone: false, users: [], roles: [] };
const NOBODY_ON_SLACK = {
  users: [],
  usergroups: [],
  channel: false,
  here: false,
  everyone: false,
};

/** Whom Discord notifies of a message as it is sent, and whom it would notify by the text alone. */
function discordPings({ message }: Told, unfurl: boolean) {
  const { content, allowed_mentions: allowed } = renderMessage(message, { unfurl });
  const sent = toPings(content, {
    allowed: { ...allowed, parse: [], users: [...allowed.users] },
    authorId: "999",
    repliedUserId: "999",
    mayMentionEveryone: true,
  });
  const { users, ...others } = parseMentions(content);
  return { sent, alone: { ...others, users: users.filter((id) => !ON_DISCORD.includes(id)) } };
}

const nameQuietly = (id: string): string => renderLink(`https://t.slack.test/team/${id}`, "@bo");
const parse = (content: Content) => parsePings(content, () => "U0BYNAME");

/** Whom Slack notifies of a new message, and whom else an edit names (which really notifies nobody). */
function slackPings({ message }: Told) {
  const { users, ...others } = parse(renderContent(message));
  return {
    sent: parse(renderContent(message, nameQuietly)),
    alone: { ...others, users: users.filter((id) => !ON_SLACK.includes(id)) },
  };
}

/** The messages about this job that notify others than its requesters, or not its requesters. */
function wrongCalls(fields: HostileFields): unknown[] {
  const wrong: unknown[] = [];
  const check = (told: Told, pings: { sent: object; alone: object }, nobody: object): void => {
    const requesters = nobody === NOBODY_ON_SLACK ? ON_SLACK : ON_DISCORD;
    const users = told.kind === "result" ? requesters : [];
    if (isDeepStrictEqual(pings, { sent: { ...nobody, users }, alone: nobody })) return;
    wrong.push({ kind: told.kind, name: told.name, ...pings, fields });
  };
  for (const told of messagesAbout(fields, ON_DISCORD))
    for (const unfurl of told.kind === "result" ? [true, false] : [false])
      check(told, discordPings(told, unfurl), NOBODY_ON_DISCORD);
  for (const told of messagesAbout(fields, ON_SLACK))
    check(told, slackPings(told), NOBODY_ON_SLACK);
  return wrong;
}

describe("a job's text mentions nobody but the requesters", () => {
  it.each(MENTIONS)("as %s, in every field and split across fields", (text) => {
    expect(wrongCalls(inEveryField(text))).toEqual([]);
    for (let at = 1; at < text.length; at += 4)
      expect(wrongCalls(splitOverFields(text, at))).toEqual([]);
  });

  it.each(FIELDS)("as every kind of mention, in %s alone", (field) => {
    const harmless = inEveryField("a cat");
    for (const text of [MENTIONS.join(" "), MENTIONS.join("\n"), MENTIONS.join("")])
      expect(wrongCalls({ ...harmless, [field]: text })).toEqual([]);
  });

  it(
    `with ${COUNT} generated texts, in any field or split across fields`,
    { timeout: 600_000 },
    () => {
      for (const [text, isWhole, at] of draw(
        fc.tuple(callingText, fc.boolean(), fc.nat(100)),
        COUNT,
      ))
        expect(wrongCalls(isWhole ? inEveryField(text) : splitOverFields(text, at))).toEqual([]);
    },
  );
});

describe("in the channels of a running relay", () => {
  const all = MENTIONS.join(" ");
  it("mentions in every field of a job notify only the requesters, once, with the result", async () => {
    await using environment = await createEnvironment();
    const { pika, discord, slack } = environment;
    const relay = await environment.readyRelay();
    const endings = ["completed", "failed", "cancelled", "moderated"] as const;
    const fields = { content: all, error: all, errorDetails: all, verb: all };
    const file = { ...sampleVideo, filename: all };
    const jobIds = endings.map((ends) =>
      pika.addJob({ jobId: `job:<@900>@everyone<!here>${ends}`, prompt: all, files: [file] }),
    );
    for (const jobId of jobIds) {
      await discord.command({ name: "pika-status", options: { jobid: jobId } });
      await slack.command({ command: "/pika-status", text: jobId });
      pika.setJob(jobId, { ...fields, status: all });
    }
    for (const [index, status] of endings.entries())
      pika.setJob(jobIds[index] ?? "", { ...fields, status });
    for (const jobId of jobIds)
      for (const platform of ["discord", "slack"])
        await relay.event(
          "follow.delivered",
          (line) => line["jobId"] === jobId && line["platform"] === platform,
        );
    const onDiscord = discord.messages().map(({ pings }) => pings);
    const onSlack = slack.messages(slack.channels.publicJoined).map(({ pings }) => pings);
    const [asker] = discord.users;
    const calls = { users: [asker.id], roles: [], everyone: false };
    // Each job has a status message, which calls nobody, unless it was over when it was asked for.
    expect(onDiscord.filter(({ users }) => users.length > 0)).toEqual(endings.map(() => calls));
    for (const pings of onDiscord.filter(({ users }) => users.length === 0))
      expect(pings).toEqual(NOBODY_ON_DISCORD);
    const slackCalls = { ...NOBODY_ON_SLACK, users: [slack.userId] };
    expect(onSlack.filter(({ users }) => users.length > 0)).toEqual(endings.map(() => slackCalls));
    for (const pings of onSlack.filter(({ users }) => users.length === 0))
      expect(pings).toEqual(NOBODY_ON_SLACK);
    // The relay never asks Slack to turn plain names into mentions.
    for (const { args } of slack.requests) {
      expect(args).not.toHaveProperty("link_names");
      expect(args).not.toHaveProperty("parse");
    }
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  });
});
