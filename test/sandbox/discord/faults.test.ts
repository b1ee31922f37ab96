import { describe, expect, it } from "vitest";
import type { SandboxMessage } from "../../../sandbox/discord/discord-sandbox.ts";
import { call, post, startSandbox } from "./discord-fixture.ts";

describe("an injected fault", () => {
  it("answers once in place of a matching request", async () => {
    const sandbox = await startSandbox();
    const fault = sandbox.failNext({
      method: "POST",
      path: /^\/channels\/\d+\/messages$/,
      status: 503,
    });
    expect((await call(sandbox, { path: "/users/@me" })).status).toBe(200);
    expect((await post(sandbox, { content: "x" })).status).toBe(503);
    expect(sandbox.messages()).toEqual([]);
    expect((await post(sandbox, { content: "x" })).status).toBe(200);
    expect(fault.hits).toBe(1);
  });

  it("can act first and lose the answer", async () => {
    const sandbox = await startSandbox();
    sandbox.failNext({ effect: "reset", when: "after-processing", times: 2 });
    await expect(post(sandbox, { content: "a" })).rejects.toThrow("fetch failed");
    await expect(post(sandbox, { content: "b" })).rejects.toThrow("fetch failed");
    expect(sandbox.messages().map(({ content }) => content)).toEqual(["a", "b"]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it("can close the connection before acting", async () => {
    const sandbox = await startSandbox();
    sandbox.failNext({ effect: "reset" });
    await expect(post(sandbox, { content: "a" })).rejects.toThrow("fetch failed");
    expect(sandbox.messages()).toEqual([]);
  });

  it("can hang until it is removed", async () => {
    const sandbox = await startSandbox();
    const fault = sandbox.failNext({ effect: "hang", times: Infinity });
    const removal = sandbox.waitFor(({ requests }) => requests.length === 1);
    void removal.then(() => fault.remove());
    await expect(post(sandbox, { content: "a" })).rejects.toThrow("fetch failed");
    expect((await post(sandbox, { content: "b" })).status).toBe(200);
  });

  it("can be a rate limit with both forms of the wait", async () => {
    const sandbox = await startSandbox();
    sandbox.failNext({ status: 429, retryAfterMs: 1500 });
    const { status, body, headers } = await post(sandbox, { content: "a" });
    expect(status).toBe(429);
    expect(body).toMatchObject({ retry_after: 1.5, global: false });
    expect(headers.get("retry-after")).toBe("2");
  });

  it("can carry any body and headers", async () => {
    const sandbox = await startSandbox();
    sandbox.failNext({
      status: 400,
      body: { code: 200000, message: "Blocked" },
      headers: { via: "x" },
    });
    const answer = await post(sandbox, { content: "a" });
    expect(answer).toMatchObject({ status: 400, body: { code: 200000 } });
    expect(answer.headers.get("via")).toBe("x");
  });
});

describe("observing the stand-in", () => {
  it("notifies listeners of each event", async () => {
    const sandbox = await startSandbox();
    const seen: string[] = [];
    const note = (kind: string) => (message: SandboxMessage) => {
      seen.push(`${kind} ${message.content}`);
    };
    const stop = sandbox.on("message", note("new"));
    sandbox.on("edit", note("edit"));
    sandbox.on("delete", note("gone"));
    const { body } = await post(sandbox, { content: "a" });
    const path = `/channels/${sandbox.channelId}/messages/${body.id}`;
    await call(sandbox, { method: "PATCH", path, json: { content: "b" } });
    await call(sandbox, { method: "DELETE", path });
    stop();
    await post(sandbox, { content: "c" });
    expect(seen).toEqual(["new a", "edit b", "gone b"]);
  });

  it("waits for a state without polling, and says what did not come", async () => {
    const sandbox = await startSandbox();
    const arrived = sandbox.waitFor(() => sandbox.messages().at(0)?.content);
    await post(sandbox, { content: "a" });
    expect(await arrived).toBe("a");
    await expect(sandbox.waitFor(() => false, 20)).rejects.toThrow("waited 20 ms in vain");
  });

  it("can be closed twice, with open requests and sockets", async () => {
    const sandbox = await startSandbox();
    sandbox.failNext({ effect: "hang" });
    const closed = sandbox
      .waitFor(({ requests }) => requests.length === 1)
      .then(() => sandbox.close());
    await expect(post(sandbox, { content: "a" })).rejects.toThrow("fetch failed");
    await closed;
    await sandbox.close();
  });
});
