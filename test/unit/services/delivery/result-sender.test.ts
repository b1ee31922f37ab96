import { describe, expect, it } from "vitest";
import {
  NotOursError,
  PlatformError,
  StoreError,
  type PlatformErrorCode,
} from "../../../../src/core/errors.ts";
import { markDelivered, type Follow } from "../../../../src/core/follow/follow.ts";
import { line, message } from "../../../../src/core/message.ts";
import { FollowInDelivery } from "../../../../src/services/delivery/follow-in-delivery.ts";
import { startDelivery } from "../../../support/start-delivery.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { FakePlatformAdapter } from "../../../support/fakes/fake-platform.ts";
import { DISCORD_CHANNEL, aSettledFollow, putFollow } from "../../../support/follows.ts";

const SMALL = "https://cdn.test/small.mp4";
const LARGE = "https://cdn.test/large.mp4";
const PROMPT = "smiling and blinking";
/** The first message of a fake platform. */
const STATUS_ID = "m1";
const refusal = (code: PlatformErrorCode) => new PlatformError(code, "no");
const elsewhere = { id: "elsewhere" };

const aFile = (url: string) => ({
  url,
  filename: url.slice(url.lastIndexOf("/") + 1),
  contentType: "video/mp4",
});

interface Given {
  readonly urls?: readonly string[];
  readonly changes?: Partial<Follow>;
}

/** A result with two files that is about to be sent, and the status message above it. */
async function setUp({ urls = [SMALL, LARGE], changes = {} }: Given = {}) {
  const discord = new FakePlatformAdapter();
  const statusMessage = await discord.postStatus({
    channel: DISCORD_CHANNEL,
    jobId: "job-1",
    message: message([line("running")]),
    key: "status",
    mayAlreadyExist: false,
  });
  const follow = aSettledFollow(
    { kind: "completed", attachments: urls.map(aFile) },
    {
      job: { status: "finished", verb: "pika-create", prompt: PROMPT },
      statusMessage,
      delivery: "post",
      ...changes,
    },
  );
  const delivery = await startDelivery(follow, { discord });
  const { media, registry, sender } = delivery;
  for (const url of urls) media.script(url, { bytes: mp4Bytes(url === LARGE ? 9_000 : 1_000) });
  const { signal } = new AbortController();
  const request = { adapter: discord, mayAlreadyExist: false, isLastTryForMedia: false, signal };
  const send = async (overrides: Partial<typeof request> = {}) =>
    sender.send(new FollowInDelivery(registry, (await registry.ofId(follow.id)) ?? follow), {
      ...request,
      ...overrides,
    });
  return { ...delivery, follow, send, results: () => discord.posts.filter(isResult) };
}

const isResult = ({ kind }: { kind: string }): boolean => kind === "result";
const namesOf = ({ files }: { files: readonly { name: string }[] }) =>
  files.map(({ name }) => name);

describe("a result", () => {
  it("is one message with its files, in reply to the status message", async () => {
    const { send, results, media } = await setUp();
    const { id } = await send();
    expect(results()).toMatchObject([{ id, channel: DISCORD_CHANNEL, replyTo: { id: STATUS_ID } }]);
    expect(namesOf(results()[0]!)).toEqual(["small.mp4", "large.mp4"]);
    expect(media.undisposed).toBe(0);
  });

  it("replaces the status message, with a line below it that notifies", async () => {
    const { send, results, discord } = await setUp({ changes: { delivery: "edit" } });
    const { id } = await send();
    const status = discord.posts.find((post) => post.id === STATUS_ID)!;
    expect([status.text.includes(PROMPT), namesOf(status).length]).toEqual([true, 2]);
    expect(results()).toMatchObject([{ id, files: [], message: { pings: ["ann"] } }]);
    expect(status.message.pings ?? []).toEqual([]);
  });

  it("is posted in a thread, which is stored before", async () => {
    const { send, results, stored, discord } = await setUp({ changes: { delivery: "thread" } });
    discord.hang("result");
    const sent = send();
    await settle();
    expect(stored()?.thread).toMatchObject({ channel: `thread-${STATUS_ID}` });
    discord.recover("result");
    await sent;
    expect(results()).toMatchObject([
      { channel: { channel: `thread-${STATUS_ID}` }, replyTo: undefined },
    ]);
  });
});

