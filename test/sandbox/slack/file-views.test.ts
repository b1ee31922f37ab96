import { expect, test } from "vitest";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";
import { callApi, openSandbox, uploadBytes } from "./open-sandbox.ts";

async function complete(sandbox: SlackSandbox, bytes: string, more: object): Promise<string> {
  const id = await uploadBytes(sandbox, "a b.mp4", Buffer.from(bytes));
  const { body } = await callApi(sandbox, "files.completeUploadExternal", {
    files: [{ id }],
    ...more,
  });
  expect(body["ok"]).toBe(true);
  return id;
}

test("a browser plays a file in ranges, without a token", async () => {
  const sandbox = await openSandbox();
  await complete(sandbox, "0123456789", { channel_id: sandbox.channels.publicJoined });
  const { files } = await sandbox.waitFor((message) => message.files.length === 1);
  const view = async (range?: string) => {
    const response = await fetch(
      files[0]!.viewUrl,
      range === undefined ? {} : { headers: { range } },
    );
    return [response.status, response.headers.get("content-range"), await response.text()];
  };

  expect(await view()).toEqual([200, null, "0123456789"]);
  expect(await view("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await view("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await view("bytes=-2")).toEqual([206, "bytes 8-9/10", "89"]);
  expect(await view("bytes=5-99")).toEqual([206, "bytes 5-9/10", "56789"]);
  expect(await view("bytes=10-")).toEqual([416, "bytes */10", ""]);
  expect(await view("lines=1-2")).toEqual([200, null, "0123456789"]);
  const head = await fetch(files[0]!.viewUrl, { method: "HEAD" });
  expect(head.headers.get("content-type")).toBe("video/mp4");
  expect(head.headers.get("accept-ranges")).toBe("bytes");
  expect((await fetch(`${new URL(files[0]!.viewUrl).origin}/view/made-up/a.mp4`)).status).toBe(404);
});

test("a finished file that is in no channel joins a message by an edit", async () => {
  const sandbox = await openSandbox();
  const channel = sandbox.channels.publicJoined;
  const [first, second] = [await complete(sandbox, "1", {}), await complete(sandbox, "2", {})];
  const { body } = await callApi(sandbox, "chat.postMessage", { channel, text: "running" });
  const { ts } = body;
  const update = async (args: object) =>
    (await callApi(sandbox, "chat.update", { channel, ts, ...args })).body;
  const ids = () => sandbox.messages(channel)[0]?.files.map(({ id }) => id);

  const edited = await update({ text: "done", file_ids: [first] });
  const { body: info } = await callApi(sandbox, "files.info", new URLSearchParams({ file: first }));

  expect(edited).toMatchObject({ ok: true, message: { text: "done", files: [{ id: first }] } });
  expect(info).toMatchObject({ file: { shares: { public: { [channel]: [{ ts }] } } } });
  await update({ text: "still done" });
  expect(ids()).toEqual([first]);
  await update({ file_ids: [first, second] });
  expect(ids()).toEqual([first, second]);
  expect(sandbox.messages(channel)[0]?.text).toBe("still done");
  await update({ file_ids: [] });
  expect(ids()).toEqual([]);
  expect(await update({ file_ids: ["F0"] })).toMatchObject({ error: "file_not_found" });
});
