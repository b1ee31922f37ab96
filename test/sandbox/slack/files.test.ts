import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { callApi, openSandbox, uploadBytes } from "./open-sandbox.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

const complete = (sandbox: SlackSandbox, id: string, more: object = {}) =>
  callApi(sandbox, "files.completeUploadExternal", {
    files: [{ id, title: "A video" }],
    channel_id: sandbox.channels.publicJoined,
    initial_comment: "Here it is",
    ...more,
  });

const info = async (sandbox: SlackSandbox, file: string) =>
  (await callApi(sandbox, "files.info", new URLSearchParams({ file }))).body;

const hasFile = (id: string) => (message: { files: readonly { id: string }[] }) =>
  message.files.some((file) => file.id === id);

test("a file appears in the channel some time after its completion, and can be downloaded again", async () => {
  const sandbox = await openSandbox({ shareDelayMs: 500 });
  const channel = sandbox.channels.publicJoined;
  const bytes = randomBytes(300_000);
  const id = await uploadBytes(sandbox, "pika.mp4", bytes);

  expect(await info(sandbox, id)).toMatchObject({ ok: false, error: "file_not_found" });
  const completed = await complete(sandbox, id);
  expect(completed.body).toMatchObject({ ok: true, files: [{ id, title: "A video", shares: {} }] });
  expect(await info(sandbox, id)).toMatchObject({ file: { shares: {}, channels: [] } });
  expect(sandbox.messages(channel)).toEqual([]);

  const message = await sandbox.waitFor(hasFile(id));
  expect(message).toMatchObject({
    channelId: channel,
    text: "Here it is",
    files: [
      {
        name: "pika.mp4",
        title: "A video",
        size: bytes.length,
        mimetype: "video/mp4",
        sha256: sha256(bytes),
      },
    ],
  });
  expect(await info(sandbox, id)).toMatchObject({
    file: { channels: [channel], shares: { public: { [channel]: [{ ts: message.ts }] } } },
  });
  const download = await fetch(message.files[0]!.url, {
    headers: { authorization: `Bearer ${sandbox.botToken}` },
  });
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
  expect(sandbox.fileBytes(id)?.equals(bytes)).toBe(true);
  const anonymous = await fetch(message.files[0]!.url, { redirect: "manual" });
  expect(anonymous.status).toBe(302);
  expect(sandbox.violations).toEqual([]);
});

test("a private channel, a direct message and a thread share under `private`", async () => {
  const sandbox = await openSandbox();
  const { privateWithBot, directMessage } = sandbox.channels;
  const parent = sandbox.say(privateWithBot, "parent");
  for (const [channel_id, more] of [
    [privateWithBot, { thread_ts: parent.ts }],
    [directMessage, {}],
  ] as const) {
    const id = await uploadBytes(sandbox, "a.txt", Buffer.from("a"));
    await complete(sandbox, id, { channel_id, ...more });
    const { ts, thread_ts } = await sandbox.waitFor(hasFile(id));
    expect(await info(sandbox, id)).toMatchObject({
      file: { shares: { private: { [channel_id]: [{ ts, ...more }] } } },
    });
    expect(thread_ts).toBe("thread_ts" in more ? more.thread_ts : undefined);
  }
});

test("files cannot be shared into a channel without the bot, not even with chat:write.public", async () => {
  const sandbox = await openSandbox();
  const id = await uploadBytes(sandbox, "a.mp4", Buffer.from("a"));
  const { publicNotJoined, privateWithoutBot, publicJoined } = sandbox.channels;

  const notIn = await complete(sandbox, id, { channel_id: publicNotJoined });
  const hidden = await complete(sandbox, id, { channel_id: privateWithoutBot });
  sandbox.archiveChannel(publicJoined);
  const archived = await complete(sandbox, id);

  expect(notIn.body["error"]).toBe("not_in_channel");
  expect(hidden.body["error"]).toBe("channel_not_found");
  expect(archived.body["error"]).toBe("is_archived");
  expect(await info(sandbox, id)).toMatchObject({ error: "file_not_found" });
});

test("a file completed twice is a second message", async () => {
  const sandbox = await openSandbox();
  const id = await uploadBytes(sandbox, "a.mp4", Buffer.from("a"));

  await complete(sandbox, id);
  await complete(sandbox, id, { initial_comment: "again" });
  await sandbox.waitFor(({ text }) => text === "again");

  expect(sandbox.messages(sandbox.channels.publicJoined).map(({ text }) => text)).toEqual([
    "Here it is",
    "again",
  ]);
});

test("a share can be dropped silently", async () => {
  const sandbox = await openSandbox();
  const id = await uploadBytes(sandbox, "a.mp4", Buffer.from("a"));
  sandbox.setShareDelay("drop");
  expect((await complete(sandbox, id)).body["ok"]).toBe(true);
  sandbox.setShareDelay(0);
  await complete(sandbox, id, { initial_comment: "second try" });
  await sandbox.waitFor(({ text }) => text === "second try");

  expect(sandbox.messages(sandbox.channels.publicJoined)).toHaveLength(1);
});

