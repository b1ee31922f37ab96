import type { ActionName } from "../../../src/core/actions.ts";
import { describe, expect, it } from "vitest";
import { message, line, type Button, type Message } from "../../../src/core/message.ts";
import type { Checkpoint, ResultPost } from "../../../src/core/ports/platform.ts";
import {
  connect,
  hurriedClock,
  resultPost,
  say,
  statusPost,
  testFile,
  type Connected,
} from "../../support/discord/connected.ts";

const POST = { method: "POST", path: /messages$/ } as const;
const LOST = { ...POST, effect: "reset", when: "after-processing" } as const;
const OUTAGE = { ...POST, status: 503 } as const;
/** No nonce is remembered: only the history shows what was posted. */
const FORGETFUL = { sandbox: { nonceWindowMs: 0 }, adapter: { clock: hurriedClock(30) } } as const;
const files = [{ file: testFile(), altText: "a cat" }];

const buttons = (followId: string, ...names: ActionName[]): Button[] =>
  names.map((name) => ({ kind: "button", name, argument: followId, label: name }));
const sayWith = (words: string, actions: readonly Button[]): Message =>
  message([line(words)], { actions });

/** A post as the services repeat it: each attempt receives what an earlier one saved. */
class Attempts {
  checkpoint: Checkpoint | undefined;
  readonly #post: ResultPost;
  #isFirst = true;

  constructor({ channel }: Connected, parts: Partial<ResultPost>) {
    const save = async (checkpoint: Checkpoint): Promise<void> =>
      void (this.checkpoint = checkpoint);
    this.#post = resultPost(channel, { ...parts, save });
  }

  /** The post as it would be sent now. */
  next(now: Partial<ResultPost> = {}): ResultPost {
    const mayAlreadyExist = !this.#isFirst;
    this.#isFirst = false;
    const { checkpoint } = this;
    return { ...this.#post, mayAlreadyExist, ...(checkpoint && { checkpoint }), ...now };
  }
}

const lost = { code: "unavailable" };

describe("a message from before the first attempt", () => {
  // "Ann stopped following" replies to the status message, which the next follow of the job takes
  // over.
  it("is not the result, although it replies to the same status message", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
    await adapter.postResult(resultPost(channel, { replyTo, message: say("Ann stopped.") }));
    const result = new Attempts(server, { replyTo, message: say("Ready."), key: "f2:result" });
    discord.failNext(OUTAGE);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    await adapter.postResult(result.next());
    expect(discord.messages().map(({ content }) => content)).toContain("Ready.");
  });

  it("is not the result, although it has exactly the same text", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    await adapter.postResult(resultPost(channel, { message: say("Ready."), files }));
    const result = new Attempts(server, { message: say("Ready."), files, key: "f2:result" });
    discord.failNext(OUTAGE);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    await adapter.postResult(result.next());
    expect(discord.messages()).toHaveLength(2);
  });

  // The request that announced it was still in flight when the next follow began.
  it("is not the result even if it shows up later", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
    const result = new Attempts(server, { replyTo, message: say("Ready."), key: "f2:result" });
    discord.failNext(OUTAGE);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    await adapter.postResult(resultPost(channel, { replyTo, message: say("Ann stopped.") }));
    await adapter.postResult(result.next());
    expect(discord.messages().map(({ content }) => content)).toContain("Ready.");
  });
});

