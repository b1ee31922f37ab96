import { expect, it, vi } from "vitest";
import { command, line, message, small } from "../../../src/core/message.ts";
import { createSlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { offeredCommands } from "../../support/offered-commands.ts";
import {
  again,
  createHurriedClock,
  createResultPost,
  openWorkspace,
} from "../../support/slack/workspace.ts";

const words = message([line("See ", command("pika-jobs"), "."), small(command("pika-help"))]);
const RENDERED = /See `\/render-jobs`\.[^]*`\/render-help`/;

it("names commands in messages, edits, results and private answers as people type them", async () => {
  await using workspace = await openWorkspace({ commandPrefix: "render" });
  await workspace.start();
  const { adapter, slack, ref, invocations } = workspace;
  const channel = ref(slack.channels.publicJoined);
  const status = { channel, jobId: "job-1", message: words, key: "k", mayAlreadyExist: false };
  const posted = await adapter.postStatus(status);
  await adapter.postResult(createResultPost(channel, { message: words, files: [] }));
  await adapter.postResult(createResultPost(channel, { message: words, key: "with a file" }));
  const twice = message([line("Edited"), ...words.blocks]);
  await adapter.editStatus({ channel, ref: posted, message: twice });
  const typed = await slack.command({ command: "/render-status", text: "job-1" });
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
  await invocations[0]!.reply(words);
  const answer = await typed.waitForPrivateReply();
  const shown = slack.messages(channel.channel).map((each) => JSON.stringify(each));
  expect(shown).toHaveLength(3);
  for (const text of [...shown, JSON.stringify(answer)]) {
    expect(text).toMatch(RENDERED);
    expect(text).not.toMatch(/\/pika-/);
  }
});

it("passes on what people typed, whatever the prefix of the manifest", async () => {
  await using workspace = await openWorkspace({ commandPrefix: "render" });
  await workspace.start();
  const { slack, invocations } = workspace;
  for (const [index, name] of ["render-status", "job-status", "pika-status"].entries())
    slack.socket.sendAnything({
      type: "slash_commands",
      envelope_id: `e${index}`,
      payload: {
        command: `/${name}`,
        text: "job-1",
        team_id: slack.teamId,
        channel_id: slack.channels.publicJoined,
        user_id: slack.userId,
        trigger_id: `${index}`,
      },
    });
  await vi.waitFor(() => expect(invocations).toHaveLength(3));
  expect(invocations.map(({ name }) => name)).toEqual([
    "render-status",
    "job-status",
    "pika-status",
  ]);
  for (const { options } of invocations) expect(options).toEqual({ jobid: "job-1" });
});

it("recognises a result that was posted under another prefix", async () => {
  await using workspace = await openWorkspace();
  await workspace.start();
  const { slack, adapter, log, ref } = workspace;
  const channel = ref(slack.channels.publicJoined);
  const post = createResultPost(channel, { message: words, files: [] });
  const { id } = await adapter.postResult(post);
  const renamed = createSlackAdapter({
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    commands: offeredCommands,
    commandPrefix: "render",
    handlers: { command: async () => {}, action: async () => {}, complete: async () => [] },
    log,
    clock: createHurriedClock(),
  });
  await renamed.start(new AbortController().signal);
  expect(log.lines.at(-1)?.fields["install"]).toContain("npm run --silent manifest");
  expect(await renamed.postResult(again(post))).toMatchObject({ id });
  await renamed.stop();
  expect(slack.messages(channel.channel)).toHaveLength(1);
});