describe("a result that its channel does not take", () => {
  it("has its largest file linked if it is too large", async () => {
    const { send, results, discord } = await setUp();
    discord.maxFileBytes = 5_000;
    await send();
    expect(namesOf(results()[0]!)).toEqual(["small.mp4"]);
    expect(results()[0]!.text).toContain(LARGE);
  });

  it.each(["file_refused", "forbidden", "rejected"] as const)(
    "has all files linked (%s)",
    async (code) => {
      const { send, results, discord, log } = await setUp();
      discord.failNext("result", refusal(code));
      await send();
      expect(results()).toMatchObject([{ files: [], replyTo: { id: STATUS_ID } }]);
      for (const url of [SMALL, LARGE]) expect(results()[0]!.text).toContain(url);
      expect(log.of("delivery.stepped_down")).toHaveLength(1);
    },
  );

  it("says only that the job is over if its text is refused, too", async () => {
    const { send, results, discord } = await setUp();
    for (let time = 0; time < 2; time += 1) discord.failNext("result", refusal("file_refused"));
    await send();
    expect(results()).toHaveLength(1);
    for (const text of [PROMPT, SMALL]) expect(results()[0]!.text).not.toContain(text);
  });

  it.each([["message_lost"], ["rejected", "rejected"]] as const)(
    "replies to nothing (%s)",
    async (...codes) => {
      const { send, results, discord } = await setUp();
      for (const code of codes) discord.failNext("result", refusal(code));
      await send();
      expect(results()).toMatchObject([{ replyTo: undefined }]);
    },
  );

  it("is posted in the channel if the status message is gone, and stays so", async () => {
    const { send, results, stored, discord } = await setUp({ changes: { delivery: "edit" } });
    discord.deletePost(STATUS_ID);
    await send();
    expect(results()).toHaveLength(1);
    expect(namesOf(results()[0]!)).toHaveLength(2);
    expect(stored()?.delivery).toBe("post");
  });

  it("is posted in the channel if the thread is gone, and stays so", async () => {
    const thread = { ...DISCORD_CHANNEL, channel: `thread-${STATUS_ID}` };
    const { send, results, stored, discord } = await setUp({ changes: { delivery: "thread" } });
    discord.refuse(thread, refusal("channel_lost"));
    await send();
    expect(results()).toMatchObject([{ channel: DISCORD_CHANNEL, replyTo: { id: STATUS_ID } }]);
    expect(stored()?.delivery).toBe("post");
  });

  it("is there all the same if only the line below the status message is refused", async () => {
    const { send, results, discord, log } = await setUp({ changes: { delivery: "edit" } });
    discord.failAll("result", refusal("forbidden"));
    expect(await send()).toMatchObject({ id: STATUS_ID });
    expect(results()).toEqual([]);
    expect(log.of("delivery.stepped_down")).toEqual([]);
  });

  it.each(["channel_lost", "rate_limited", "unavailable"] as const)(
    "is not made smaller if that does not help (%s)",
    async (code) => {
      const { send, results, discord, log, media } = await setUp();
      discord.failNext("result", refusal(code));
      await expect(send()).rejects.toMatchObject({ code });
      expect([results(), log.of("delivery.stepped_down")]).toEqual([[], []]);
      expect(media.undisposed).toBe(0);
    },
  );
});

describe("a result whose answer is lost", () => {
  it("is found again by what was stored before it was sent", async () => {
    const { send, results, stored, discord } = await setUp();
    discord.failNext("result", refusal("unavailable"), { afterActing: true });
    await expect(send()).rejects.toMatchObject({ code: "unavailable" });
    expect(stored()?.checkpoint).toEqual({ mark: results()[0]!.mark });
    const { id } = await send({ mayAlreadyExist: true });
    expect(results()).toMatchObject([{ id }]);
  });

  it("is not sent if nothing can be stored before", async () => {
    const { send, results, hooks } = await setUp();
    hooks.beforeWrite = (next) => {
      if (next.checkpoint) throw new StoreError("down");
    };
    await expect(send()).rejects.toThrow(StoreError);
    expect(results()).toEqual([]);
  });
});

