import { DiscordAPIError, RESTJSONErrorCodes } from "discord.js";
import { expect, it } from "vitest";
import { toPlatformError } from "../../../../src/adapters/discord/errors.ts";
import {
  adapterFor,
  connect,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../../support/discord/connected.ts";

const POST = { method: "POST", path: /messages$/ } as const;

it.each([
  ["unknown channel", 404, 10003, "channel_lost"],
  ["unknown guild", 404, 10004, "channel_lost"],
  ["missing access", 403, 50001, "channel_lost"],
  ["archived thread", 400, 50083, "channel_lost"],
  ["missing permissions", 403, 50013, "forbidden"],
  ["a locked thread", 403, 160005, "channel_lost"],
  ["unknown message", 404, 10008, "message_lost"],
  ["edits of an old message used up", 400, 30046, "message_lost"],
  ["entity too large", 413, 40005, "too_large"],
  ["file too large", 400, 50045, "too_large"],
  ["AutoMod", 400, 200000, "file_refused"],
  ["harmful link", 400, 240000, "file_refused"],
  ["a body that Discord does not take", 400, 50035, "rejected"],
  ["uploads switched off for the server", 403, 400001, "file_refused"],
  ["a refused token", 401, 0, "unavailable"],
  // All of these were final: results were given up for good in an outage, and channel notifications switched off.
  ["what Discord's edge answers in an outage", 403, 40333, "unavailable"],
  ["direct messages opened too fast", 403, 40003, "unavailable"],
  ["sending switched off for a while", 403, 40004, "unavailable"],
  ["a feature switched off for a while", 403, 40006, "unavailable"],
  ["an overloaded resource", 400, 130000, "unavailable"],
  ["a 403 that says nothing", 403, 0, "unavailable"],
  ["a 400 that says nothing", 400, 0, "unavailable"],
  ["a 404 that says nothing", 404, 0, "unavailable"],
  ["a 400 with a code that nobody knows", 400, 999999, "unavailable"],
  ["a 403 with a code that nobody knows", 403, 999999, "unavailable"],
  ["a 404 with a code that nobody knows", 404, 999999, "unavailable"],
  ["a 409 with a code that nobody knows", 409, 999999, "unavailable"],
] as const)("understands %s", async (...[, status, code, expected]) => {
  await using server = await connect();
  const body = { code, message: "said Discord" };
  server.discord.failNext({ ...POST, status, body });
  await expect(server.adapter.postResult(resultPost(server.channel))).rejects.toMatchObject({
    code: expected,
    retryable: expected === "unavailable",
  });
});

// It was asked with again at the ordinary pace, and Discord bans an address for 10,000 refusals in 10 minutes.
it("waits a minute before it retries with a refused token", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  discord.failNext({ ...POST, status: 401 });
  const refused = adapter.postResult(resultPost(channel));
  await expect(refused).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 60_000 });
  // A 401 about an interaction's token says nothing about the bot's.
  discord.failNext({ ...POST, status: 401, body: { code: 50027, message: "Invalid token" } });
  const other = adapter.postResult(resultPost(channel));
  await expect(other).rejects.toMatchObject({ code: "rejected", retryAfterMs: undefined });
});

/** Every code of Discord's list that is not passing trouble; the rest of the list is, and whatever is not on it. */
const FINAL_CODES: Record<string, readonly number[]> = {
  channel_lost: [10003, 10004, 10013, 40058, 50001, 50007, 50008, 50033, 50083, 50278, 160005],
  message_lost: [10008, 20022, 30046, 50005],
  too_large: [40005, 50045],
  file_refused: [20009, 20031, 30015, 50046, 50110, 50123, 200000, 200001, 240000, 400001],
  forbidden: [50013, 160002, 160009],
  rejected: [
    10015, 10062, 40060, 50003, 50006, 50021, 50024, 50027, 50035, 50068, 50109, 160004, 160006,
    160007,
  ],
};

it("treats no other code of Discord's list as final, whatever the status", () => {
  const codes = Object.values(RESTJSONErrorCodes).filter((code) => typeof code === "number");
  for (const status of [400, 403, 404, 409, 422]) {
    const meanings: Record<string, number[]> = {};
    for (const code of codes) {
      const answer = { code, message: "said Discord" };
      const request = { files: undefined, body: undefined };
      const error = new DiscordAPIError(answer, code, status, "POST", "https://x", request);
      const meaning = toPlatformError(error);
      if (!meaning.retryable) (meanings[meaning.code] ??= []).push(code);
    }
    for (const found of Object.values(meanings)) found.sort((a, b) => a - b);
    expect(meanings).toEqual(FINAL_CODES);
  }
});

it.each([
  ["a 413 of a proxy", { status: 413, body: "<html>" }, "too_large"],
  ["a 403 page of a proxy", { status: 403, body: "<html>" }, "unavailable"],
  ["a 500", { status: 500 }, "unavailable"],
  ["a 503 page", { status: 503, body: "<html>" }, "unavailable"],
  ["a 200 that is not Discord's", { status: 200, body: "<html>" }, "unavailable"],
  ["a cut connection", { effect: "reset" }, "unavailable"],
] as const)("understands %s", async (_, fault, expected) => {
  await using server = await connect();
  server.discord.failNext({ ...POST, ...fault });
  await expect(server.adapter.postResult(resultPost(server.channel))).rejects.toMatchObject({
    code: expected,
  });
});

