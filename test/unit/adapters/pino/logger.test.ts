import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { PlatformError, StoreError } from "../../../../src/core/errors.ts";
import type { Logger } from "../../../../src/core/ports/logger.ts";
import { createLogger } from "../../../../src/adapters/pino/logger.ts";

const SECRET = "MTA5.canary-token_value.0123456789";
const CANARY = "canary";

function logged(
  write: (log: Logger) => void,
  options: { level?: string; secrets?: string[]; readable?: boolean } = {},
): string[] {
  const lines: string[] = [];
  const log = createLogger({
    level: options.level ?? "trace",
    secrets: options.secrets ?? [SECRET],
    readable: options.readable ?? false,
    destination: { write: (text) => void lines.push(text) },
  });
  write(log);
  return lines;
}

/** The one line, parsed: whatever was cut out of it, it still is JSON. */
function line(fields: Record<string, unknown>, event = "thing.happened"): Record<string, unknown> {
  const lines = logged((log) => log.error(fields, event));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

function writeAtEachLevel(log: Logger): void {
  log.debug({}, "a.b");
  log.info({}, "c.d");
  log.warn({}, "e.f");
  log.error({}, "g.h");
}

const systemError = (code: string, message: string) => Object.assign(new Error(message), { code });

/** What discord.js throws: the request hangs on it with its URL and body. */
const discordError = () =>
  Object.assign(new Error("Unknown interaction"), {
    name: "DiscordAPIError[10062]",
    code: 10_062,
    status: 404,
    method: "POST",
    url: `https://discord.com/api/v10/interactions/1122/aW50ZXJhY3Rpb246${CANARY}/callback`,
    rawError: { message: "Unknown interaction", code: 10_062 },
    requestBody: { json: { content: `${CANARY} prompt` }, files: [] },
  });

/** What an HTTP client of the axios kind throws. */
const axiosError = () =>
  Object.assign(new Error("Request failed with status code 403"), {
    name: "AxiosError",
    code: "ERR_BAD_REQUEST",
    status: 403,
    config: { headers: { Authorization: `Bearer ${CANARY}` }, data: `token=${CANARY}` },
    request: { path: `/${CANARY}` },
    response: { headers: { "set-cookie": [CANARY] }, data: CANARY },
  });

describe("a line of the log", () => {
  it("is one JSON object with level, time, the event and its fields", () => {
    expect(line({ jobId: "job:1", attempt: 2 }, "job.polled")).toEqual({
      level: "error",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      jobId: "job:1",
      attempt: 2,
      msg: "job.polled",
    });
  });

  it.each([
    ["trace", ["a.b", "c.d", "e.f", "g.h"]],
    ["warn", ["e.f", "g.h"]],
    ["silent", []],
  ])("is written at the configured level %s and above", (level, events) => {
    const lines = logged(writeAtEachLevel, { level });
    expect(lines.map((text) => (JSON.parse(text) as { msg: string }).msg)).toEqual(events);
  });

  it("is written even if a value cannot be JSON", () => {
    const circular: Record<string, unknown> = { big: 1n };
    circular["self"] = circular;
    const hostile = Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(line({ circular })["msg"]).toBe("thing.happened");
    expect(line({ hostile })["msg"]).toBe("thing.happened");
    expect(line({ bytes: Buffer.alloc(5) })["bytes"]).toBe("[5 bytes]");
  });
});

describe("an error in the log", () => {
  it("keeps type, message, stack and causes if it is a defect", () => {
    const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    expect(line({ err: new Error("no such follow", { cause }) })["err"]).toEqual({
      type: "Error",
      message: "no such follow",
      stack: expect.stringContaining("logger.test.ts"),
      cause: { type: "Error", code: "ECONNRESET", message: "socket hang up" },
    });
  });

  // Each of these used to come with one or two stacks of a dozen lines, at every attempt.
  it.each([
    [
      "trouble with a platform",
      new PlatformError("unavailable", "Discord did not answer properly: socket hang up", {
        cause: systemError("ECONNRESET", "socket hang up"),
      }),
      {
        type: "PlatformError",
        code: "unavailable",
        message: "Discord did not answer properly: socket hang up",
        cause: { type: "Error", code: "ECONNRESET" },
      },
    ],
    [
      "a name that is not found",
      new TypeError("fetch failed", { cause: systemError("ENOTFOUND", "getaddrinfo ENOTFOUND x") }),
      {
        type: "TypeError",
        message: "fetch failed",
        cause: { type: "Error", code: "ENOTFOUND", message: "getaddrinfo ENOTFOUND x" },
      },
    ],
    [
      "a connection refused on every address",
      Object.assign(new AggregateError([systemError("ECONNREFUSED", "connect ::1")]), {
        code: "ECONNREFUSED",
      }),
      {
        type: "AggregateError",
        code: "ECONNREFUSED",
        message: "",
        errors: [{ type: "Error", code: "ECONNREFUSED", message: "connect ::1" }],
      },
    ],
    [
      "a deadline",
      new DOMException("The operation was aborted due to timeout", "TimeoutError"),
      { type: "TimeoutError", code: 23, message: "The operation was aborted due to timeout" },
    ],
    [
      "an HTTP status",
      Object.assign(new Error("Service Unavailable"), { name: "HTTPError", status: 503 }),
      { type: "HTTPError", status: 503, message: "Service Unavailable" },
    ],
    [
      "a full disk",
      new StoreError("the store cannot write: disk full", {
        cause: systemError("ENOSPC", "no space left on device"),
      }),
      {
        type: "StoreError",
        code: "store_unavailable",
        message: "the store cannot write: disk full",
        cause: { type: "Error", code: "ENOSPC", message: "no space left on device" },
      },
    ],
  ])("is short and has no stack if it is %s", (_what, err, fields) => {
    expect(line({ err })["err"]).toEqual(fields);
  });

  it("keeps the stack of a defect that looks like an outage", () => {
    const cause = new TypeError("Cannot read properties of undefined");
    const { err } = line({ err: new PlatformError("unavailable", "no answer", { cause }) });
    expect(err).toMatchObject({ cause: { stack: expect.stringContaining("logger.test.ts") } });
    expect(err).not.toHaveProperty("stack");
  });

  it("does not contain a proxy's whole page", () => {
    const err = new PlatformError("rejected", "<html>".repeat(10_000));
    expect(JSON.stringify(line({ err })).length).toBeLessThan(1_000);
  });

  it("keeps the errors of an aggregate", () => {
    const err = new AggregateError([new Error("first"), new Error("second")], "all failed");
    expect(line({ err })["err"]).toMatchObject({
      errors: [{ message: "first" }, { message: "second" }],
    });
  });

  it.each([
    ["err", { err: discordError() }],
    ["another field", { reason: axiosError() }],
    ["a cause", { err: new Error("outer", { cause: discordError() }) }],
    ["a cause that is an object", { err: new Error("outer", { cause: { inner: axiosError() } }) }],
    ["a list", { results: [{ status: "rejected", reason: axiosError() }] }],
    ["an aggregate", { err: new AggregateError([discordError()], "all") }],
  ])("contains nothing of the request, as %s", (_where, fields) => {
    const text = JSON.stringify(line(fields));
    expect(text).not.toContain(CANARY);
    expect(text).toMatch(/Unknown interaction|status code 403/);
  });
});

describe("what never reaches the log", () => {
  it.each([
    ["the event", {}, `token.${SECRET}`],
    ["a field", { field: `before ${SECRET} after` }, "a.b"],
    ["a key", { [SECRET]: 1 }, "a.b"],
    ["a message of an error", { err: new Error(`bad ${SECRET}`) }, "a.b"],
    ["a nested cause", { err: new Error("x", { cause: new Error(SECRET) }) }, "a.b"],
    ["a deep object", { a: { b: [{ c: { d: SECRET } }] } }, "a.b"],
    ["JSON inside a string", { body: JSON.stringify({ auth: SECRET }) }, "a.b"],
    ["an object with toJSON", { at: { toJSON: () => SECRET } }, "a.b"],
  ])("is a configured secret in %s", (_where, fields, event) => {
    const text = JSON.stringify(line(fields, event));
    expect(text).not.toContain("canary-token");
    expect(text).toContain("[redacted]");
  });

  it("is a secret with characters that JSON or a URL encodes", () => {
    const secret = 'a"b\\c/d=e+f';
    const [text] = logged(
      (log) =>
        log.info(
          {
            plain: secret,
            json: JSON.stringify({ secret }),
            url: `https://x/${encodeURIComponent(secret)}`,
          },
          "a.b",
        ),
      { secrets: [secret] },
    );
    expect(JSON.parse(text!)).toMatchObject({
      plain: "[redacted]",
      json: '{"secret":"[redacted]"}',
      url: "https://x/[redacted]",
    });
  });

  it.each([
    [`POST /api/v10/interactions/1122334455/${CANARY}/callback`, "/callback"],
    [`https://discord.com/api/v10/webhooks/1122334455/${CANARY}/messages/@original`, "@original"],
    [`https://discord.com/api/webhooks/1122334455/${CANARY}?wait=true`, "webhooks"],
    [`https://cdn.discordapp.com/attachments/1/2/a.mp4?ex=6a&hm=${CANARY}`, "a.mp4"],
    [`see <https://cdn.example/a.mp4?${CANARY}> for more`, "> for more"],
    [`path /attachments/a.mp4?ex=1&hm=${CANARY} refused`, " refused"],
    [`wss://wss-primary.slack.com/link/?ticket=${CANARY}&app_id=1`, "wss-primary"],
    [`https://hooks.slack.com/commands/T1/2/${CANARY}`, "hooks.slack.com"],
    [`https://files.slack.com/upload/v1/${CANARY}`, "files.slack.com"],
    [`http://user:${CANARY}@host/path`, "host/path"],
    [`Authorization: Bot ${CANARY}`, "Authorization"],
    [`{ authorization: 'Bearer ${CANARY}', accept: '*/*' }`, "accept"],
    [`header Bearer ${CANARY}-and-a-long-token`, "header"],
    [`xoxb-12-34-${CANARY} was refused`, " was refused"],
    [`xoxe.xoxp-1-${CANARY} was refused`, " was refused"],
    [`xapp-1-A1-22-${CANARY} was refused`, " was refused"],
    [`{"token":"${CANARY}","type":2}`, "type"],
    [`{ response_url: 'https://relay.example/${CANARY}', ok: true }`, "ok: true"],
  ])("is the credential in: %s", (text, kept) => {
    for (const written of [
      line({ detail: text }),
      line({ err: new Error(text) }),
      line({ body: JSON.stringify({ text }) }),
    ]) {
      expect(JSON.stringify(written)).not.toContain(CANARY);
      expect(JSON.stringify(written)).toContain(kept);
    }
  });

  it("is a credential that only its field's name reveals", () => {
    const text = JSON.stringify(
      line({
        interaction: { token: CANARY, id: "1" },
        headers: { Authorization: `Key ${CANARY}`, cookie: CANARY },
        replyUrl: `https://hook.example/${CANARY}`,
        botToken: CANARY,
      }),
    );
    expect(text).not.toContain(CANARY);
    expect(text).toContain('"id":"1"');
  });

  it.each([
    ["a job id", { jobId: "google-vids:user:12345-ann@example.com-job:4aa24347" }],
    ["a path", { path: "/v1/kling/tasks/1?email=ann%40example.com" }],
    ["a path without a query", { path: "/v1/luma/jobs/j1v-u12345-email%3Aann%40example.com" }],
    ["a key", { "ann@example.com": 1 }],
    ["an error", { err: new Error("no job of\nann@example.com") }],
    ["a cause", { err: new Error("x", { cause: new Error("ann@example.com is held") }) }],
    ["JSON inside a string", { body: JSON.stringify({ text: "to\nann@example.com" }) }],
  ])("is an e-mail address in %s", (_where, fields) => {
    const texts = [JSON.stringify(line(fields)), readable(fields)];
    expect(texts.filter((text) => /ann|example/.test(text))).toEqual([]);
  });

  it("is an e-mail address in the event", () => {
    expect(line({}, "ann@example.com")["msg"]).toBe("[email]");
  });

  it("is nothing else", () => {
    const fields = {
      jobId: "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika",
      url: "https://discord.com/channels/1/2/3",
      text: "The Bot is missing: Attach Files. Why? Ask the administrator.",
      token: null,
      attempt: 3,
    };
    expect(line(fields)).toMatchObject(fields);
  });

  // A pattern that searched on from every place took 0.9 s for 100 kB of "://", and hours for this much: the time-out of
  // the test is the assertion that the time grows with the length, not with its square.
  it.each([
    "://",
    "://x@",
    "?a=",
    "?",
    "Bearer ",
    `"token":`,
    "token\\\\",
    "authorization=",
    "xox.",
    "/webhooks/1",
    "https://a/oauth2/authorize?",
    "a@",
    "%40a.",
  ])("is found quickly in a line full of %s", (piece) => {
    expect(
      logged((log) =>
        log.info(
          { text: piece.repeat((piece === "://" ? 20_000_000 : 5_000_000) / piece.length) },
          "a.b",
        ),
      ),
    ).toHaveLength(1);
  });
});

const readable = (fields: Record<string, unknown>): string =>
  logged((log) => log.warn(fields, "thing.happened"), { readable: true }).join("");

describe("a line at a terminal", () => {
  it("is readable without knowing JSON", () => {
    const cause = systemError("ECONNRESET", "socket hang up");
    const err = new PlatformError("unavailable", "Discord did not answer", { cause });
    expect(stripVTControlCharacters(readable({ jobId: "job:1", text: "two words", err }))).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN  thing\.happened jobId=job:1 text="two words" PlatformError unavailable: Discord did not answer ← Error ECONNRESET: socket hang up\n$/,
    );
  });

  it("has a defect's stack on separate lines", () => {
    const lines = readable({ err: new Error("no") }).split("\n");
    expect(lines[0]).toContain("Error: no");
    expect(lines[1]).toMatch(/^ {4}at .*logger\.test\.ts/);
  });

  it("has no secrets and credentials, however JSON would write them", () => {
    const secret = 'a"b\\c/d=e+f';
    const [text] = logged((log) => log.info({ secret, url: `https://x/?${CANARY}` }, "a.b"), {
      secrets: [secret],
      readable: true,
    });
    expect(text).not.toContain("b\\c");
    expect(text).not.toContain(CANARY);
  });

  it("has no control characters for the terminal", () => {
    const text = readable({ text: "\u001b[2J\u009b2J\u202e", "\u001b]0;": 1 });
    const signs = ["\u001b", "\u009b", "\u202e"];
    expect(signs.filter((sign) => stripVTControlCharacters(text).includes(sign))).toEqual([]);
    expect(text).toContain("\\u001b[2J");
  });
});
