import { RespondError, type RespondFn } from "@slack/bolt";
import { expect, it, vi } from "vitest";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { SlackWebClient } from "../../../../../src/adapters/slack/api/web-client.ts";
import { createPrivateReply } from "../../../../../src/adapters/slack/events/private-reply.ts";
import { PlatformError } from "../../../../../src/core/errors.ts";
import { line, message } from "../../../../../src/core/message.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

const HELLO = message([line("Hello")]);
const CHANNEL = { platform: "slack", workspace: "T1", channel: "C1", thread: "1.1" } as const;

/** A client that records what it is asked to do, and does nothing. */
class RecordingClient extends SlackWebClient {
  readonly requests: [string, unknown][] = [];

  override async apiCall(method: string, args?: Record<string, unknown>) {
    this.requests.push([method, args]);
    return { ok: true };
  }
}

function create(responseUrl: string | undefined, options: { replaceOriginal?: boolean } = {}) {
  const log = new RecordingLogger();
  const http = new SlackHttp();
  const apiUrl = "https://slack.com/api/";
  const client = new RecordingClient({ botToken: "xoxb-1", apiUrl, http, log, timeoutMs: 1_000 });
  const respond = vi.fn<RespondFn>(async () => new Response("ok"));
  const reply = createPrivateReply(
    { client, apiUrl, log, respond },
    {
      key: "1",
      channel: CHANNEL,
      userId: "U1",
      userTeam: "T1",
      isBot: false,
      responseUrl,
      replaceOriginal: options.replaceOriginal ?? false,
    },
  );
  return { client, log, respond, reply };
}

const EPHEMERAL = ["chat.postEphemeral", expect.objectContaining({ user: "U1", thread_ts: "1.1" })];

it("answers at the response_url four times, then as an ephemeral message", async () => {
  const { client, respond, reply } = create("https://hooks.slack.com/actions/1");
  for (let i = 0; i < 4; i += 1) await reply(HELLO);
  expect(client.requests).toEqual([]);
  await reply(HELLO);
  expect(respond).toHaveBeenCalledTimes(4);
  expect(respond).toHaveBeenCalledWith({
    response_type: "ephemeral",
    replace_original: false,
    thread_ts: "1.1",
    text: "Hello",
  });
  expect(client.requests).toEqual([EPHEMERAL]);
});

it("replaces the private message that was used", async () => {
  const { respond, reply } = create("https://hooks.slack.com/actions/1", { replaceOriginal: true });
  await reply(HELLO);
  expect(respond).toHaveBeenCalledWith({
    response_type: "ephemeral",
    replace_original: true,
    text: "Hello",
  });
});

it.each([undefined, "http://169.254.169.254/latest", "http://127.0.0.1/", "nonsense"])(
  "sends nothing to %s",
  async (responseUrl) => {
    const { client, respond, reply } = create(responseUrl);
    await reply(HELLO);
    expect(respond).not.toHaveBeenCalled();
    expect(client.requests).toEqual([EPHEMERAL]);
  },
);

it.each([
  ["it has expired", async () => Promise.reject(new RespondError("gone", 404))],
  ["Slack asks to slow down", async () => Promise.reject(new RespondError("slowly", 429))],
  ["it cannot be reached", async () => Promise.reject(new TypeError("fetch failed"))],
  ["Slack refuses it", async () => new Response('{"ok": false, "error": "expired_url"}')],
])("answers as an ephemeral message if %s", async (_, respondInstead: RespondFn) => {
  const { client, log, respond, reply } = create("https://hooks.slack.com/actions/1");
  respond.mockImplementation(respondInstead);
  await reply(HELLO);
  expect(client.requests).toEqual([EPHEMERAL]);
  expect(log.lines).toMatchObject([
    { event: "reply.detoured", fields: { err: expect.any(PlatformError) as PlatformError } },
  ]);
});
