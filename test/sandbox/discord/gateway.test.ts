import { Client, Events, GatewayIntentBits } from "discord.js";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, type RawData } from "ws";
import type { DiscordSandbox } from "../../../sandbox/discord/discord-sandbox.ts";
import { logIn, startSandbox } from "./discord-fixture.ts";

// discord.js identifies once in 5 s, as Discord demands; the tests do not depend on that pause.
const buildIdentifyThrottler = () => ({ waitForIdentify: () => Promise.resolve() });

/** A client that answers every command, so that a test sees events arrive. */
async function startAnswering(
  options: Parameters<typeof startSandbox>[0] = {},
): Promise<{ sandbox: DiscordSandbox; client: Client<true> }> {
  const sandbox = await startSandbox(options);
  const client = await logIn(sandbox, { ws: { buildIdentifyThrottler } });
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) void interaction.reply("heard");
  });
  return { sandbox, client };
}

const typeAndWait = async (sandbox: DiscordSandbox): Promise<string> => {
  const typed = await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
  return typed.waitForReply();
};

describe("a discord.js client reconnects and gets commands again", () => {
  it("after op 7 by a resume, with the missed events", async () => {
    const { sandbox } = await startAnswering();
    const { id } = await sandbox.gateway.whenReady();
    sandbox.gateway.requestReconnect();
    await sandbox.waitFor(({ gateway }) => gateway.sessions.every(({ connected }) => !connected));
    const missed = await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
    expect(await missed.waitForReply()).toBe("heard");
    expect(sandbox.gateway.sessions).toMatchObject([{ id, resumes: 1, connected: true }]);
    expect(sandbox.violations).toEqual([]);
  });

  it("after op 9 with true by a resume", async () => {
    const { sandbox } = await startAnswering();
    const { id } = await sandbox.gateway.whenReady();
    sandbox.gateway.invalidateSessions(true);
    expect(await typeAndWait(sandbox)).toBe("heard");
    expect(sandbox.gateway.sessions).toMatchObject([{ id, resumes: 1 }]);
    expect(sandbox.violations).toEqual([]);
  });

  it("after op 9 with false by an identify", async () => {
    const { sandbox } = await startAnswering();
    const { id } = await sandbox.gateway.whenReady();
    sandbox.gateway.invalidateSessions(false);
    const session = await sandbox.gateway.whenReady();
    expect(session.id).not.toBe(id);
    expect(sandbox.gateway.counts.identifies).toBe(2);
    expect(await typeAndWait(sandbox)).toBe("heard");
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    [4000, "resumes"],
    [4009, "identifies"],
  ] as const)("%i: %s", async (code, how) => {
    const { sandbox } = await startAnswering();
    await sandbox.gateway.whenReady();
    sandbox.gateway.close(code);
    await sandbox.waitFor(({ gateway }) => gateway.counts.connections >= 2);
    await sandbox.gateway.whenReady();
    expect(await typeAndWait(sandbox)).toBe("heard");
    expect(sandbox.gateway.counts[how]).toBe(how === "resumes" ? 1 : 2);
    expect(sandbox.violations).toEqual([]);
  });

  it("after its connection was cut, and again after the server was away", async () => {
    const { sandbox } = await startAnswering();
    await sandbox.gateway.whenReady();
    sandbox.gateway.drop();
    await sandbox.waitFor(({ gateway }) => gateway.counts.connections >= 2);
    expect(await typeAndWait(sandbox)).toBe("heard");
    await sandbox.pause();
    await expect(fetch(sandbox.apiUrl)).rejects.toThrow("fetch failed");
    await sandbox.resume();
    await sandbox.gateway.whenReady();
    expect(await typeAndWait(sandbox)).toBe("heard");
  });

  it("after a silent connection, by its missing heartbeat", async () => {
    const { sandbox } = await startAnswering({ heartbeatIntervalMs: 100 });
    await sandbox.waitFor(({ gateway }) => gateway.counts.heartbeats >= 2);
    // On its own, discord.js would wait 30 s for the answer to its close frame.
    sandbox.gateway.freeze({ answersClose: true });
    expect(await typeAndWait(sandbox), "missed, then replayed").toBe("heard");
    expect(sandbox.gateway.counts.resumes).toBe(1);
  });
});

