/** A process that may no longer act, in a stand-in workspace. */
import { expect, it } from "vitest";
import { NotOursError } from "../../../../src/core/errors.ts";
import { line, message } from "../../../../src/core/message.ts";
import {
  again,
  createResultPost,
  createVideo,
  openWorkspace,
  type Workspace,
} from "../../../support/slack/workspace.ts";

interface Lease {
  isHeld: boolean;
}

async function startWhile(): Promise<Workspace & { readonly lease: Lease }> {
  const lease = { isHeld: true };
  const workspace = await openWorkspace({ shareDelayMs: 0, mayAct: () => lease.isHeld });
  await workspace.start();
  return { ...workspace, lease };
}

const say = (text: string) => message([line(text)]);

it("sends nothing that people in channels would see", async () => {
  await using workspace = await startWhile();
  const { adapter, slack, lease } = workspace;
  const channel = workspace.ref(slack.channels.publicJoined);
  const ref = await adapter.postStatus(createResultPost(channel, { message: say("It runs.") }));
  lease.isHeld = false;
  const text = createResultPost(channel, { key: "other", files: [] });
  for (const call of [
    () => adapter.postStatus(text),
    () => adapter.postResult(text),
    () => adapter.editStatus({ channel, ref, message: say("It ended.") }),
  ])
    await expect(call()).rejects.toThrow(NotOursError);
  expect(slack.messages(channel.channel).map(({ text: shown }) => shown)).toEqual(["It runs."]);
  expect(slack.requestsOf("chat.postMessage")).toHaveLength(1);
  expect(slack.requestsOf("chat.update")).toEqual([]);
  // One before each attempt: one after it could replace that of the process that has the channel now.
  expect(text.saved).toHaveLength(2);
});

it("never shows a file whose upload took too long, and another process does", async () => {
  await using workspace = await startWhile();
  const { adapter, slack, lease } = workspace;
  const channel = workspace.ref(slack.channels.publicJoined);
  const whole = createVideo();
  const open = async function* () {
    yield* whole.open();
    lease.isHeld = false;
  };
  const post = createResultPost(channel, { files: [{ file: { ...whole, open }, altText: "" }] });
  await expect(adapter.postResult(post)).rejects.toThrow(NotOursError);
  expect(slack.messages(channel.channel)).toEqual([]);
  expect(slack.requestsOf("files.completeUploadExternal")).toEqual([]);
  lease.isHeld = true;
  await adapter.postResult({ ...again(post), files: [{ file: whole, altText: "" }] });
  expect(slack.messages(channel.channel)).toMatchObject([{ files: [{ sha256: whole.sha256 }] }]);
});

it("leaves the buttons of a result to the process that has the channel now", async () => {
  await using workspace = await startWhile();
  const { adapter, slack, lease } = workspace;
  const channel = workspace.ref(slack.channels.publicJoined);
  const share = { kind: "button", name: "share", argument: "f1", label: "Share" } as const;
  const post = createResultPost(channel, {
    message: { ...say("The video is ready"), actions: [share] },
  });
  const off = slack.on("message", () => void (lease.isHeld = false));
  await expect(adapter.postResult(post)).rejects.toThrow(NotOursError);
  off();
  lease.isHeld = true;
  await adapter.postResult(again(post));
  const [shown, ...others] = slack.messages(channel.channel);
  expect(others).toEqual([]);
  expect(JSON.stringify(shown)).toContain("share:f1");
});

it("answers commands nevertheless, beyond the uses of their response_url", async () => {
  await using workspace = await startWhile();
  const { slack, lease, invocations } = workspace;
  lease.isHeld = false;
  const typed = await slack.command({ command: "/pika-status", text: "job-1" });
  await typed.acknowledged;
  await expect.poll(() => invocations).toHaveLength(1);
  for (let count = 1; count <= 5; count += 1) await invocations[0]?.reply(say(`answer ${count}`));
  expect(slack.requestsOf("chat.postEphemeral")).toHaveLength(1);
  expect(slack.privateReplies.map(({ text }) => text)).toContain("answer 5");
});
