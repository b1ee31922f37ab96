import { describe, expect, it } from "vitest";
import type { Platform } from "../../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../../src/core/errors.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { startTestRelay, type TestRelayOptions } from "../../../support/test-relay.ts";
import { pattern, said, sentence } from "../../../support/sentence.ts";
import { BOTH, peopleOn, pollResult } from "../asking.ts";

const HOUR = 3_600_000;
const TRYING = said("again.trying", { job: "`job-1`" });

const startOn = async (platform: Platform, options: TestRelayOptions) => {
  const relay = await startTestRelay(options);
  return { ...relay, ...peopleOn(relay, platform) };
};

describe.each(BOTH)("the button Try again on %s", (platform) => {
  /** The result of a job could not be posted; then whatever was in the way is mended. */
  async function setUp(code: "forbidden" | "file_refused" | "unavailable") {
    const relay = await startTestRelay();
    relay.api.answer("job-1", pollResult("running"));
    const people = peopleOn(relay, platform);
    await people.type("pika-status", { jobid: "job-1" });
    await people.type("pika-status", { jobid: "job-1" }, { userId: "bob" });
    relay.api.answer("job-1", pollResult("completed"));
    const error = new PlatformError(code, "no");
    people.adapter.failAll("result", error);
    await relay.clock.advance(code === "unavailable" ? 25 * HOUR : 60_000);
    people.adapter.failAll("result");
    return {
      ...relay,
      ...people,
      again: (person = {}) => people.press("try-again", "follow-1", person),
    };
  }

  it.each([
    ["forbidden", "undelivered.forbidden"],
    ["file_refused", "undelivered.text_refused"],
    ["unavailable", "undelivered.too_late"],
  ] as const)(
    "is offered after %s, with words that do not call the job failed",
    async (code, why) => {
      const relay = await setUp(code);
      expect(relay.shown()).toEqual([
        [
          "status",
          expect.stringContaining(said("status.undelivered", { reason: localized(why) })),
          [],
        ],
      ]);
      expect(relay.shown()[0]?.[1]).toContain("✅ *Completed*");
      expect(relay.buttons()).toEqual(["try-again", "share"]);
      expect(await relay.again()).toBe(TRYING);
      await relay.clock.advance(300_000);
      expect(relay.results()).toMatchObject([
        { message: { pings: ["ann", "bob"] }, replyTo: { id: relay.posts()[0]?.id } },
      ]);
      expect(relay.shown()[0]?.[1]).not.toMatch(sentence("status.undelivered"));
      expect(relay.buttons()).toEqual(["share"]);
    },
  );

  it("is only for requesters, and posts the result once, however often it is pressed", async () => {
    const relay = await setUp("forbidden");
    expect(await relay.again({ userId: "eve", canManage: true })).toBe(said("again.not-yours"));
    const answers = await Promise.all([relay.again(), relay.again({ userId: "bob" })]);
    expect(answers).toEqual([TRYING, said("again.not-needed", { job: "`job-1`" })]);
    await relay.clock.advance(60_000);
    await relay.again();
    await relay.clock.advance(60_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("can be pressed again if it did not help", async () => {
    const relay = await setUp("forbidden");
    relay.adapter.failNext("result", new PlatformError("forbidden", "still no"));
    expect(await relay.again()).toBe(TRYING);
    await relay.clock.advance(60_000);
    const { actions = [] } = relay.posts()[0]?.message ?? {};
    const anew = actions.find(({ name }) => name === "try-again");
    expect(await relay.press("try-again", anew?.argument ?? "")).toBe(TRYING);
    await relay.clock.advance(60_000);
    expect(relay.results()).toHaveLength(1);
  });

  it("changes nothing if the store fails, and says so", async () => {
    const relay = await setUp("forbidden");
    relay.store.failWith(new Error("disk full"));
    expect(await relay.again()).toMatch(pattern`^${said("answer.store-down")}`);
    relay.store.failWith(undefined);
    expect(await relay.again()).toBe(TRYING);
  });

  it("works after a restart, and continues after one", async () => {
    const first = await setUp("forbidden");
    await first.app.stop();
    const second = await startOn(platform, { store: first.store });
    expect(await second.type("pika-jobs")).toMatch(
      pattern`${said("list.undelivered", { reason: localized("undelivered.forbidden") })}`,
    );
    second.adapter.hang("result");
    expect(await second.press("try-again", "follow-1")).toBe(TRYING);
    const stopped = second.app.stop();
    await second.clock.advance(20_000);
    await stopped;
    const third = await startOn(platform, { store: first.store });
    await third.clock.advance(10_000);
    expect(third.results()).toHaveLength(1);
    expect(third.store.all()).toMatchObject([{ state: "delivered" }]);
  });
});
