import { describe, expect, test } from "vitest";
import { callApi, openSandbox } from "./open-sandbox.ts";

describe("the envelope of the Web API", () => {
  test("an unknown method is refused and recorded", async () => {
    const sandbox = await openSandbox();

    const { body } = await callApi(sandbox, "files.upload");

    expect(body).toMatchObject({ ok: false, error: "unknown_method" });
    expect(sandbox.violations).toMatchObject([{ kind: "unknown_method", method: "files.upload" }]);
  });

  test("an argument of the wrong type, or a missing one, is refused and recorded", async () => {
    const sandbox = await openSandbox();

    const wrong = await callApi(sandbox, "chat.postMessage", {
      channel: sandbox.channels.publicJoined,
      text: "x",
      thread_ts: 1_700_000_000.1,
    });
    const missing = await callApi(sandbox, "chat.update", { text: "x", ts: "1.000000" });

    expect(wrong.body).toMatchObject({ ok: false, error: "invalid_arguments" });
    expect(missing.body).toMatchObject({
      error: "invalid_arguments",
      response_metadata: { messages: ["[ERROR] missing required field: channel"] },
    });
    expect(sandbox.violations.map(({ kind }) => kind)).toEqual([
      "invalid_arguments",
      "invalid_arguments",
    ]);
    expect(sandbox.messages(sandbox.channels.publicJoined)).toEqual([]);
  });

  test("an unknown argument is ignored as on Slack, but recorded", async () => {
    const sandbox = await openSandbox();

    const { body } = await callApi(sandbox, "chat.postMessage", {
      channel: sandbox.channels.publicJoined,
      text: "x",
      client_msg_id: "made up",
    });

    expect(body["ok"]).toBe(true);
    expect(sandbox.violations).toMatchObject([{ kind: "unknown_argument" }]);
  });

  test("a form and JSON mean the same; methods that read take no JSON", async () => {
    const sandbox = await openSandbox();
    const channel = sandbox.channels.publicJoined;
    const blocks = [{ type: "header", text: { type: "plain_text", text: "Hello" } }];

    const form = new URLSearchParams({
      channel,
      text: "x",
      blocks: JSON.stringify(blocks),
      unfurl_links: "false",
    });
    await callApi(sandbox, "chat.postMessage", form);
    await callApi(sandbox, "chat.postMessage", { channel, text: "x", blocks, unfurl_links: false });
    const reading = await callApi(sandbox, "conversations.info", { channel });
    const get = await fetch(`${sandbox.apiUrl}conversations.info?channel=${channel}`, {
      headers: { authorization: `Bearer ${sandbox.botToken}` },
    });

    const [first, second] = sandbox.messages(channel);
    expect(first).toMatchObject({ text: "x", blocks, unfurlLinks: false });
    expect({ ...second, ts: "" }).toEqual({ ...first, ts: "" });
    expect(reading.body["error"]).toBe("invalid_arguments");
    expect(await get.json()).toMatchObject({ ok: true, channel: { id: channel } });
  });

  test("JSON without a charset gets Slack's warning", async () => {
    const sandbox = await openSandbox();

    const response = await fetch(`${sandbox.apiUrl}auth.test`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${sandbox.botToken}`,
        "content-type": "application/json",
      },
      body: "{}",
    });

    expect(await response.json()).toMatchObject({ ok: true, warning: "missing_charset" });
  });

  test("a missing, wrong, other or revoked token is refused, and a restored one accepted", async () => {
    const sandbox = await openSandbox();
    const { apiUrl } = sandbox;
    const error = async (method: string, botToken = sandbox.botToken): Promise<unknown> =>
      (await callApi({ apiUrl, botToken }, method)).body["error"];

    expect(await error("auth.test", "")).toBe("not_authed");
    expect(await error("auth.test", "xoxb-other")).toBe("invalid_auth");
    expect(await error("auth.test", sandbox.appToken)).toBe("not_allowed_token_type");
    expect(await error("apps.connections.open")).toBe("not_allowed_token_type");
    expect(await error("apps.connections.open", "xapp-other")).toBe("invalid_auth");
    sandbox.revokeBotToken();
    expect(await error("auth.test")).toBe("token_revoked");
    sandbox.revokeBotToken("account_inactive");
    expect(await error("auth.test")).toBe("account_inactive");
    sandbox.revokeAppToken();
    expect(await error("apps.connections.open", sandbox.appToken)).toBe("invalid_auth");
    sandbox.restoreTokens();
    expect(await error("auth.test")).toBeUndefined();
    expect(await error("apps.connections.open", sandbox.appToken)).toBeUndefined();
  });

  test("every answer names the scopes granted, and a missing one", async () => {
    const sandbox = await openSandbox({ scopes: ["chat:write", "commands"] });

    const { body, headers } = await callApi(sandbox, "conversations.join", {
      channel: sandbox.channels.publicNotJoined,
    });

    expect(body).toEqual({
      ok: false,
      error: "missing_scope",
      needed: "channels:join",
      provided: "chat:write,commands",
    });
    expect(headers.get("x-oauth-scopes")).toBe("chat:write,commands");
    expect(headers.get("x-accepted-oauth-scopes")).toBe("channels:join");
    expect(headers.get("x-slack-req-id")).toMatch(/^[0-9a-f]{32}$/);
  });

  test("requests are kept without their tokens", async () => {
    const sandbox = await openSandbox();

    const form = new URLSearchParams({ token: sandbox.botToken });
    await callApi({ apiUrl: sandbox.apiUrl, botToken: "" }, "auth.test", form);

    expect(sandbox.requests).toMatchObject([{ method: "auth.test", args: {}, status: 200 }]);
    expect(JSON.stringify(sandbox.requests)).not.toContain(sandbox.botToken);
  });
});

describe("injected faults", () => {
  test("can be a 429 with Retry-After, once", async () => {
    const sandbox = await openSandbox();
    sandbox.failNext({
      method: "auth.test",
      error: "ratelimited",
      headers: { "Retry-After": "7" },
    });

    const limited = await callApi(sandbox, "auth.test");
    const after = await callApi(sandbox, "auth.test");

    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("7");
    expect(limited.body).toEqual({ ok: false, error: "ratelimited" });
    expect(after.status).toBe(200);
  });

  test("can lose an answer before or after the request takes effect", async () => {
    const sandbox = await openSandbox();
    const channel = sandbox.channels.publicJoined;
    const post = (text: string) => callApi(sandbox, "chat.postMessage", { channel, text });
    sandbox.failNext({ method: "chat.postMessage", reset: true });
    sandbox.failNext({ method: "chat.postMessage", reset: true, when: "after-processing" });
    sandbox.failNext({
      method: "chat.postMessage",
      error: "internal_error",
      when: "after-processing",
    });

    await expect(post("1")).rejects.toThrow("fetch failed");
    await expect(post("2")).rejects.toThrow("fetch failed");
    expect((await post("3")).body).toEqual({ ok: false, error: "internal_error" });

    expect(sandbox.messages(channel).map(({ text }) => text)).toEqual(["2", "3"]);
  });

  test("can be a status with a given body, as often as injected, until cleared", async () => {
    const sandbox = await openSandbox();
    sandbox.failNext({ method: "auth.test", status: 503, body: "<html>", times: 3 });
    const status = async (): Promise<[number, string]> => {
      const response = await fetch(`${sandbox.apiUrl}auth.test`, { method: "POST" });
      return [response.status, await response.text()];
    };

    expect(await status()).toEqual([503, "<html>"]);
    expect(await status()).toEqual([503, "<html>"]);
    sandbox.clearFaults();
    expect((await status())[0]).toBe(200);
  });

  test("can hang an answer until the stand-in's pause ends", async () => {
    const sandbox = await openSandbox();
    sandbox.failNext({ method: "auth.test", hang: true });
    const hanging = callApi(sandbox, "auth.test").catch((error: unknown) => error);
    await expect.poll(() => sandbox.requestsOf("auth.test")).toHaveLength(1);

    await sandbox.pause();

    expect(await hanging).toBeInstanceOf(Error);
  });

  test("can delay an answer, which is still the right one", async () => {
    const sandbox = await openSandbox();
    sandbox.failNext({ method: "auth.test", delayMs: 30 });
    const startedAtMs = performance.now();

    const { body } = await callApi(sandbox, "auth.test");

    expect(body["ok"]).toBe(true);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(25);
  });

  test("can refuse apps.connections.open", async () => {
    const sandbox = await openSandbox();
    sandbox.socket.refuseConnections(1);
    const open = () =>
      fetch(`${sandbox.apiUrl}apps.connections.open`, {
        method: "POST",
        headers: { authorization: `Bearer ${sandbox.appToken}` },
      });

    expect((await open()).status).toBe(503);
    expect((await open()).status).toBe(200);
  });
});