test("several files of one completion are one message", async () => {
  const sandbox = await openSandbox();
  const ids = [
    await uploadBytes(sandbox, "a.mp4", Buffer.from("a")),
    await uploadBytes(sandbox, "b.mp4", Buffer.from("b")),
  ];

  await complete(sandbox, "", { files: ids.map((id) => ({ id })) });

  const message = await sandbox.waitFor(hasFile(ids[1]!));
  expect(message.files.map(({ name }) => name)).toEqual(["a.mp4", "b.mp4"]);
});

test.for([1, 70_000, 65_536 * 3 - 40])(
  "a multipart upload of %i bytes is split at its boundaries",
  async (size) => {
    const sandbox = await openSandbox();
    const bytes = randomBytes(size);
    const { body } = await callApi(sandbox, "files.getUploadURLExternal", {
      filename: "pika.mp4",
      length: size,
    });
    const form = new FormData();
    form.append("note", "not the file");
    form.append("file", new Blob([bytes]), "pika.mp4");

    const response = await fetch(String(body["upload_url"]), { method: "POST", body: form });

    expect(await response.text()).toBe(`OK - ${size}`);
    expect(sandbox.fileBytes(String(body["file_id"]))?.equals(bytes)).toBe(true);
  },
);

test("a length other than announced is refused, and can be sent again", async () => {
  const sandbox = await openSandbox();
  const { body } = await callApi(sandbox, "files.getUploadURLExternal", {
    filename: "a.mp4",
    length: 4,
  });
  const send = async (text: string) =>
    (await fetch(String(body["upload_url"]), { method: "POST", body: text })).status;
  const id = String(body["file_id"]);

  expect(await send("abc")).toBe(400);
  expect(await send("abcde")).toBe(400);
  expect((await complete(sandbox, id)).body["error"]).toBe("file_not_found");
  expect(await send("abcd")).toBe(200);
  expect((await complete(sandbox, id)).body["ok"]).toBe(true);
  expect(await send("abcd")).toBe(404);
});

test("sizes, names and alt texts that Slack refuses are refused", async () => {
  const sandbox = await openSandbox({ maxFileBytes: 100 });
  const error = async (args: object): Promise<unknown> =>
    (await callApi(sandbox, "files.getUploadURLExternal", { filename: "a", length: 1, ...args }))
      .body["error"];

  expect(await error({ length: 101 })).toBe("file_upload_size_restricted");
  expect(await error({ length: 0 })).toBe("missing_argument");
  expect(await error({ alt_txt: "x".repeat(1001) })).toBe("alt_txt_too_large");
  expect(sandbox.violations).toEqual([]);
  expect(await error({ alt_txt: "a cat" })).toBeUndefined();
  expect(sandbox.violations).toMatchObject([{ kind: "alt_text" }]);
});

test("an upload can break in the middle or lose its answer", async () => {
  const sandbox = await openSandbox();
  const { body } = await callApi(sandbox, "files.getUploadURLExternal", {
    filename: "a.mp4",
    length: 4,
  });
  const send = () => fetch(String(body["upload_url"]), { method: "POST", body: "abcd" });
  sandbox.failNext({ method: "upload", reset: true });
  sandbox.failNext({ method: "upload", status: 500, when: "after-processing" });

  await expect(send()).rejects.toThrow("fetch failed");
  expect(sandbox.fileBytes(String(body["file_id"]))).toBeUndefined();
  expect((await send()).status).toBe(500);
  expect(sandbox.fileBytes(String(body["file_id"]))?.toString()).toBe("abcd");
});

test("a deleted file is gone for everybody", async () => {
  const sandbox = await openSandbox();
  const id = await uploadBytes(sandbox, "a.mp4", Buffer.from("a"));
  await complete(sandbox, id);
  const message = await sandbox.waitFor(hasFile(id));

  await callApi(sandbox, "files.delete", { file: id });

  expect(await info(sandbox, id)).toMatchObject({ error: "file_deleted" });
  const download = await fetch(message.files[0]!.url, {
    headers: { authorization: `Bearer ${sandbox.botToken}` },
  });
  expect(download.status).toBe(404);
});

test("a workspace that keeps no files still knows what was uploaded", async () => {
  const sandbox = await openSandbox({ keepsFiles: false });
  const bytes = randomBytes(300_000);
  const id = await uploadBytes(sandbox, "pika.mp4", bytes);
  await complete(sandbox, id);

  const message = await sandbox.waitFor(hasFile(id));
  expect(message.files[0]).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
  expect(sandbox.fileBytes(id)).toBeUndefined();
  expect((await fetch(message.files[0]!.viewUrl)).status).toBe(404);
  expect(sandbox.violations).toEqual([]);
});