describe("what the gateway refuses", () => {
  it("a wrong token, over REST and over the gateway", async () => {
    const sandbox = await startSandbox();
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: sandbox.apiUrl, retries: 0 },
    });
    await expect(client.login("wrong")).rejects.toMatchObject({ code: "TokenInvalid" });
    await client.destroy();
    const socket = await connect(sandbox);
    socket.send(identify({ token: "wrong" }));
    expect(await closeCode(socket)).toBe(4004);
  });

  it.each([
    ["not JSON", "{", 4002],
    ["an unknown opcode", JSON.stringify({ op: 99, d: null }), 4001],
    ["anything before identifying", JSON.stringify({ op: 3, d: {} }), 4003],
    [
      "an identify without properties",
      JSON.stringify({ op: 2, d: { token: "x", intents: 1 } }),
      4002,
    ],
    ["intents nobody granted", identify({ intents: 1 + 32_768 }), 4014],
    ["intents that do not exist", identify({ intents: 2 ** 30 }), 4013],
  ])("%s", async (_, text, code) => {
    const sandbox = await startSandbox({ token: "right" });
    const socket = await connect(sandbox);
    socket.send(text);
    expect(await closeCode(socket)).toBe(code);
    expect(sandbox.violations).not.toEqual([]);
  });

  it("a session it does not know", async () => {
    const sandbox = await startSandbox();
    const socket = await connect(sandbox);
    const answer = once(socket, "message");
    const resume = { token: sandbox.token, session_id: "gone", seq: 1 };
    socket.send(JSON.stringify({ op: 6, d: resume }));
    expect(JSON.parse(String((await answer)[0]))).toEqual({ op: 9, d: false });
  });

  it("everybody while a test says so", async () => {
    const sandbox = await startSandbox();
    sandbox.gateway.refuseConnections();
    await expect(connect(sandbox)).rejects.toThrow("503");
    sandbox.gateway.acceptConnections();
    await connect(sandbox);
  });
});

it("sends messages only to clients that asked for them, without the content of others", async () => {
  const sandbox = await startSandbox({ token: "right" });
  const [plain, curious] = await Promise.all([connect(sandbox), connect(sandbox)]);
  const heard = { plain: [] as string[], curious: [] as string[] };
  plain.on("message", (data) => heard.plain.push(toText(data)));
  curious.on("message", (data) => heard.curious.push(toText(data)));
  plain.send(identify({ intents: 1 }));
  curious.send(identify({ intents: 1 + 512 }));
  await sandbox.waitFor(({ gateway }) => gateway.sessions.length === 2);
  sandbox.say(sandbox.channelId, sandbox.users[0].id, "a secret");
  const beat = JSON.stringify({ op: 1, d: 1 });
  const beaten = Promise.all([plain, curious].map((socket) => once(socket, "pong")));
  for (const socket of [plain, curious]) {
    socket.send(beat);
    socket.ping();
  }
  await beaten;
  expect(heard.plain.some((text) => text.includes("MESSAGE_CREATE"))).toBe(false);
  expect(heard.curious.some((text) => text.includes("MESSAGE_CREATE"))).toBe(true);
  expect(heard.curious.some((text) => text.includes("a secret"))).toBe(false);
  expect(heard.plain.at(-1)).toBe('{"op":11,"d":null}');
});

// By default, ws passes one Buffer.
const toText = (data: RawData): string => (data as Buffer).toString();

async function connect(sandbox: DiscordSandbox): Promise<WebSocket> {
  const url = `${sandbox.apiUrl.replace("http", "ws").replace("/api", "")}/?v=10&encoding=json`;
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const [hello] = await once(socket, "message");
  expect(JSON.parse(String(hello))).toMatchObject({ op: 10, d: { heartbeat_interval: 41_250 } });
  return socket;
}

const closeCode = async (socket: WebSocket): Promise<unknown> => (await once(socket, "close"))[0];

function identify(parts: { token?: string; intents?: number }): string {
  const properties = { os: "linux", browser: "test", device: "test" };
  return JSON.stringify({ op: 2, d: { token: "right", intents: 1, properties, ...parts } });
}
