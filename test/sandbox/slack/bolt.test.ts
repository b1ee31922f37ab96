import { expect, test } from "vitest";
import { openSandbox } from "./open-sandbox.ts";
import { startApp } from "./start-app.ts";

test("a slash command reaches Bolt with everything that Slack sends, and the user sees each reply", async () => {
  const sandbox = await openSandbox();
  let body: Record<string, unknown> = {};
  await startApp(sandbox, (app) => {
    app.command("/pika-status", async ({ ack, respond, command, client }) => {
      body = { ...command };
      await ack({ text: "looking" });
      await respond({ text: "still looking", replace_original: true });
      await respond({ text: "*done*", response_type: "in_channel" });
      await client.chat.postEphemeral({
        channel: command.channel_id,
        user: command.user_id,
        text: "only you see this",
      });
    });
  });

  const command = await sandbox.command({ command: "/pika-status", text: "job:1" });
  const ack = await command.acknowledged;
  await command.waitForPrivateReply(({ text }) => text === "only you see this");

  expect(ack.payload).toEqual({ text: "looking" });
  expect(ack.afterMs).toBeLessThan(3000);
  expect(body).toMatchObject({
    command: "/pika-status",
    text: "job:1",
    team_id: sandbox.teamId,
    channel_id: sandbox.channels.publicJoined,
    channel_name: "videos",
    user_id: sandbox.userId,
    user_name: "ada",
    api_app_id: sandbox.appId,
    is_enterprise_install: "false",
    response_url: command.responseUrl,
    trigger_id: command.triggerId,
  });
  expect(command.privateReplyHistory.map(({ text, via }) => [via, text])).toEqual([
    ["ack", "looking"],
    ["response_url", "still looking"],
    ["chat.postEphemeral", "only you see this"],
  ]);
  expect(command.privateReplies.map(({ text }) => text)).toEqual([
    "still looking",
    "only you see this",
  ]);
  expect(sandbox.messages(sandbox.channels.publicJoined)).toMatchObject([{ text: "*done*" }]);
  expect(sandbox.violations).toEqual([]);
});

test("without an ack in time the user is told, and a late ack changes nothing", async () => {
  const sandbox = await openSandbox({ ackTimeoutMs: 50 });
  const slow = Promise.withResolvers<void>();
  const acked = Promise.withResolvers<void>();
  await startApp(sandbox, (app) => {
    app.command("/pika-status", async ({ ack }) => {
      await slow.promise;
      await ack("too late");
      acked.resolve();
    });
  });

  const command = await sandbox.command({ command: "/pika-status", text: "" });
  await expect(command.acknowledged).rejects.toThrow("/pika-status failed");
  slow.resolve();
  await acked.promise;
  await expect
    .poll(() => command.ack)
    .toEqual({ kind: "timed out", lateAfterMs: expect.any(Number) as number });

  expect(command.notices).toEqual(["/pika-status failed because the app did not respond"]);
  expect(command.privateReplies).toEqual([]);
});

test.for(["refresh_requested", "warning", "link_disabled"] as const)(
  "Bolt reconnects after a disconnect message (%s) and gets the next command",
  async (reason) => {
    const sandbox = await openSandbox();
    await startApp(sandbox, (app) => {
      app.command("/pika-status", ({ ack }) => ack("here"));
    });
    sandbox.socket.disconnect(reason);
    await expect.poll(() => sandbox.socketCount).toBe(0);

    const command = await sandbox.command({ command: "/pika-status", text: "" });

    expect((await command.acknowledged).payload).toEqual({ text: "here" });
    expect(sandbox.requestsOf("apps.connections.open")).toHaveLength(2);
  },
);

test("Bolt survives a broken connection and an absent server", async () => {
  const sandbox = await openSandbox();
  await startApp(sandbox, (app) => {
    app.command("/pika-status", ({ ack }) => ack("here"));
  });
  sandbox.socket.reset();
  await expect.poll(() => sandbox.socketCount).toBe(0);
  const { port } = sandbox;
  await (
    await sandbox.command({ command: "/pika-status", text: "" })
  ).acknowledged;

  await sandbox.pause();
  await expect(fetch(sandbox.apiUrl)).rejects.toThrow("fetch failed");
  await sandbox.resume();

  expect(sandbox.port).toBe(port);
  const command = await sandbox.command({ command: "/pika-status", text: "" });
  expect((await command.acknowledged).payload).toEqual({ text: "here" });
});

test("Bolt leaves a server that no longer answers its pings", async () => {
  const sandbox = await openSandbox();
  await startApp(sandbox, (app) => {
    app.command("/pika-status", ({ ack }) => ack("here"));
  });
  const left = Promise.withResolvers<void>();
  sandbox.on("sockets", (count) => {
    if (count === 0) left.resolve();
  });

  sandbox.socket.muteHeartbeat(true);
  await left.promise;
  sandbox.socket.muteHeartbeat(false);

  const command = await sandbox.command({ command: "/pika-status", text: "" });
  expect((await command.acknowledged).payload).toEqual({ text: "here" });
});

test("two apps share the commands, one socket each", async () => {
  const sandbox = await openSandbox();
  for (const name of ["first", "second"]) {
    await startApp(sandbox, (app) => {
      app.command("/pika-status", ({ ack }) => ack(name));
    });
  }

  const payloads: unknown[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const command = await sandbox.command({ command: "/pika-status", text: "" });
    payloads.push((await command.acknowledged).payload);
  }

  expect(payloads).toEqual(["first", "second", "first", "second"].map((text) => ({ text })));
});

test("a repeated envelope reaches the app again, and its second ack is no violation", async () => {
  const sandbox = await openSandbox();
  const triggers: string[] = [];
  await startApp(sandbox, (app) => {
    app.command("/pika-status", async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack("here");
    });
  });
  sandbox.socket.resendEnvelopes(1);

  const command = await sandbox.command({ command: "/pika-status", text: "" });
  command.resend();
  await expect.poll(() => triggers).toEqual(Array(3).fill(command.triggerId));
  await command.acknowledged;

  expect(command.privateReplyHistory).toHaveLength(1);
  expect(sandbox.violations).toEqual([]);
});
