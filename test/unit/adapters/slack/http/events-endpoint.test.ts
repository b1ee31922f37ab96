import { createHmac } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { ReceivedEvent } from "../../../../../src/adapters/slack/events/bolt-app.ts";
import { SlackEventsEndpoint } from "../../../../../src/adapters/slack/http/events-endpoint.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

const SECRET = "a-signing-secret";
const JSON_TYPE = "application/json";
const FORM = "application/x-www-form-urlencoded";

function create(onEvent: (event: ReceivedEvent) => Promise<void> = async ({ ack }) => ack()) {
  const clock = new FakeClock();
  const log = new RecordingLogger();
  const received = vi.fn(onEvent);
  const onConnected = vi.fn();
  const options = { signingSecret: SECRET, log, clock, onEvent: received, onConnected };
  const endpoint = new SlackEventsEndpoint(options);
  const sign = (body: string, { type = JSON_TYPE, secret = SECRET, laterS = 0 } = {}): Request => {
    const timestamp = Math.floor(clock.now() / 1_000) + laterS;
    const hmac = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
    const headers = {
      "content-type": type,
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${hmac}`,
    };
    return new Request("http://127.0.0.1/slack/events", { method: "POST", headers, body });
  };
  return { endpoint, clock, log, received, onConnected, sign };
}

it("passes on what Slack signed, and answers with its acknowledgement", async () => {
  const { endpoint, received, sign } = create(async ({ ack }) => ack({ text: "no" }));
  const answer = await endpoint.handle(sign("command=%2Fx&text=a", { type: FORM }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toEqual({ text: "no" });
  expect(received).toHaveBeenCalledExactlyOnceWith({
    body: { command: "/x", text: "a" },
    ack: expect.any(Function),
  });
});

it("answers an acknowledgement without content with an empty body", async () => {
  const { endpoint, sign } = create();
  const answer = await endpoint.handle(sign("{}"));
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

it("answers Slack's question for its own URL", async () => {
  const { endpoint, received, sign } = create();
  const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB", token: "t" });
  const answer = await endpoint.handle(sign(body));
  expect(await answer.json()).toEqual({ challenge: "3eZbrw1aB" });
  expect((await endpoint.handle(sign(body, { secret: "other" }))).status).toBe(401);
  expect(received).not.toHaveBeenCalled();
});

it("answers Slack's unsigned check of the certificate, and does nothing else with it", async () => {
  const { endpoint, received } = create();
  for (const more of ["", "&command=%2Fpika-status&text=job", "&payload=%7B%7D"]) {
    const headers = { "content-type": FORM };
    const body = `ssl_check=1&token=t${more}`;
    const request = new Request("http://127.0.0.1/", { method: "POST", headers, body });
    expect((await endpoint.handle(request)).status).toBe(more.includes("payload") ? 401 : 200);
  }
  expect(received).not.toHaveBeenCalled();
});

it("answers 401 to what Slack did not sign just now, without any effect", async () => {
  const { endpoint, received, sign } = create();
  const forged = [
    sign("{}", { secret: "other" }),
    sign("{}", { laterS: -301 }),
    sign("{}", { laterS: 301 }),
    new Request("http://127.0.0.1/", { method: "POST", body: "{}" }),
    new Request("http://127.0.0.1/", { method: "POST", body: "not even JSON" }),
  ];
  for (const request of forged) {
    const answer = await endpoint.handle(request);
    expect([answer.status, await answer.text()]).toEqual([401, ""]);
  }
  expect(received).not.toHaveBeenCalled();
});

it("logs each reason to refuse once in ten minutes, with a cure and without what was sent", async () => {
  const { endpoint, log, clock, sign } = create();
  for (let i = 0; i < 50; i += 1) await endpoint.handle(sign('{"a":1}', { secret: "other" }));
  expect(log.lines).toMatchObject([
    {
      level: "warn",
      event: "slack.request_refused",
      fields: { reason: "signature", cure: expect.stringContaining("SLACK_SIGNING_SECRET") },
    },
  ]);
  await endpoint.handle(sign("{}", { laterS: 400 }));
  await clock.advance(10 * 60_000);
  await endpoint.handle(sign("{}", { secret: "other" }));
  expect(log.lines.map(({ fields }) => fields["reason"])).toEqual([
    "signature",
    "timestamp",
    "signature",
  ]);
  expect(log.text()).not.toContain(SECRET);
});

it("answers 400 to a signed body that it does not understand", async () => {
  const { endpoint, received, sign, log } = create();
  for (const body of ["", "[]", "null", "<html>", "payload={}"])
    expect((await endpoint.handle(sign(body))).status).toBe(400);
  expect((await endpoint.handle(sign("payload=x", { type: FORM }))).status).toBe(400);
  expect(received).not.toHaveBeenCalled();
  expect(log.events).toContain("event.not_understood");
});

it("answers the same request again as the first time, without passing it on again", async () => {
  const { endpoint, received, sign } = create(async ({ ack }) => ack({ text: "once" }));
  const request = sign("command=%2Fx", { type: FORM });
  const replays = Array.from({ length: 20 }, () => request.clone());
  const answers = await Promise.all(replays.map((replay) => endpoint.handle(replay)));
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
    replays.map(() => ({ text: "once" })),
  );
  expect(received).toHaveBeenCalledTimes(1);
});

// A request dated five minutes ahead is valid for ten.
it("knows a request again for as long as its time is accepted", async () => {
  const { endpoint, received, sign, clock } = create();
  const request = sign("{}", { laterS: 299 });
  await endpoint.handle(request.clone());
  await clock.advance(598_000);
  expect((await endpoint.handle(request.clone())).status).toBe(200);
  await clock.advance(3_000);
  expect((await endpoint.handle(request)).status).toBe(401);
  expect(received).toHaveBeenCalledTimes(1);
});

it("acknowledges in time, even if nothing else does", async () => {
  const { endpoint, sign, clock } = create(() => new Promise(() => undefined));
  const answered = endpoint.handle(sign("{}"));
  await vi.waitFor(() => expect(clock.waiting).toBe(1));
  await clock.advance(2_500);
  const answer = await answered;
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

it("acknowledges an event whose handling fails, and logs that", async () => {
  const { endpoint, sign, log } = create(() => Promise.reject(new Error("a defect")));
  expect((await endpoint.handle(sign("{}"))).status).toBe(200);
  expect(log.events).toEqual(["event.not_understood"]);
});

it("is connected from its start to its stop", async () => {
  const { endpoint, onConnected } = create();
  await endpoint.stop();
  await endpoint.start();
  await endpoint.stop();
  await endpoint.stop();
  expect(onConnected.mock.calls).toEqual([[true], [false]]);
});