it("gives up waiting for an answer at the deadline", async () => {
  await using server = await connect({ adapter: { requestTimeoutMs: 100 } });
  server.discord.failNext({ ...POST, effect: "hang" });
  await expect(
    server.adapter.postStatus(statusPost(server.channel, "Hello.")),
  ).rejects.toMatchObject({ code: "unavailable" });
});

it("stops at once if a file is too large for the server", async () => {
  await using server = await connect({ sandbox: { uploadLimitBytes: 1_000 } });
  const post = resultPost(server.channel, { files: [{ file: testFile(), altText: "" }] });
  await expect(server.adapter.postResult(post)).rejects.toMatchObject({ code: "too_large" });
});

it("reports a long rate limit with its length, and sends nothing meanwhile", async () => {
  await using server = await connect();
  const fault = server.discord.failNext({ ...POST, status: 429, retryAfterMs: 60_000 });
  const posted = server.adapter.postStatus(statusPost(server.channel, "Hello."));
  const error: unknown = await posted.catch((err: unknown) => err);
  expect(error).toMatchObject({ code: "rate_limited", retryable: true });
  const { retryAfterMs } = error as { retryAfterMs: number };
  expect(retryAfterMs).toBeGreaterThanOrEqual(60_000);
  expect(retryAfterMs).toBeLessThan(62_000);
  expect(fault.hits).toBe(1);
});

it("names the missing permissions, and does not repeat the request", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  discord.setBotPermissions(discord.channelId, ["ViewChannel", "SendMessages"]);
  const posts = () => discord.requests.filter(({ method }) => method === "POST").length;
  const before = posts();
  const post = resultPost(channel, { files: [{ file: testFile(), altText: "" }] });
  await expect(adapter.postResult(post)).rejects.toMatchObject({
    code: "forbidden",
    missing: expect.arrayContaining(["Attach Files"]) as string[],
  });
  expect(posts() - before).toBe(1);
});

// Each result was posted a second time, without the reply, although nobody could have written there at all.
it("does not try a second time without a reply if it may not post at all", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "Waiting."));
  discord.setBotPermissions(discord.channelId, [
    "ViewChannel",
    "ReadMessageHistory",
    "AttachFiles",
  ]);
  // Commands arrive after the change of the permissions.
  await server.type();
  const posts = () =>
    discord.requests.filter(({ method, path }) => method === "POST" && POST.path.test(path));
  const before = posts().length;
  await expect(adapter.postResult(resultPost(channel, { replyTo }))).rejects.toMatchObject({
    code: "forbidden",
    missing: ["Send Messages"],
  });
  expect(posts().length - before).toBe(1);
});

it("recognises a deleted channel and a server that removed it", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  discord.deleteChannel(discord.channelId);
  await expect(adapter.postResult(resultPost(channel))).rejects.toMatchObject({
    code: "channel_lost",
  });
  await expect(adapter.editStatus({ channel, ref, message: say("Done.") })).rejects.toMatchObject({
    code: "channel_lost",
  });
  const other = server.channelRef(discord.addChannel());
  discord.removeBot(discord.guildId);
  await expect(adapter.postResult(resultPost(other))).rejects.toMatchObject({
    code: "channel_lost",
  });
});

it("recognises a status message that a user deleted", async () => {
  await using server = await connect();
  const { discord, adapter, channel } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  discord.deleteMessage(discord.channelId, ref.id);
  await expect(adapter.editStatus({ channel, ref, message: say("Done.") })).rejects.toMatchObject({
    code: "message_lost",
  });
});

it("logs once that the token is refused, and works again once it is accepted", async () => {
  // discord.js forgets a refused token, and every later request failed before it was sent.
  await using server = await connect();
  const { discord, adapter, channel, log } = server;
  discord.failNext({
    ...POST,
    status: 401,
    body: { message: "401: Unauthorized", code: 0 },
    times: 2,
  });
  const post = statusPost(channel, "Hello.");
  await expect(adapter.postStatus(post)).rejects.toMatchObject({ code: "unavailable" });
  await expect(adapter.postStatus(post)).rejects.toMatchObject({ code: "unavailable" });
  expect(log.of("discord.token_refused")).toHaveLength(1);
  await adapter.postStatus(post);
  expect(discord.messages()).toHaveLength(1);
});

it("reports an unreachable Discord instead of crashing", async () => {
  const adapter = adapterFor({ apiUrl: "http://127.0.0.1:9/api", token: "token" });
  const channel = { platform: "discord", workspace: "1", channel: "2" } as const;
  await expect(adapter.postStatus(statusPost(channel, "Hello."))).rejects.toMatchObject({
    code: "unavailable",
  });
  await adapter.stop();
});
