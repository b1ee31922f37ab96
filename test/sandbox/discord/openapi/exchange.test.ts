/** Tests the check that the other tests here rely on: it must find faults. */
import { expect, it } from "vitest";
import type { WireExchange } from "../../../../sandbox/discord/request-log.ts";
import { call, post, upload } from "../discord-fixture.ts";
import { judge } from "./exchange.ts";
import { startRecorded } from "./recorded.ts";

type Recorded = Awaited<ReturnType<typeof startRecorded>>;
type Change = (body: Record<string, unknown>) => object;

/** The latest of a few correct exchanges. */
async function recordSound(ask: (discord: Recorded["discord"]) => Promise<unknown>) {
  const { discord, exchanges } = await startRecorded();
  await ask(discord);
  const sound = exchanges.at(-1);
  if (!sound) throw new Error("nothing was asked");
  expect(await judge(sound)).toMatchObject({ request: [], answer: [] });
  return sound;
}

const MESSAGE = {
  content: "hello",
  nonce: "n",
  enforce_nonce: true,
  allowed_mentions: { parse: ["users"] },
  attachments: [{ id: "0", filename: "a.txt" }],
};
const sayHello = () => recordSound((discord) => post(discord, { ...MESSAGE, attachments: [] }));
const sendFile = () =>
  recordSound((discord) => upload(discord, MESSAGE, [new File(["a"], "a.txt")]));
const look = () =>
  recordSound((discord) =>
    call(discord, { path: `/channels/${discord.channelId}/messages?limit=5` }),
  );
const ask = (path: string) => () => recordSound((discord) => call(discord, { path }));

const jsonOf = (bytes: Uint8Array | string | undefined) =>
  JSON.parse(Buffer.from(bytes ?? "").toString()) as Record<string, unknown>;

function changeRequest(exchange: WireExchange, change: Change): WireExchange {
  const requestBody = Buffer.from(JSON.stringify(change(jsonOf(exchange.requestBody))));
  return { ...exchange, requestBody };
}

/** The text of a multipart body. */
function changeText(exchange: WireExchange, from: string, to: string): WireExchange {
  const text = Buffer.from(exchange.requestBody ?? []).toString();
  expect(text).toContain(from);
  return { ...exchange, requestBody: Buffer.from(text.replace(from, to)) };
}

type WireAnswer = NonNullable<WireExchange["answer"]>;

function changeAnswer(exchange: WireExchange, part: Partial<WireAnswer>): WireExchange {
  const { answer } = exchange;
  if (!answer) throw new Error("there is no answer");
  return { ...exchange, answer: { ...answer, ...part } };
}

const changeAnswerBody = (exchange: WireExchange, change: Change): WireExchange =>
  changeAnswer(exchange, { body: JSON.stringify(change(jsonOf(exchange.answer?.body))) });

it.each<[string, string, (sound: WireExchange) => WireExchange]>([
  ["another path", "is not described", (sound) => ({ ...sound, target: "/api/v10/coffee" })],
  ["another method", "is not described", (sound) => ({ ...sound, method: "PUT" })],
  [
    "another version",
    "is not described",
    (sound) => ({ ...sound, target: sound.target.replace("v10", "v9") }),
  ],
  [
    "an id that is none",
    "/channel_id",
    (sound) => ({ ...sound, target: sound.target.replace(/\d{9,}/, "abc") }),
  ],
  [
    "a query",
    "additional properties",
    (sound) => ({ ...sound, target: `${sound.target}?wait=true` }),
  ],
  [
    "no token",
    "bot token",
    (sound) => ({
      ...sound,
      requestHeaders: { ...sound.requestHeaders, authorization: undefined },
    }),
  ],
  ["no body", "has no body", (sound) => ({ ...sound, requestBody: Buffer.alloc(0) })],
  [
    "a body of another type",
    "text/plain",
    (sound) => ({
      ...sound,
      requestHeaders: { ...sound.requestHeaders, "content-type": "text/plain" },
    }),
  ],
  ["a broken body", "is not JSON", (sound) => ({ ...sound, requestBody: Buffer.from("{") })],
  [
    "a wrong type",
    "/content must be string",
    (sound) => changeRequest(sound, (body) => ({ ...body, content: 5 })),
  ],
  [
    "a text that is too long",
    "/nonce",
    (sound) => changeRequest(sound, (body) => ({ ...body, nonce: "n".repeat(26) })),
  ],
  [
    "a misspelt field",
    "allowed_mention",
    (sound) => changeRequest(sound, (body) => ({ ...body, allowed_mention: {} })),
  ],
  [
    "an unknown word",
    "/allowed_mentions/parse/0",
    (sound) => changeRequest(sound, (body) => ({ ...body, allowed_mentions: { parse: ["all"] } })),
  ],
  [
    "something left out",
    "message_id",
    (sound) => changeRequest(sound, (body) => ({ ...body, message_reference: {} })),
  ],
])("complains of a request with %s", async (_, complaint, change) => {
  const { request, answer } = await judge(change(await sayHello()));
  expect(request.join("\n")).toContain(complaint);
  expect(answer).toEqual([]);
});