describe("a result that was posted although its response was lost", () => {
  const share = buttons("f1", "share");

  // Each of these changed the text, and the result was posted twice.
  it.each<[string, Partial<ResultPost>, Partial<ResultPost>]>([
    ["somebody joins", {}, { message: say("Ready, ann and bob.") }],
    ["its file is linked instead", { files }, { files: [], message: say("Too large.") }],
    [
      "a status message has appeared",
      { message: sayWith("Ready.", share) },
      { message: say("R.") },
    ],
  ])("is found when %s", async (_, sent, now) => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const result = new Attempts(server, { message: say("Ready."), ...sent });
    discord.failNext(LOST);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    const [landed] = discord.messages();
    const status = await adapter.postStatus(statusPost(channel, "Completed."));
    const ref = await adapter.postResult(result.next({ replyTo: status, ...now }));
    expect(ref.id).toBe(landed?.id);
    expect(discord.messages()).toHaveLength(2);
  });

  it("is found after other texts have been tried in its place, and hundreds of messages followed", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const result = new Attempts(server, { message: say("Ready."), files });
    discord.failNext(OUTAGE);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    discord.failNext(LOST);
    const second = result.next({ files: [], message: say("Linked.") });
    await expect(adapter.postResult(second)).rejects.toMatchObject(lost);
    for (let index = 0; index < 210; index += 1)
      discord.say(discord.channelId, discord.users[0].id, `talk ${index}`);
    await adapter.postResult(result.next({ files: [], message: say("Linked again.") }));
    const ours = discord.messages().filter(({ author }) => author.bot);
    expect(ours).toHaveLength(1);
  });

  it("is found in the thread in which it was posted, although it would now be posted in the channel", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, channel, discord } = server;
    const root = await adapter.postStatus(statusPost(channel, "The job runs."));
    const thread = await adapter.openThread({ channel, root, name: "Job" });
    const result = new Attempts(server, { channel: thread, message: say("Ready.") });
    discord.failNext(LOST);
    await expect(adapter.postResult(result.next())).rejects.toMatchObject(lost);
    const ref = await adapter.postResult(result.next({ channel, replyTo: root }));
    expect(discord.messages(thread.channel).map(({ id }) => id)).toContain(ref.id);
    expect(discord.messages()).toHaveLength(1);
  });

  it("is not the one of another follow with the same text", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const first = new Attempts(server, { message: sayWith("Ready.", share) });
    const other = sayWith("Ready.", buttons("f2", "share"));
    const second = new Attempts(server, { message: other, key: "f2:result" });
    for (const attempts of [first, second]) {
      discord.failNext(OUTAGE);
      await expect(adapter.postResult(attempts.next())).rejects.toMatchObject(lost);
    }
    await adapter.postResult(first.next());
    await adapter.postResult(second.next());
    expect(discord.messages()).toHaveLength(2);
  });
});

describe("a status message", () => {
  const pending = sayWith("Running.", buttons("f1", "refresh", "stop"));
  const ended = sayWith("Completed.", buttons("f1", "share"));

  // It was once taken for the status message of a user who joined, and overwritten.
  it("is not the result of its own follow", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const result = new Attempts(server, { message: ended });
    const status = new Attempts(server, { message: pending, key: "f1:status" });
    discord.failNext(OUTAGE);
    await expect(adapter.postStatus(status.next())).rejects.toMatchObject(lost);
    const ref = await adapter.postResult(result.next());
    expect(await adapter.findStatus(status.next({ message: ended }))).toBeUndefined();
    expect(discord.messages()).toMatchObject([{ id: ref.id, content: "Completed.", edits: [] }]);
  });

  it("is found after an update if its id is lost once more", async () => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const status = new Attempts(server, { message: pending, key: "f1:status" });
    discord.failNext(LOST);
    await expect(adapter.postStatus(status.next())).rejects.toMatchObject(lost);
    const ref = await adapter.findStatus(status.next({ message: ended }));
    expect(await adapter.findStatus(status.next({ message: ended }))).toEqual(ref);
    expect(await adapter.postStatus(status.next({ message: ended }))).toEqual(ref);
    expect(discord.messages()).toMatchObject([{ id: ref?.id, content: "Completed." }]);
  });

  // Behind a hundred other messages it was once not seen any more, and was posted twice.
  it.each([99, 100, 350])("is found behind %i other messages", async (count) => {
    await using server = await connect(FORGETFUL);
    const { adapter, discord } = server;
    const status = new Attempts(server, { message: pending, key: "f1:status" });
    discord.failNext(LOST);
    await expect(adapter.postStatus(status.next())).rejects.toMatchObject(lost);
    for (let index = 0; index < count; index += 1)
      discord.say(discord.channelId, discord.users[0].id, `talk ${index}`);
    await adapter.postStatus(status.next());
    expect(discord.messages().filter(({ author }) => author.bot)).toHaveLength(1);
  });
});
