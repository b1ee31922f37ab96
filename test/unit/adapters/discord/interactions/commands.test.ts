import { expect, it } from "vitest";
import { line, mention, message } from "../../../../../src/core/message.ts";
import {
  connect,
  handlersWith,
  hurriedClock,
  JOB_ID,
  say,
  statusPost,
} from "../../../../support/discord/connected.ts";

const order = { name: "pika-status", options: { jobid: JOB_ID } };

it("acknowledges a command privately, and hands on its text, user and channel", async () => {
  await using server = await connect({ sandbox: { uploadLimitBytes: 50_000_000 } });
  const { typed, invocation } = await server.type();
  expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
  expect(invocation).toMatchObject({
    name: "pika-status",
    options: { jobid: JOB_ID },
    channel: server.channel,
    userId: server.discord.users[0].id,
    uploadLimitBytes: 50_000_000,
  });
  expect(server.discord.violations).toEqual([]);
});

it("acknowledges before the command is handled, however long that takes", async () => {
  const { promise: handled, resolve: finish } = Promise.withResolvers<void>();
  await using server = await connect({
    adapter: { handlers: handlersWith({ command: () => handled }) },
  });
  const typed = await server.discord.command(order);
  expect((await typed.acknowledged).afterMs).toBeLessThan(3_000);
  finish();
});

it("answers only the user who asked; a later answer replaces the earlier one", async () => {
  await using server = await connect();
  const { typed, invocation } = await server.type();
  await invocation.reply(say("Looking that up."));
  expect(typed.reply()).toBe("Looking that up.");
  await invocation.reply(say("Following it."));
  expect(typed.reply()).toBe("Following it.");
  expect(typed.original()).toMatchObject({ ephemeral: true });
  expect(typed.followUps()).toEqual([]);
  expect(server.discord.messages()).toEqual([]);
});

it("lets no private answer notify anybody", async () => {
  await using server = await connect();
  const { typed, invocation } = await server.type();
  const { id } = server.discord.users[1];
  await invocation.reply(message([line(mention(id), " @everyone")], { pings: [id] }));
  expect(typed.original()?.pings).toEqual({ everyone: false, users: [], roles: [] });
});

it.each([
  ["refused with 500", { status: 500 }],
  ["cut off", { effect: "reset" }],
  ["cut off after acting", { effect: "reset", when: "after-processing" }],
  ["left without an answer after acting", { effect: "hang", when: "after-processing" }],
] as const)("acknowledges although the first attempt is %s", async (_, fault) => {
  const hangs = "effect" in fault && fault.effect === "hang";
  await using server = await connect(hangs ? { adapter: { clock: hurriedClock(10) } } : {});
  server.discord.failNext({ method: "POST", path: /^\/interactions\//, ...fault });
  const { typed, invocation } = await server.type();
  await invocation.reply(say("Following it."));
  expect(typed.reply()).toBe("Following it.");
});

it("ignores a command that it could not acknowledge, and logs it", async () => {
  await using server = await connect();
  const body = { message: "Unknown interaction", code: 10062 };
  server.discord.failNext({ path: /^\/interactions\//, status: 404, body });
  const typed = await server.discord.command(order);
  typed.acknowledged.catch(() => {});
  await expect.poll(() => server.log.of("command.not_acknowledged")).toHaveLength(1);
  expect(server.invocations).toEqual([]);
});

it("ignores a command that has expired by the second attempt", async () => {
  await using server = await connect();
  const path = /^\/interactions\//;
  server.discord.failNext({ path, status: 502 });
  const body = { message: "Unknown interaction", code: 10062 };
  server.discord.failNext({ path, status: 404, body });
  const typed = await server.discord.command(order);
  typed.acknowledged.catch(() => {});
  await expect.poll(() => server.log.of("command.not_acknowledged")).toHaveLength(1);
  expect(server.invocations).toEqual([]);
});

// The command was dropped, and the person got nothing.
it("handles a command whose acknowledgement may have been lost", async () => {
  await using server = await connect({ adapter: { clock: hurriedClock(10) } });
  server.discord.failNext({ path: /^\/interactions\//, status: 500, times: Infinity });
  const { typed, invocation } = await server.type();
  typed.acknowledged.catch(() => {});
  expect(server.log.of("acknowledgement.uncertain")).toHaveLength(1);
  await server.adapter.postStatus(statusPost(invocation.channel, "The job runs."));
  await invocation.reply(say("Following it."));
  expect(server.log.of("reply.expired")).toHaveLength(1);
});

it("answers again if the first attempt is lost", async () => {
  await using server = await connect();
  const { typed, invocation } = await server.type();
  server.discord.failNext({ method: "PATCH", path: /@original$/, status: 502 });
  await invocation.reply(say("Following it."));
  expect(typed.reply()).toBe("Following it.");
});

it("logs an answer that comes too late, without the interaction's token", async () => {
  await using server = await connect();
  const { typed, invocation } = await server.type();
  server.discord.advanceTime(16 * 60_000);
  await invocation.reply(say("Too late."));
  const [fields] = server.log.of("reply.expired");
  const { cause } = fields!["err"] as { cause: object };
  expect(cause).toMatchObject({ status: expect.any(Number) as number });
  expect(JSON.stringify([fields, Object.entries(cause)])).not.toContain(typed.token);
});

it("rejects with an error that says whether to retry if Discord stays down", async () => {
  await using server = await connect({ adapter: { clock: hurriedClock(10) } });
  const { invocation } = await server.type();
  server.discord.failNext({ method: "PATCH", path: /@original$/, times: Infinity });
  await expect(invocation.reply(say("Hello."))).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
});

it("asks users to try again during a stop, and calls no handler", async () => {
  await using server = await connect();
  server.adapter.stopCommands();
  const typed = await server.discord.command(order);
  expect(await typed.acknowledged).toMatchObject({ type: 4, ephemeral: true });
  expect(typed.reply()).toMatch(/restarting.*try again/i);
  expect(server.invocations).toEqual([]);
});
