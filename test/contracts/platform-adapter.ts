import { createHash } from "node:crypto";
import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChannelRef } from "../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../src/core/errors.ts";
import type { MessageRef } from "../../src/core/follow/follow.ts";
import type { CommandInvocation } from "../../src/core/invocation.ts";
import { codeBlock, line, mention, message, type Message } from "../../src/core/message.ts";
import type { Checkpoint, PlatformAdapter, ResultPost } from "../../src/core/ports/platform.ts";
import type { MediaFile } from "../../src/core/ports/media.ts";

/** A message as everybody in its channel sees it. */
interface SeenMessage {
  readonly id: string;
  readonly text: string;
  /** User ids that were notified when it appeared; `everyone` for a whole channel. */
  readonly pings: readonly string[];
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** What goes wrong with the next post. `lost-answer`: it takes effect, but the adapter does not hear of it. */
export type Weather = "lost-answer" | "outage" | "rate-limit";

/** An adapter that is started, and the platform behind it. */
export interface PlatformDriver {
  readonly adapter: PlatformAdapter;
  /** A channel in which the bot may do everything. */
  readonly channel: ChannelRef;
  readonly people: readonly [askerId: string, otherId: string];
  /** Larger files are refused. At most 10 MiB, so that the test need not make more. */
  readonly maxFileBytes: number;
  /** Everything the services got so far. */
  readonly invocations: readonly CommandInvocation[];
  seen(channel: ChannelRef): readonly SeenMessage[];
  /** The first person types `/pika-status <jobid>`; resolves once it is acknowledged, with what only they see then on. */
  type(jobId: string): Promise<() => readonly string[]>;
  spoilNext(post: "text" | "files", weather: Weather): void;
  /** A channel in which the bot may not post and which it cannot join. */
  forbiddenChannel(): ChannelRef;
  deleteChannel(channel: ChannelRef): void;
  deleteMessage(channel: ChannelRef, ref: MessageRef): void;
  close(): PromiseLike<void>;
}

const JOB_ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";
const say = (text: string): Message => message([line(text)]);
const failToSave = (): Promise<void> => Promise.reject(new Error("the store is down"));

function bytesFile(sizeBytes: number): MediaFile & { readonly sha256: string } {
  const bytes = Buffer.alloc(sizeBytes, "the bytes of a video, ");
  return {
    filename: "cat.mp4",
    contentType: "video/mp4",
    sizeBytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    open: async function* () {
      yield bytes;
    },
    dispose: async () => {},
  };
}

/** The error with which a call is refused. */
async function failureOf(promise: Promise<unknown>): Promise<PlatformError> {
  const error: unknown = await promise.then(
    () => undefined,
    (err: unknown) => err,
  );
  if (error instanceof PlatformError) return error;
  throw new Error("the call was not refused with a PlatformError", { cause: error });
}

/** What every PlatformAdapter does, the fake one included. */
export function platformAdapterContract(name: string, create: () => Promise<PlatformDriver>): void {
  describe(`the platform adapter contract: ${name}`, () => {
    let driver: PlatformDriver;
    beforeEach(async () => {
      driver = await create();
    });
    afterEach(() => driver.close());

    const statusPost = (text: string, key = "follow-1:status") => ({
      channel: driver.channel,
      jobId: "job-1",
      message: say(text),
      key,
      mayAlreadyExist: false,
    });
    const resultPost = (parts: Partial<ResultPost> = {}): ResultPost & { again(): ResultPost } => {
      let checkpoint: Checkpoint | undefined;
      const post: ResultPost = {
        channel: driver.channel,
        jobId: "job-1",
        message: say("Here is the result."),
        key: "follow-1:result",
        mayAlreadyExist: false,
        files: [],
        save: async (saved) => void (checkpoint = saved),
        ...parts,
      };
      return {
        ...post,
        // As the services do after a failure: in doubt, with what was saved.
        again: () => ({ ...post, mayAlreadyExist: true, ...(checkpoint && { checkpoint }) }),
      };
    };
    const seen = (): readonly SeenMessage[] => driver.seen(driver.channel);
    const arrival = (): Promise<CommandInvocation> =>
      vi.waitFor(() => {
        const [invocation] = driver.invocations;
        if (!invocation) throw new Error("no command has arrived");
        return invocation;
      });

    describe("status messages", () => {
      it("are posted once, with a link to them", async () => {
        const ref = await driver.adapter.postStatus(statusPost("The job runs."));
        expect(seen()).toMatchObject([{ id: ref.id, text: "The job runs.", pings: [] }]);
        expect(URL.canParse(ref.url ?? "")).toBe(true);
      });

      it("are edited in place", async () => {
        const ref = await driver.adapter.postStatus(statusPost("The job is waiting."));
        await driver.adapter.editStatus({
          channel: driver.channel,
          ref,
          message: say("The job runs."),
        });
        expect(seen()).toMatchObject([{ id: ref.id, text: "The job runs." }]);
      });

      it("get files, keep them, and lose them", async () => {
        const { channel, adapter } = driver;
        const ref = await adapter.postStatus(statusPost("The job runs."));
        const edit = { channel, ref, message: say("Done.") };
        const files = [{ file: bytesFile(2_000), altText: "a cat" }];
        await adapter.editStatus({ ...edit, files });
        expect(seen()).toMatchObject([{ files: [{ name: "cat.mp4" }] }]);
        await adapter.editStatus(edit);
        expect(seen()).toMatchObject([{ files: [{ name: "cat.mp4" }] }]);
        await adapter.editStatus({ ...edit, removesFiles: true });
        expect(seen()).toMatchObject([{ id: ref.id, text: "Done.", files: [] }]);
      });

      it("are not posted again if the answer to the first attempt was lost", async () => {
        driver.spoilNext("text", "lost-answer");
        const post = statusPost("The job runs.");
        expect((await failureOf(driver.adapter.postStatus(post))).code).toBe("unavailable");
        const ref = await driver.adapter.postStatus({ ...post, mayAlreadyExist: true });
        expect(seen()).toMatchObject([{ id: ref.id }]);
      });

      it("are found and updated if an earlier attempt posted them unnoticed", async () => {
        let checkpoint: Checkpoint | undefined;
        const save = async (saved: Checkpoint) => void (checkpoint = saved);
        const post = { ...statusPost("The job is waiting."), save };
        expect(await driver.adapter.findStatus({ ...post, mayAlreadyExist: true })).toBeUndefined();
        driver.spoilNext("text", "lost-answer");
        await failureOf(driver.adapter.postStatus(post));
        const again = { ...post, mayAlreadyExist: true, ...(checkpoint && { checkpoint }) };
        const running = say("The job runs.");
        const ref = await driver.adapter.findStatus({ ...again, message: running });
        expect(seen()).toMatchObject([{ id: ref?.id, text: "The job runs." }]);
      });

      it("are posted if an earlier attempt might have posted them but did not", async () => {
        await driver.adapter.postStatus(statusPost("Another job runs.", "follow-2:status"));
        await driver.adapter.postStatus({ ...statusPost("The job runs."), mayAlreadyExist: true });
        expect(seen().map(({ text }) => text)).toEqual(["Another job runs.", "The job runs."]);
      });

      it("cannot be edited after a user deleted them", async () => {
        const ref = await driver.adapter.postStatus(statusPost("The job runs."));
        driver.deleteMessage(driver.channel, ref);
        const edit = driver.adapter.editStatus({
          channel: driver.channel,
          ref,
          message: say("Done."),
        });
        expect((await failureOf(edit)).code).toBe("message_lost");
      });
    });

    describe("results", () => {
      it("have the exact bytes of their files", async () => {
        const replyTo = await driver.adapter.postStatus(statusPost("The job runs."));
        const file = bytesFile(200_001);
        const files = [{ file, altText: "a cat on the moon" }];
        const ref = await driver.adapter.postResult(resultPost({ files, replyTo }));
        const result = seen().find(({ id }) => id === ref.id);
        expect(result?.text).toContain("Here is the result.");
        expect(result?.files).toMatchObject([{ name: "cat.mp4", sha256: file.sha256 }]);
        expect(seen()).toHaveLength(2);
      });

      it("can have no files", async () => {
        const ref = await driver.adapter.postResult(resultPost());
        expect(seen()).toMatchObject([{ id: ref.id, text: "Here is the result.", files: [] }]);
      });

      it.each(["text", "files"] as const)(
        "with %s are not posted again if the answer to the first attempt was lost",
        async (kind) => {
          const files = kind === "files" ? [{ file: bytesFile(50_000), altText: "a cat" }] : [];
          driver.spoilNext(kind, "lost-answer");
          const post = resultPost({ files });
          // An adapter may find out by itself that the first try went through.
          await driver.adapter
            .postResult(post)
            .catch(() => driver.adapter.postResult(post.again()));
          expect(seen()).toHaveLength(1);
        },
      );

      // Somebody joins, say: an earlier try is known by what it sent, not by what would be sent now.
      it("are not posted again although they would say something else by now", async () => {
        driver.spoilNext("text", "lost-answer");
        const post = resultPost();
        await failureOf(driver.adapter.postResult(post));
        await driver.adapter.postResult({ ...post.again(), message: say("Ready, both of you.") });
        expect(seen()).toHaveLength(1);
      });

      it("are posted although another message has the same text", async () => {
        await driver.adapter.postResult(resultPost({ key: "follow-2:result" }));
        driver.spoilNext("text", "outage");
        const post = resultPost();
        await failureOf(driver.adapter.postResult(post));
        await driver.adapter.postResult(post.again());
        expect(seen()).toHaveLength(2);
      });

      it("are not sent if their checkpoint cannot be stored", async () => {
        await expect(driver.adapter.postResult(resultPost({ save: failToSave }))).rejects.toThrow(
          "store",
        );
        expect(seen()).toEqual([]);
      });

      it.each(["text", "files"] as const)("with %s survive an outage", async (kind) => {
        const files = kind === "files" ? [{ file: bytesFile(50_000), altText: "a cat" }] : [];
        driver.spoilNext(kind, "outage");
        const post = resultPost({ files });
        const failure = await failureOf(driver.adapter.postResult(post));
        expect(failure).toMatchObject({ code: "unavailable", retryable: true });
        await driver.adapter.postResult(post.again());
        expect(seen()).toHaveLength(1);
        expect(seen()[0]?.files).toHaveLength(files.length);
      });

      it("report how long the platform wants the relay to wait", async () => {
        driver.spoilNext("text", "rate-limit");
        const failure = await failureOf(driver.adapter.postResult(resultPost()));
        expect(failure).toMatchObject({ code: "rate_limited", retryable: true });
        expect(failure.retryAfterMs).toBeGreaterThan(0);
        expect(seen()).toEqual([]);
      });

      it("are refused as too large because of a file, and accepted without it", async () => {
        const files = [{ file: bytesFile(driver.maxFileBytes + 1), altText: "a cat" }];
        const post = resultPost({ files });
        expect((await failureOf(driver.adapter.postResult(post))).code).toBe("too_large");
        await driver.adapter.postResult({ ...post.again(), files: [] });
        expect(seen()).toHaveLength(1);
      });

      it("are refused for good if the bot may not post", async () => {
        const channel = driver.forbiddenChannel();
        const failure = await failureOf(driver.adapter.postResult(resultPost({ channel })));
        expect(failure.retryable).toBe(false);
        expect(["forbidden", "channel_lost"]).toContain(failure.code);
      });

      it("are refused for good if the channel is gone", async () => {
        driver.deleteChannel(driver.channel);
        const failure = await failureOf(driver.adapter.postResult(resultPost()));
        expect(failure).toMatchObject({ code: "channel_lost", retryable: false });
      });
    });

    describe("threads", () => {
      it("are started once per message, however often they are requested", async () => {
        const { adapter, channel } = driver;
        const root = await adapter.postStatus(statusPost("The job runs."));
        const request = { channel, root, name: "Job job-1" };
        const thread = await adapter.openThread(request);
        expect(thread).not.toEqual(channel);
        expect(await adapter.openThread(request)).toEqual(thread);
        await adapter.postResult(resultPost({ channel: thread, replyTo: root }));
      });
    });

    describe("text", () => {
      it("notifies the given users, and nobody else", async () => {
        const [asker, other] = driver.people;
        const hostile = `<@${other}> @everyone @here <!channel> <!here>`;
        const spans = [mention(asker), ` ${hostile}`] as const;
        const body = message([line(...spans), codeBlock(hostile)], { pings: [asker] });
        await driver.adapter.postResult(resultPost({ message: body }));
        expect(seen()[0]?.pings).toEqual([asker]);
      });

      it("of any length fits", async () => {
        const body = message([line("The job failed."), codeBlock("0123456789 ".repeat(5_000))]);
        await driver.adapter.postResult(resultPost({ message: body }));
        expect(seen()[0]?.text).toContain("The job failed.");
      });
    });

    describe("commands", () => {
      it("arrive as typed, with the user and the channel", async () => {
        await driver.type(JOB_ID);
        const invocation = await arrival();
        expect(invocation).toMatchObject({
          name: "pika-status",
          options: { jobid: JOB_ID },
          channel: driver.channel,
          userId: driver.people[0],
        });
        expect(await invocation.checkAccess()).toEqual({ ok: true });
      });

      it("are answered privately, up to four times", async () => {
        const answers = await driver.type(JOB_ID);
        const invocation = await arrival();
        for (const words of ["first", "second", "third", "fourth"])
          await invocation.reply(say(`The ${words} answer.`));
        expect(answers().at(-1)).toContain("The fourth answer.");
        expect(seen()).toEqual([]);
      });

      it("reach no handler after a stop", async () => {
        driver.adapter.stopCommands();
        await driver.type(JOB_ID);
        await driver.adapter.stop();
        expect(driver.invocations).toEqual([]);
      });
    });

    // One signal may be handed on for as long as the relay runs.
    it("leaves no listener on the caller's signals", async () => {
      const { adapter, channel, people } = driver;
      const { signal } = new AbortController();
      const ref = await adapter.postStatus({ ...statusPost("Waiting."), signal });
      await adapter.editStatus({ channel, ref, message: say("Done."), signal });
      const files = [{ file: bytesFile(2_000), altText: "" }];
      await adapter.postResult({ ...resultPost(), files, signal });
      await adapter.openThread({ channel, root: ref, name: "job", signal });
      await adapter.openDirect({ userId: people[0], workspace: driver.channel.workspace, signal });
      const refused = { ...statusPost("Waiting.", "follow-2:status"), signal };
      await failureOf(adapter.postStatus({ ...refused, channel: driver.forbiddenChannel() }));
      expect(getEventListeners(signal, "abort")).toEqual([]);
    });

    it("can be stopped twice", async () => {
      await driver.adapter.stop();
      await expect(driver.adapter.stop()).resolves.toBeUndefined();
    });
  });
}
