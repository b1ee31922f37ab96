import { expect, it } from "vitest";
import { line, link, message } from "../../../../../src/core/message.ts";
import {
  connect,
  resultPost,
  say,
  statusPost,
  testFile,
  type TestFile,
} from "../../../../support/discord/connected.ts";

const withText = (file: TestFile) => ({ file, altText: `what ${file.filename} shows` });

it("replaces the status message's content with a result's files, once", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  const edit = { channel, ref, message: say("The video is ready.") };
  await adapter.editStatus({ ...edit, files: [withText(testFile("old.mp4"))] });
  const files = [testFile("cat.mp4"), testFile("dog.mp4")];
  await adapter.editStatus({ ...edit, files: files.map(withText) });
  await adapter.editStatus({ ...edit, files: files.map(withText) });
  const attachments = files.map(({ filename, sha256 }) => ({
    filename,
    sha256,
    description: `what ${filename} shows`,
  }));
  expect(discord.messages()).toMatchObject([{ id: ref.id, content: "The video is ready." }]);
  expect(discord.messages()[0]?.attachments).toMatchObject(attachments);
  // A later text leaves them alone.
  await adapter.editStatus({ channel, ref, message: say("The video is still ready.") });
  expect(discord.messages()[0]?.attachments).toMatchObject(attachments);
  await adapter.editStatus({ ...edit, files: [] });
  expect(discord.messages()[0]?.attachments).toEqual([]);
  expect(discord.violations).toEqual([]);
});

it("puts a file behind a spoiler, in an edit as in a new message", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  const files = [
    { ...withText(testFile("cat.mp4")), isSpoiler: true },
    withText(testFile("dog.mp4")),
  ];
  await adapter.editStatus({ channel, ref, message: say("Ready."), files });
  await adapter.postResult(resultPost(channel, { files }));
  const expected = [
    { filename: "SPOILER_cat.mp4", flags: 8, description: "what cat.mp4 shows" },
    { filename: "dog.mp4", flags: 0 },
  ];
  expect(discord.messages().map(({ attachments }) => attachments)).toMatchObject([
    expected,
    expected,
  ]);
  expect(discord.violations).toEqual([]);
});

it("reads a file again if an edit is repeated", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  const file = testFile();
  const edit = { channel, ref, message: say("Ready."), files: [withText(file)] };
  discord.failNext({ method: "PATCH", path: /messages/, status: 502 });
  await expect(adapter.editStatus(edit)).rejects.toMatchObject({ code: "unavailable" });
  await adapter.editStatus(edit);
  expect(file.opened()).toBe(2);
  expect(discord.messages()[0]?.attachments).toMatchObject([{ sha256: file.sha256 }]);
});

it("reports a file that is too large for the status message, which stays unchanged", async () => {
  await using server = await connect({ sandbox: { uploadLimitBytes: 1_000 } });
  const { adapter, channel, discord } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  const edit = { channel, ref, message: say("Ready."), files: [withText(testFile())] };
  await expect(adapter.editStatus(edit)).rejects.toMatchObject({ code: "too_large" });
  expect(discord.messages()).toMatchObject([{ content: "The job runs.", attachments: [] }]);
});

it("lets Discord preview the link of a result that could not be attached", async () => {
  await using server = await connect();
  const { adapter, channel, discord } = server;
  const ref = await adapter.postStatus(statusPost(channel, "The job runs."));
  const body = message([line(link("https://media.test/cat.mp4", "cat.mp4"))]);
  await adapter.editStatus({ channel, ref, message: body });
  await adapter.editStatus({ channel, ref, message: body, files: [] });
  const sent = discord.requests
    .filter(({ method }) => method === "PATCH")
    .map(({ body: edit }) => edit as { flags?: number; content: string });
  expect(sent.map(({ flags }) => flags)).toEqual([undefined, 0]);
  expect(sent.map(({ content }) => content)).toEqual([
    "[cat.mp4](<https://media.test/cat.mp4>)",
    "[cat.mp4](https://media.test/cat.mp4)",
  ]);
  expect(discord.violations).toEqual([]);
});
