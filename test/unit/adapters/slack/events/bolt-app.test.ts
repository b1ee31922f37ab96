/** Why bolt-app.ts goes around @slack/bolt, and that it still does. The first half fails when Bolt has learned it itself. */
import { App, SocketModeReceiver, type AckFn } from "@slack/bolt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { createSdkLogger } from "../../../../../src/adapters/slack/api/sdk-logger.ts";
import { BoltApp } from "../../../../../src/adapters/slack/events/bolt-app.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

const team = { id: "T1" };
const user = { id: "U1", team_id: "T1" };
const SUBMISSION = {
  type: "view_submission",
  team,
  user,
  view: { id: "V1", callback_id: "form", type: "modal", state: { values: {} } },
};
const COMMAND = { command: "/hello", text: "", team_id: "T1", channel_id: "C1", user_id: "U1" };

const http = new SlackHttp();
afterEach(() => http.close());

function create(): { app: BoltApp; log: RecordingLogger } {
  const log = new RecordingLogger();
  const webApi = { apiUrl: "http://127.0.0.1:9/api/", http, log, timeoutMs: 1_000 };
  return { app: new BoltApp({ webApi, log }), log };
}

const refuse = async (): Promise<never> => {
  throw new Error("Slack refuses the token");
};
const loseSocket = async (): Promise<never> => {
  throw new Error("the socket is gone");
};

describe("Bolt by itself", () => {
  it("still leaves an event without a listener unacknowledged", async () => {
    const app = new App({
      receiver: {
        init: () => undefined,
        start: async () => undefined,
        stop: async () => undefined,
      },
      authorize: async () => ({ botToken: "xoxb-1" }),
      logger: createSdkLogger(new RecordingLogger()),
    });
    const ack = vi.fn<AckFn<object>>(async () => undefined);
    await app.processEvent({ body: SUBMISSION, ack });
    expect(ack).not.toHaveBeenCalled();
  });

  it("still asks Slack about its token before the first listener runs", async () => {
    const asked: string[] = [];
    const token = "xoxb-1";
    const app = new App({
      token,
      receiver: {
        init: () => undefined,
        start: async () => undefined,
        stop: async () => undefined,
      },
      clientOptions: {
        fetch: async (address) => {
          asked.push(String(address));
          return Response.json({ ok: true, user_id: "U1", bot_id: "B1" });
        },
      },
      logger: createSdkLogger(new RecordingLogger()),
    });
    app.command("/hello", async ({ ack }) => {
      asked.push("the listener");
      await ack();
    });
    await app.processEvent({ body: COMMAND, ack: async () => undefined });
    expect(asked).toEqual([expect.stringMatching(/auth\.test$/), "the listener"]);
  });

  it("still rejects, with nobody waiting, if it cannot acknowledge an event that failed", async () => {
    const logger = createSdkLogger(new RecordingLogger());
    const receiver = new SocketModeReceiver({ appToken: "xapp-1", logger });
    const app = new App({ receiver, authorize: refuse, logger });
    app.error(async (error) => {
      throw error;
    });
    const listeners: ((event: object) => unknown)[] = receiver.client.listeners("slack_event");
    expect(listeners).toHaveLength(1);
    for (const listener of listeners)
      await expect(listener({ body: COMMAND, ack: loseSocket })).rejects.toThrow(
        "the socket is gone",
      );
  });
});

describe("the relay's app", () => {
  it("acknowledges an event without a listener, and logs each kind once", async () => {
    const { app, log } = create();
    const ack = vi.fn(async () => undefined);
    await app.receive({ body: SUBMISSION, ack });
    await app.receive({ body: SUBMISSION, ack });
    expect(ack).toHaveBeenCalledTimes(2);
    expect(log.lines.filter(({ event }) => event === "event.unheard")).toMatchObject([
      { fields: { kind: "view_submission" } },
    ]);
  });

  it("acknowledges an event once, however often its listener does", async () => {
    const { app, log } = create();
    app.command("/hello", async ({ ack, body }) => {
      app.markHandled(body);
      await ack({ text: "first" });
      await ack({ text: "second" });
    });
    const acknowledged: unknown[] = [];
    await app.receive({ body: COMMAND, ack: async (answer) => void acknowledged.push(answer) });
    expect(acknowledged).toEqual([{ text: "first" }]);
    expect(log.events).toEqual([]);
  });

  it.each([
    ["a listener that fails", COMMAND],
    ["a body that Bolt does not understand", { type: "block_actions", actions: [{}] }],
    ["no body at all", null],
  ])("acknowledges an event despite %s", async (_, body) => {
    const { app } = create();
    app.command("/hello", async () => {
      throw new Error("a defect");
    });
    const ack = vi.fn(async () => undefined);
    await app.receive({ body, ack });
    expect(ack).toHaveBeenCalledTimes(1);
  });

  it("logs that an acknowledgement could not be sent", async () => {
    const { app } = create();
    const ack = vi.fn(async () => undefined).mockRejectedValue(new Error("the socket is gone"));
    await expect(app.receive({ body: SUBMISSION, ack })).rejects.toThrow("the socket is gone");
  });
});
