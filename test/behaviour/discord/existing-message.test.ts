import { describe, expect, it } from "vitest";
import { code, line, mention, message, type Message } from "../../../src/core/message.ts";
import type { Checkpoint, ResultPost } from "../../../src/core/ports/platform.ts";
import {
  connect,
  resultPost,
  say,
  statusPost,
  testFile,
  type Connected,
} from "../../support/discord/connected.ts";

const POST = { method: "POST", path: /messages$/ } as const;
const LOST = { ...POST, effect: "reset", when: "after-processing" } as const;
/** No nonce is remembered: only the history shows what was posted. */
const FORGETFUL = { sandbox: { nonceWindowMs: 0 } } as const;

const statusOf = (jobId: string, words: string): Message =>
  message([
    line(words, " · status ", code("progress")),
    line("Job ", code(jobId), " · ", code("image-to-video")),
  ]);
const resultOf = (jobId: string, words: string): Message =>
  message([line(mention("5"), words, " Job ", code(jobId)), line(code(`/pika-status ${jobId}`))]);
const files = [{ file: testFile(), altText: "a cat" }];

const statusFor = ({ channel }: Connected, jobId: string, words = "Waiting.") => ({
  ...statusPost(channel, "", `follow of ${jobId}:status`),
  jobId,
  message: statusOf(jobId, words),
});

/** Posts a result whose response gets lost, and returns the post as a retry sends it. */
async function loseResult(server: Connected, parts: Partial<ResultPost>): Promise<ResultPost> {
  let checkpoint: Checkpoint | undefined;
  const save = async (saved: Checkpoint): Promise<void> => void (checkpoint = saved);
  const post = resultPost(server.channel, { ...parts, save });
  server.discord.failNext(LOST);
  await expect(server.adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  return { ...post, mayAlreadyExist: true, checkpoint: checkpoint! };
}

/** A result of several messages, as its parts are posted. */
const part = (server: Connected, number: number, words: string): ResultPost =>
  resultPost(server.channel, {
    jobId: "a1",
    message: resultOf("a1", words),
    files,
    part: number,
    key: `part ${number}`,
  });

describe("a status message", () => {
  // The longest fixed-width text was once taken for the job id; with a short id that is the verb,
  // which every status shows.
  it.each(["a1-and-more", "b-a1", "/pika-status a1"])(
    "of job %s is not taken for that of job a1",
    async (otherJobId) => {
      await using server = await connect(FORGETFUL);
      const other = await server.adapter.postStatus(statusFor(server, otherJobId, "Running."));
      const own = { ...statusFor(server, "a1"), key: "another follow", mayAlreadyExist: true };
      const ref = await server.adapter.postStatus(own);
      expect(ref.id).not.toBe(other.id);
    },
  );

  // An id with backticks was never searched for, and the status was posted twice.
  it.each(["`a-rather-long-id", "a-rather`long-id", "``a-rather-long-id``"])(
    "of job %s is found again",
    async (jobId) => {
      await using server = await connect(FORGETFUL);
      server.discord.failNext(LOST);
      const lost = server.adapter.postStatus(statusFor(server, jobId));
      await expect(lost).rejects.toMatchObject({ code: "unavailable" });
      await server.adapter.postStatus({
        ...statusFor(server, jobId, "Running."),
        mayAlreadyExist: true,
      });
      expect(server.discord.messages()).toMatchObject([
        { content: expect.stringContaining("Running.") as string },
      ]);
    },
  );

  // The text of an older follow's result was once overwritten if its status message had been
  // deleted.
  it("is not confused with a text result that is not a reply", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel } = server;
    await adapter.postResult(
      resultPost(channel, { message: resultOf("a-rather-long-id", "Failed.") }),
    );
    await adapter.postStatus({ ...statusFor(server, "a-rather-long-id"), mayAlreadyExist: true });
    expect(server.discord.messages()).toHaveLength(2);
  });
});

