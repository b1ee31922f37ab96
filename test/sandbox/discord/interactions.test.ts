import { describe, expect, it, onTestFinished, vi } from "vitest";
import type {
  DiscordSandbox,
  SandboxInteraction,
} from "../../../sandbox/discord/discord-sandbox.ts";
import { call, register, startSandbox, type Answer } from "./discord-fixture.ts";

const EPHEMERAL = 64;

async function startTyped(
  order: Partial<Parameters<DiscordSandbox["command"]>[0]> = {},
): Promise<{ sandbox: DiscordSandbox; typed: SandboxInteraction }> {
  const sandbox = await startSandbox();
  await register(sandbox);
  const name = "pika-status";
  return { sandbox, typed: await sandbox.command({ name, options: { jobid: "1" }, ...order }) };
}

const callback = (
  sandbox: DiscordSandbox,
  typed: SandboxInteraction,
  json: unknown,
): Promise<Answer> =>
  call(sandbox, {
    method: "POST",
    path: `/interactions/${typed.id}/${typed.token}/callback?with_response=true`,
    json,
  });

const webhook = (
  sandbox: DiscordSandbox,
  typed: SandboxInteraction,
  request: { method: string; rest?: string; json?: unknown },
): Promise<Answer> =>
  call(sandbox, {
    ...request,
    path: `/webhooks/${sandbox.applicationId}/${typed.token}${request.rest ?? ""}`,
  });

const editOriginal = (sandbox: DiscordSandbox, typed: SandboxInteraction, content: string) =>
  webhook(sandbox, typed, { method: "PATCH", rest: "/messages/@original", json: { content } });

describe("typing a command", () => {
  it("is refused if the bot has not registered it or the options do not fit", async () => {
    const sandbox = await startSandbox();
    const name = "pika-status";
    await expect(sandbox.command({ name })).rejects.toThrow("has not registered");
    await register(sandbox);
    await expect(sandbox.command({ name })).rejects.toThrow("jobid is required");
    const long = sandbox.command({ name, options: { jobid: "x".repeat(257) } });
    await expect(long).rejects.toThrow("0 to 256 characters");
    await expect(sandbox.command({ name, options: { other: "x" } })).rejects.toThrow("no option");
  });
});

describe("the callback", () => {
  it("must come within 3 seconds", async () => {
    const { sandbox, typed } = await startTyped();
    sandbox.advanceTime(3001);
    await expect(typed.acknowledged).rejects.toThrow("did not respond");
    const late = await callback(sandbox, typed, { type: 5 });
    expect(late).toMatchObject({ status: 404, body: { code: 10062 } });
  });

  // The timer asked the clock again, which counts in other whole milliseconds: one interaction in 20 never expired.
  it("must come within 3 seconds, also if the clock is a millisecond behind the timer", async () => {
    const sandbox = await startSandbox();
    await register(sandbox);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const typed = await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
    vi.setSystemTime(Date.now() - 1);
    vi.advanceTimersByTime(3001);
    await expect(typed.acknowledged).rejects.toThrow("did not respond");
  });

  it("is accepted once", async () => {
    const { sandbox, typed } = await startTyped();
    const first = await callback(sandbox, typed, { type: 4, data: { content: "hi" } });
    expect(first.body.interaction).toMatchObject({ type: 2, response_message_loading: false });
    expect(first.body.resource.message.content).toBe("hi");
    const second = await callback(sandbox, typed, { type: 5 });
    expect(second).toMatchObject({ status: 400, body: { code: 40060 } });
    expect(await typed.acknowledged).toMatchObject({ type: 4, ephemeral: false });
  });

  it("must come before everything else", async () => {
    const { sandbox, typed } = await startTyped();
    expect((await editOriginal(sandbox, typed, "x")).body.code).toBe(10015);
  });
});

describe("after the callback", () => {
  it("the first follow-up fills a deferred answer and keeps its privacy", async () => {
    const { sandbox, typed } = await startTyped();
    await callback(sandbox, typed, { type: 5, data: { flags: EPHEMERAL } });
    expect(typed.original()).toMatchObject({ loading: true, ephemeral: true });
    const json = { content: `<@${sandbox.users[0].id}> <@${sandbox.users[1].id}>` };
    const first = await webhook(sandbox, typed, { method: "POST", json });
    expect(first.body.flags).toBe(EPHEMERAL);
    expect(typed.original()?.pings.users).toEqual([sandbox.users[0].id]);
    const second = await webhook(sandbox, typed, { method: "POST", json: { content: "b" } });
    expect(second.body.flags).toBe(0);
    expect(sandbox.messages().map(({ content }) => content)).toEqual(["b"]);
  });

  it("a public answer notifies when it appears, not when it is edited", async () => {
    const { sandbox, typed } = await startTyped();
    const [ada, grace] = sandbox.users;
    await callback(sandbox, typed, { type: 5 });
    await editOriginal(sandbox, typed, `<@${ada.id}>`);
    await editOriginal(sandbox, typed, `<@${grace.id}>`);
    expect(sandbox.messages()).toMatchObject([
      { pings: { users: [ada.id] }, edits: [{ content: `<@${ada.id}>` }] },
    ]);
  });

  it("a deleted answer is gone", async () => {
    const { sandbox, typed } = await startTyped();
    await callback(sandbox, typed, { type: 4, data: { content: "hi" } });
    const gone = await webhook(sandbox, typed, { method: "DELETE", rest: "/messages/@original" });
    expect(gone.status).toBe(204);
    expect(gone.headers.get("content-type")).toBeNull();
    expect(typed.reply()).toBeUndefined();
    expect((await editOriginal(sandbox, typed, "x")).body.code).toBe(10008);
    expect(sandbox.messages()).toEqual([]);
  });

  it("the token is valid for 15 minutes", async () => {
    const { sandbox, typed } = await startTyped();
    await callback(sandbox, typed, { type: 5 });
    sandbox.advanceTime(15 * 60 * 1000 - 1000);
    expect((await editOriginal(sandbox, typed, "in time")).status).toBe(200);
    sandbox.advanceTime(1001);
    const late = await editOriginal(sandbox, typed, "late");
    expect(late).toMatchObject({ status: 401, body: { code: 50027 } });
    expect(typed.reply()).toBe("in time");
  });

  it("an app that only the user installed may follow up five times", async () => {
    const { sandbox, typed } = await startTyped({ installation: "user" });
    await callback(sandbox, typed, { type: 4, data: { content: "hi" } });
    const statuses: number[] = [];
    for (const content of ["1", "2", "3", "4", "5", "6"]) {
      statuses.push((await webhook(sandbox, typed, { method: "POST", json: { content } })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 400]);
  });
});
