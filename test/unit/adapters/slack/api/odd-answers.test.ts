/**
 * Answers of Slack, or of a server like it, with parts that its documentation does not have: null for what it leaves out,
 * or another type. These used to be taken at the SDK's word: the search for an earlier message no longer knew its own
 * message, which was then posted twice, and a share was refused with a TypeError.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { checkAccess } from "../../../../../src/adapters/slack/access/access.ts";
import { SlackLocales } from "../../../../../src/adapters/slack/access/locales.ts";
import { canManageChannel } from "../../../../../src/adapters/slack/access/can-manage-channel.ts";
import { checkSharing } from "../../../../../src/adapters/slack/access/sharing.ts";
import { readHome } from "../../../../../src/adapters/slack/access/user.ts";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { identify } from "../../../../../src/adapters/slack/api/identity.ts";
import { SlackWebClient } from "../../../../../src/adapters/slack/api/web-client.ts";
import { SlackMessages } from "../../../../../src/adapters/slack/messages/messages.ts";
import { waitForShare } from "../../../../../src/adapters/slack/messages/wait-for-share.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";
import { createHurriedClock } from "../../../../support/slack/workspace.ts";

const ODD = [null, 5, true, "", [], {}, [null]];
const CHANNEL = { platform: "slack", workspace: "T1", channel: "C1" } as const;
const log = new RecordingLogger();
const clock = createHurriedClock();

/** Answers by method, each as it is written here. */
class AnsweringClient extends SlackWebClient {
  readonly requests: string[] = [];
  readonly #answers: Readonly<Record<string, object>>;

  constructor(answers: Readonly<Record<string, object>>) {
    const apiUrl = "https://slack.com/api/";
    super({ botToken: "xoxb-1", apiUrl, http: new SlackHttp(), log, timeoutMs: 1_000 });
    this.#answers = answers;
  }

  override withSignal(): this {
    return this;
  }

  override async apiCall(method: string) {
    this.requests.push(method);
    return { ok: true, ...this.#answers[method] };
  }
}

const USER = { team_id: "T1", locale: "de-DE" };
const CONVERSATION = { is_member: true, creator: "U1", locale: "de-DE" };

function ask(answers: Readonly<Record<string, object>>) {
  const client = new AnsweringClient({
    "users.info": { user: USER },
    "conversations.info": { channel: CONVERSATION },
    "conversations.members": { members: ["U1"] },
    ...answers,
  });
  const place = { client, channel: "C1", userId: "U1", workspace: "T1", botName: "pika" };
  return { client, place: { ...place, userTeam: undefined } };
}

const hash = createHash("sha256").update("key").digest("hex").slice(0, 32);
const POSTED = {
  ts: "5.5",
  text: "Hello",
  user: "UBOT",
  bot_id: "B1",
  metadata: { event_type: "pika_relay_post", event_payload: { key: hash } },
};
function find(history: object, identity: object = { botId: "B1", botUserId: "UBOT" }) {
  const client = new AnsweringClient({ "conversations.history": history });
  const messages = new SlackMessages({ client, log, identity: () => identity });
  return { client, found: messages.find({ channel: CHANNEL, key: "key" }) };
}

it.each(ODD.filter((part) => part !== ""))(
  "recognises its message although its author is %j",
  async (part) => {
    for (const author of [{ user: part }, { bot_id: part }, { text: part }, { files: part }])
      expect(await find({ messages: [{ ...POSTED, ...author }] }).found).toMatchObject({
        ts: "5.5",
      });
  },
);

it.each(ODD)("searches one page if the next cursor is %j", async (part) => {
  const { client, found } = find({ messages: [], response_metadata: { next_cursor: part } });
  expect(await found).toBeUndefined();
  expect(client.requests).toEqual(["conversations.history"]);
});

it.each([null, 5, "x", {}, [null]])("counts a history of %j as unread", async (messages) => {
  await expect(find({ messages }).found).rejects.toMatchObject({ code: "unavailable" });
});

it.each(ODD)("recognises its own messages if auth.test names the bot %j", async (part) => {
  const tested = { team_id: "T1", user_id: part, bot_id: part, enterprise_id: part, url: part };
  const client = new AnsweringClient({ "auth.test": tested });
  const { signal } = new AbortController();
  const identity = await identify({ client, log, clock, manifest: "it", signal });
  expect(identity).toEqual({ teamId: "T1" });
  expect(await find({ messages: [POSTED] }, identity).found).toMatchObject({ ts: "5.5" });
});

it.each(ODD)("shares if a restriction is %j", async (part) => {
  for (const restriction of [part, { type: part }, { user: part }, { subteam: part }]) {
    const channel = { ...CONVERSATION, properties: { posting_restricted_to: restriction } };
    const { place } = ask({ "conversations.info": { channel } });
    expect(await checkSharing(place)).toMatchObject({ kind: "ok" });
  }
});

it.each([null, 5, true, "x", []])("allows nothing if a conversation is %j", async (channel) => {
  const { place } = ask({ "conversations.info": { channel } });
  const unavailable = { code: "unavailable" };
  await expect(checkAccess(place)).rejects.toMatchObject(unavailable);
  await expect(checkSharing(place)).rejects.toMatchObject(unavailable);
  await expect(canManageChannel(place)).rejects.toMatchObject(unavailable);
});

it.each([null, 5, true, "x", {}])("does not share if the members are %j", async (members) => {
  const { place } = ask({ "conversations.members": { members } });
  await expect(checkSharing(place)).rejects.toMatchObject({ code: "unavailable" });
});

it.each(ODD.filter((part) => part !== ""))("reads no home and no language in %j", async (part) => {
  const { client } = ask({ "users.info": { user: { team_id: part, locale: part } } });
  await expect(readHome(client, "U1", "T1")).rejects.toMatchObject({ code: "unavailable" });
  const languages = await new SlackLocales({ client, clock, log }).read("U1", "C1");
  expect(languages).toEqual({ person: undefined, workspace: "de-DE" });
});

it.each(ODD)("does not take %j for the id of a message that shares a file", async (ts) => {
  const client = new AnsweringClient({
    "files.info": { file: { shares: { public: { C1: [{ ts }] } } } },
  });
  const query = { channel: CHANNEL, fileIds: ["F1"], waitMs: 0 };
  expect(await waitForShare({ client, clock }, query)).toEqual({ kind: "not-seen" });
});
