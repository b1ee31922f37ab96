import type { TextChannel } from "discord.js";
import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../sandbox/discord/rest/rate-limiter.ts";
import { call, logIn, post, startSandbox, upload } from "./discord-fixture.ts";

const HOUR_MS = 60 * 60 * 1000;

describe("rate limits, once switched on", () => {
  it("allow five posts in five seconds, say so in the headers, and refuse the sixth", async () => {
    const sandbox = await startSandbox({ rateLimits: true });
    const answers = [];
    for (let count = 0; count < 6; count += 1) answers.push(await post(sandbox, { content: "x" }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    const remaining = answers.map(({ headers }) => headers.get("x-ratelimit-remaining"));
    expect(remaining).toEqual(["4", "3", "2", "1", "0", "0"]);
    const { headers, body } = answers[5]!;
    expect(headers.get("x-ratelimit-limit")).toBe("5");
    expect(headers.get("x-ratelimit-scope")).toBe("user");
    expect(Number(headers.get("retry-after"))).toBe(Math.ceil(body.retry_after));
    expect(Number(headers.get("x-ratelimit-reset-after"))).toBeCloseTo(body.retry_after, 1);
    expect(body).toMatchObject({ message: "You are being rate limited.", global: false });
    const other = sandbox.addChannel();
    const path = `/channels/${other}/messages`;
    const elsewhere = await call(sandbox, { method: "POST", path, json: { content: "x" } });
    expect(elsewhere.status, "another channel").toBe(200);
    sandbox.advanceTime(5000);
    expect((await post(sandbox, { content: "x" })).status).toBe(200);
    expect(sandbox.messages()).toHaveLength(6);
  });

  it("allow fifty requests a second, answers to interactions excluded", () => {
    let nowMs = 0;
    const limiter = createRateLimiter({ now: () => nowMs }, true);
    const route = { method: "GET", path: "/users/@me", run: () => ({ status: 204 }) } as const;
    const take = (more: { open?: boolean } = {}) => limiter.take({ ...route, ...more }, "");
    for (let count = 0; count < 50; count += 1) expect(take().refusal).toBeUndefined();
    nowMs = 600;
    const { headers, refusal } = take();
    expect(headers).toEqual({ "x-ratelimit-global": "true", "x-ratelimit-scope": "global" });
    expect(refusal).toMatchObject({ status: 429, body: { retry_after: 0.4, global: true } });
    expect(refusal?.headers).toEqual({ "retry-after": "1" });
    expect(take({ open: true }).refusal).toBeUndefined();
    nowMs = 1000;
    expect(take().refusal).toBeUndefined();
  });

  it("are respected by discord.js, which runs into none", async () => {
    const sandbox = await startSandbox({ rateLimits: true });
    const client = await logIn(sandbox);
    const channel = (await client.channels.fetch(sandbox.channelId)) as TextChannel;
    const sent = [1, 2, 3, 4, 5].map((number) => channel.send(`${number}`));
    await Promise.all(sent);
    expect(sandbox.messages().map(({ content }) => content)).toEqual(["1", "2", "3", "4", "5"]);
    expect(sandbox.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it("do not exist unless switched on", async () => {
    const sandbox = await startSandbox();
    for (let count = 0; count < 8; count += 1) await post(sandbox, { content: "x" });
    expect(sandbox.messages()).toHaveLength(8);
  });
});

describe("editing", () => {
  it("messages older than an hour is limited for each channel", async () => {
    const sandbox = await startSandbox({ maxOldEdits: 2 });
    const { body } = await post(sandbox, { content: "0" });
    const path = `/channels/${sandbox.channelId}/messages/${body.id}`;
    const edit = (content: string) => call(sandbox, { method: "PATCH", path, json: { content } });
    for (const content of ["1", "2", "3"]) expect((await edit(content)).status).toBe(200);
    sandbox.ageMessage(sandbox.channelId, body.id, HOUR_MS + 1000);
    for (const content of ["4", "5"]) expect((await edit(content)).status).toBe(200);
    const refused = await edit("6");
    expect(refused).toMatchObject({ status: 429, body: { code: 30046, global: false } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(sandbox.messages()[0]?.content).toBe("5");
    sandbox.advanceTime(HOUR_MS);
    expect((await edit("7")).status).toBe(200);
  });

  it("with files keeps only the attachments that are listed", async () => {
    const sandbox = await startSandbox();
    const two = { attachments: [{ id: 0 }, { id: 1 }] };
    const { body } = await upload(sandbox, two, [
      new File(["a"], "a.txt"),
      new File(["b"], "b.txt"),
    ]);
    const kept = { id: body.attachments[1].id, description: "b" };
    const edit = { attachments: [kept, { id: 0, filename: "c.txt" }] };
    const files = [new File(["c"], "c.txt")];
    await upload(sandbox, edit, { files, messageId: body.id });
    const edited = sandbox.messages()[0]!;
    expect(edited.attachments.map(({ filename }) => filename)).toEqual(["b.txt", "c.txt"]);
    expect(edited.attachments[0]).toMatchObject(kept);
    expect(sandbox.violations).toEqual([]);
  });
});