describe("a result of several messages", () => {
  const urls = Array.from({ length: 12 }, (_, index) => `https://cdn.test/${index + 1}.mp4`);

  it("has as many files in each as one can hold, and is known by the first", async () => {
    const { send, results } = await setUp({ urls });
    const { id } = await send();
    expect(results().map((post) => namesOf(post).length)).toEqual([10, 2]);
    expect(results()[0]).toMatchObject({ id, replyTo: { id: STATUS_ID } });
    expect(results()[1]!.replyTo).toBeUndefined();
  });

  it("goes on with the message that failed, not with the first", async () => {
    const { send, results, stored, discord, hooks } = await setUp({ urls });
    hooks.beforeWrite = ({ parts }) => {
      if (parts?.posted.length === 1) discord.failAll("result", refusal("unavailable"));
    };
    await expect(send()).rejects.toMatchObject({ code: "unavailable" });
    const [first] = results();
    expect(stored()).toMatchObject({ parts: { posted: [{ id: first!.id }] } });
    // It would make the next message look like the first one.
    expect(stored()?.checkpoint).toBeUndefined();
    delete hooks.beforeWrite;
    discord.failAll("result");
    expect(await send({ mayAlreadyExist: true })).toMatchObject({ id: first!.id });
    expect(results().map((post) => namesOf(post).length)).toEqual([10, 2]);
  });
});

/** Ends a follow in another process: only the store shows that. */
const end = ({ store, follow }: Awaited<ReturnType<typeof setUp>>): Promise<void> =>
  putFollow(store.follows, markDelivered(follow, elsewhere, 99_000));

/** What an earlier attempt stored. The fake platform stores no more before it sends, so only the sender itself can notice. */
const checkpoint = { mark: "earlier" };

describe("a follow that ends in another process meanwhile", () => {
  it("has nothing posted if it ended during its downloads", async () => {
    const given = await setUp({ changes: { checkpoint } });
    given.media.script(SMALL, { fails: "link_expired" });
    given.hooks.onPoll = () => end(given);
    await expect(given.send({ isLastTryForMedia: true })).rejects.toThrow(NotOursError);
    expect(given.results()).toEqual([]);
    expect(given.media.undisposed).toBe(0);
  });

  it("has nothing posted if it ended just before its post", async () => {
    const given = await setUp();
    given.discord.hang("result");
    const sent = given.send();
    await settle();
    await end(given);
    given.discord.recover("result");
    await expect(sent).rejects.toThrow(NotOursError);
    expect(given.results()).toEqual([]);
  });

  it.each(["thread", "edit"] as const)(
    "has nothing posted if it ended while its place was prepared (%s)",
    async (delivery) => {
      const given = await setUp({ changes: { delivery, checkpoint } });
      given.discord.hang(delivery);
      const sent = given.send();
      await settle();
      await end(given);
      given.discord.recover(delivery);
      await expect(sent).rejects.toThrow(NotOursError);
      expect(given.results()).toEqual([]);
    },
  );

  it("has no second message after the first, and no file downloaded for it", async () => {
    const given = await setUp({
      urls: Array.from({ length: 12 }, (_, at) => `https://cdn.test/${at}`),
    });
    given.discord.hang("result");
    const sent = given.send();
    await settle();
    given.hooks.beforeWrite = (next) => {
      // The first message is about to be posted; the end is stored right after this write.
      if (next.checkpoint) queueMicrotask(() => void end(given));
    };
    given.discord.recover("result");
    await expect(sent).rejects.toThrow(NotOursError);
    expect([given.results().length, given.media.requests.length]).toEqual([1, 10]);
  });
});

// A process that was suspended after its post noted it a second time, so the next one left out a part.
it("notes no message twice if another process has noted it meanwhile", async () => {
  const urls = Array.from({ length: 12 }, (_, at) => `https://cdn.test/${at}`);
  const { send, store, hooks, stored } = await setUp({ urls });
  hooks.beforeWrite = (next) => {
    if (!next.checkpoint) return;
    delete hooks.beforeWrite;
    const { plan = [] } = next.parts ?? {};
    const noted = { ...next, checkpoint: undefined, parts: { plan, posted: [elsewhere] } };
    queueMicrotask(() => void putFollow(store.follows, noted));
  };
  await expect(send()).rejects.toThrow(NotOursError);
  expect(stored()?.parts?.posted).toEqual([elsewhere]);
});

it("rejects, and keeps no file, if it is stopped", async () => {
  const { send, results, discord, media } = await setUp();
  discord.hang("result");
  const abort = new AbortController();
  const sent = send({ signal: abort.signal });
  await settle();
  abort.abort();
  await expect(sent).rejects.toMatchObject({ code: "unavailable" });
  expect([results(), media.undisposed]).toEqual([[], 0]);
});