describe("a result whose response was lost", () => {
  // It was once searched only among the replies, and was posted twice.
  it.each([
    ["as words", { files: [] }, {}],
    ["with files", { files }, { message: resultOf("a1", "Ready, Ada and Grace.") }],
    ["with files, whose links have expired since", { files }, { files: [] }],
    ["with two files, one of which has expired", { files: [...files, ...files] }, { files }],
  ])("is found %s, although its status message was deleted before", async (_, sent, now) => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const replyTo = await adapter.postStatus(statusFor(server, "a1"));
    discord.deleteMessage(discord.channelId, replyTo.id);
    const parts = { jobId: "a1", message: resultOf("a1", "Ready."), replyTo, ...sent };
    const again = await loseResult(server, parts);
    const ref = await adapter.postResult({ ...again, ...now });
    expect(discord.messages()).toMatchObject([{ id: ref.id }]);
  });

  // As above: if it is refused as a reply, it is posted without one.
  it("is found although it could not be a reply", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const replyTo = await adapter.postStatus(statusFor(server, "a1"));
    discord.failNext({ ...POST, status: 403, body: { code: 160002, message: "no history" } });
    const parts = { jobId: "a1", message: resultOf("a1", "Ready."), replyTo, files };
    const ref = await adapter.postResult(await loseResult(server, parts));
    expect(discord.messages()).toMatchObject([{ id: replyTo.id }, { id: ref.id }]);
  });

  it("is found as a reply, whatever text and files it has by now", async () => {
    await using server = await connect(FORGETFUL);
    const replyTo = await server.adapter.postStatus(statusFor(server, "a1"));
    const again = await loseResult(server, { replyTo, message: say("Ready."), files });
    await server.adapter.postResult({ ...again, message: say("Not attached."), files: [] });
    expect(server.discord.messages()).toHaveLength(2);
  });
});

describe("a result that was not posted", () => {
  const sought = { jobId: "a1", message: resultOf("a1", "Failed."), mayAlreadyExist: true };

  it("is posted although another follow's result has the same text", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const replyTo = await adapter.postStatus(statusFor(server, "a1"));
    const other = await adapter.postStatus(statusFor(server, "b2"));
    const result = { ...sought, mayAlreadyExist: false, files };
    await adapter.postResult(resultPost(channel, { ...result, replyTo: other, key: "b2" }));
    await adapter.postResult(resultPost(channel, { ...sought, files, replyTo }));
    expect(discord.messages()).toHaveLength(4);
  });

  it("is posted although the status messages of its job have the same text", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const post = { ...statusFor(server, "a1"), message: sought.message };
    const replyTo = await adapter.postStatus(post);
    await adapter.postResult(resultPost(channel, { ...sought, replyTo }));
    expect(discord.messages()).toHaveLength(2);
  });

  // What an earlier follow of the job had posted was once taken for it, and the result was lost.
  it("is posted if nothing was sent yet, whatever else exists", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    await adapter.postResult(
      resultPost(channel, { ...sought, mayAlreadyExist: false, key: "old" }),
    );
    await adapter.postResult(resultPost(channel, sought));
    expect(discord.messages()).toHaveLength(2);
  });
});

describe("a later part of a result", () => {
  it("is not a reply, and is found again by its text", async () => {
    await using server = await connect(FORGETFUL);
    const replyTo = await server.adapter.postStatus(statusFor(server, "a1"));
    await server.adapter.postResult({ ...part(server, 1, "Ready."), replyTo });
    const again = await loseResult(server, { ...part(server, 2, "More."), replyTo });
    const ref = await server.adapter.postResult(again);
    const [, first, second, ...more] = server.discord.messages();
    expect(first).toMatchObject({ message_reference: { message_id: replyTo.id } });
    expect(second).toMatchObject({ id: ref.id, message_reference: undefined });
    expect(more).toEqual([]);
  });

  // The other parts' reply, files and job id could make a part that was not posted look as if it
  // had been.
  it("is posted if only the other parts exist", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const replyTo = await adapter.postStatus(statusFor(server, "a1"));
    await adapter.postResult({ ...part(server, 1, "Ready."), replyTo });
    const second = { ...part(server, 2, "More."), replyTo, mayAlreadyExist: true };
    const before = await adapter.postResult(second);
    await adapter.postResult({ ...part(server, 3, "The last."), replyTo, mayAlreadyExist: true });
    await adapter.postResult({ ...second, key: "part 4", replyTo: before });
    expect(discord.messages()).toHaveLength(5);
  });
});