it.each([
  ["a wrong type in its JSON", "/content", '"content":"hello"', '"content":5'],
  ["a number for a snowflake", "/attachments/0/id", '"id":"0"', '"id":0'],
  ["a part of another name", "has a part file[0]", "files[0]", "file[0]"],
  ["no JSON", "has no payload_json", "payload_json", "payload"],
])("reports an upload with %s", async (...[, complaint, from, to]) => {
  const { request } = await judge(changeText(await sendFile(), from, to));
  expect(request.join("\n")).toContain(complaint);
});

it("reports a query parameter out of range, or of the wrong type", async () => {
  const sound = await look();
  for (const limit of ["0", "101", "many", ""]) {
    const target = sound.target.replace("limit=5", `limit=${limit}`);
    const { request } = await judge({ ...sound, target });
    expect(request.join("\n")).toContain("/limit must be");
  }
});

it.each<[string, string, (sound: WireExchange) => WireExchange]>([
  ["another status", "has the status 202", (sound) => changeAnswer(sound, { status: 202 })],
  [
    "another type of body",
    "text/html",
    (sound) => changeAnswer(sound, { headers: { "content-type": "text/html" } }),
  ],
  ["a broken body", "is not JSON", (sound) => changeAnswer(sound, { body: "" })],
  [
    "a wrong type",
    "/id must be string",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, id: 5 })),
  ],
  [
    "an id that is none",
    "/id must match",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, id: "x" })),
  ],
  [
    "a time that is none",
    "/timestamp must match",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, timestamp: "now" })),
  ],
  [
    "an unknown number",
    "/type",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, type: 999 })),
  ],
  [
    "an unknown field",
    "sparkle",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, sparkle: 1 })),
  ],
  [
    "something left out",
    "pinned",
    (sound) => changeAnswerBody(sound, (body) => ({ ...body, pinned: undefined })),
  ],
  [
    "a wrong type deep inside",
    "/author/bot",
    (sound) =>
      changeAnswerBody(sound, (body) => ({
        ...body,
        author: { ...(body["author"] as object), bot: 1 },
      })),
  ],
])("complains of an answer with %s", async (_, complaint, change) => {
  const { request, answer } = await judge(change(await sayHello()));
  expect(answer.join("\n")).toContain(complaint);
  expect(request).toEqual([]);
});

it("reports refusals that lack what a client needs, or have more", async () => {
  const unknown = await ask("/channels/1")();
  const without = changeAnswerBody(unknown, (body) => ({ ...body, code: undefined }));
  expect((await judge(without)).answer.join("\n")).toContain("code");
  const more = changeAnswerBody(unknown, (body) => ({ ...body, retry_after: 1 }));
  expect((await judge(more)).answer.join("\n")).toContain("retry_after");
  const limited = await recordSound((discord) => {
    discord.failNext({ status: 429 });
    return call(discord, { path: "/users/@me" });
  });
  const endless = changeAnswerBody(limited, (body) => ({ ...body, retry_after: undefined }));
  expect((await judge(endless)).answer.join("\n")).toContain("retry_after");
});

it("reports an unexpected body", async () => {
  const typing = await recordSound((discord) =>
    call(discord, { method: "POST", path: `/channels/${discord.channelId}/typing` }),
  );
  expect((await judge(changeAnswer(typing, { body: "{}" }))).answer).toEqual(["has a body"]);
  const requestHeaders = { ...typing.requestHeaders, "content-type": "application/json" };
  const talkative = { ...typing, requestHeaders, requestBody: Buffer.from("{}") };
  expect((await judge(talkative)).request).toEqual(["has a body of the type application/json"]);
});
