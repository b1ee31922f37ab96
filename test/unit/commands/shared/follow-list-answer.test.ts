import { describe, expect, it } from "vitest";
import { followListAnswer } from "../../../../commands/shared/follow-list-answer.ts";
import { renderMessage } from "../../../../src/adapters/discord/messages/render.ts";
import { renderContent } from "../../../../src/adapters/slack/messages/content.ts";
import type { Platform } from "../../../../src/core/channel/channel-ref.ts";
import type { CommandContext } from "../../../../src/core/command-context.ts";
import type { FollowResult, ListedFollow } from "../../../../src/core/follow-result.ts";
import { code } from "../../../../src/core/message.ts";
import { LOCALES, localized } from "../../../../src/messages/translator.ts";
import { toPlainText } from "../../../support/plain-text.ts";
import { said } from "../../../support/sentence.ts";

const contextIn = (locale: string, platform: Platform = "discord", thread?: string) =>
  ({
    locale,
    channel: { platform, workspace: "g1", channel: "c1", thread },
    nameJob: async (jobId: string) => jobId,
  }) as Partial<CommandContext> as CommandContext;

const CONTEXT = contextIn("en");
const listed = (...results: readonly ListedFollow["result"][]): ListedFollow[] =>
  results.map((result, index) => ({ name: `job-${index + 1}`, result }));
const answer = async (jobs: readonly ListedFollow[], context = CONTEXT): Promise<string> =>
  toPlainText(await followListAnswer(jobs, context));
const job = (n: number) => ({ job: code(`job-${n}`) });

const following = (jobId: string, changes = {}): FollowResult => ({
  kind: "following",
  jobId,
  over: false,
  ...changes,
});

it("says of each job in a line what became of it, and once what is true of all", async () => {
  const jobs = listed(
    following("job-1", { statusMessage: { id: "m1", url: "https://discord.com/1" } }),
    following("job-2", { over: true }),
    { kind: "already-following", jobId: "job-3", over: false, isYours: true },
    { kind: "already-following", jobId: "job-4", over: false, isYours: false },
    { kind: "not-found", sourceName: "fal", publicId: "job-5", message: "none" },
    { kind: "not-recognised", sources: ["Pika", "fal"] },
    { kind: "source-off", displayName: "Runway", variables: ["A", "B"] },
    { kind: "undecided", sources: ["Pika", "fal"] },
  );
  expect((await answer(jobs)).split("\n")).toEqual([
    `${said("follow.each", job(1))} [${said("follow.see-status")}](https://discord.com/1)`,
    said("follow.each-over", job(2)),
    said("follow.each-already-you", job(3)),
    said("follow.each-already", job(4)),
    said("follow.each-not-found", job(5)),
    said("follow.each-not-recognised", job(6)),
    said("follow.each-source-off", { ...job(7), source: "Runway", variable: "`A`, `B`" }),
    said("follow.each-undecided", { ...job(8), sources: "Pika, fal" }),
    said("follow.tried", { sources: "fal" }),
    said("follow.each-rest"),
  ]);
});

it("names the jobs that were refused for the same reason together", async () => {
  const jobs = listed(
    { kind: "too-many", of: "channel", limit: 2 },
    following("job-2"),
    { kind: "too-many", of: "channel", limit: 2 },
    { kind: "too-often", waitMs: 1_500, limit: 20 },
    { kind: "store-down" },
    { kind: "no-access", problem: localized("access.locked"), cure: localized("access.unlock") },
  );
  expect((await answer(jobs)).split("\n")).toEqual([
    said("follow.each", job(2)),
    said("follow.each-refused", { jobs: "`job-1`, `job-3`" }),
    said("follow.too-many-of-channel", { jobs: "2 jobs" }),
    said("follow.too-many-rest"),
    said("follow.each-refused", { jobs: "`job-4`" }),
    said("follow.each-too-often", { commands: "20 commands", duration: "2s" }),
    said("follow.each-refused", { jobs: "`job-5`" }),
    said("follow.each-store-down"),
    said("answer.store-down-rest"),
    said("follow.each-refused", { jobs: "`job-6`" }),
    said("follow.no-access", { problem: localized("access.locked") }),
    said("access.unlock"),
    said("follow.each-rest"),
  ]);
});

it("names the services that were asked right below the jobs, not below what was refused", async () => {
  const jobs = listed(
    { kind: "store-down" },
    { kind: "not-found", sourceName: "fal", publicId: "job-2", message: "none" },
  );
  expect((await answer(jobs)).split("\n").slice(0, 3)).toEqual([
    said("follow.each-not-found", job(2)),
    said("follow.tried", { sources: "fal" }),
    said("follow.each-refused", { jobs: "`job-1`" }),
  ]);
});

it("says each problem of a source and of the channel once", async () => {
  const weakness = localized("access.no-history");
  const sourceProblem = { kind: "unavailable", sourceName: "fal" };
  const each = { weakness, sourceProblem };
  expect(
    (await answer(listed(following("job-1", each), following("job-2", each)))).split("\n"),
  ).toEqual([
    said("follow.each", job(1)),
    said("follow.each", job(2)),
    said("follow.each-rest"),
    said("follow.no-answer", { source: "fal" }),
    said("access.no-history"),
  ]);
});

const ambiguous = (jobId: number): FollowResult => ({
  kind: "ambiguous",
  choices: ["a", "b", "c", "d", "e", "f"].map((name) => ({
    displayName: name.toUpperCase(),
    text: `${name}:${jobId}`,
  })),
});

it("offers a choice for each ambiguous job, as long as there is room for buttons", async () => {
  const { blocks, actions = [] } = await followListAnswer(
    listed(...[1, 2, 3, 4, 5].map(ambiguous)),
    CONTEXT,
  );
  expect(actions).toHaveLength(24);
  expect(actions[23]?.label).toBe("F · job-4");
  // The fifth has a line and six commands.
  expect(blocks).toHaveLength(4 + 7);
});

it("says in a thread that the results will be there", async () => {
  const context = contextIn("en", "slack", "171.1");
  expect(await answer(listed(following("job-1")), context)).toContain(
    said("follow.each-rest-thread"),
  );
});

describe.each(LOCALES)("an answer about ten jobs in %s", (locale) => {
  const name = "n".repeat(60);
  const url = `https://discord.com/channels/${"1".repeat(19)}/${"2".repeat(19)}/${"3".repeat(19)}`;
  const longest: Record<string, FollowResult> = {
    "is followed": following("j".repeat(40), { statusMessage: { id: "m1", url } }),
    "is followed already": {
      kind: "already-following",
      jobId: "j".repeat(40),
      over: false,
      isYours: false,
      statusMessage: { id: "m1", url },
    },
    "is of a source that is off": {
      kind: "source-off",
      displayName: "WaveSpeedAI",
      variables: ["WAVESPEED_API_KEY"],
    },
    "is not found": {
      kind: "not-found",
      sourceName: "",
      publicId: "",
      message: "m".repeat(500),
      tried: Array.from({ length: 19 }, (_, n) => `Service ${n}`),
    },
    "means nothing": { kind: "not-recognised", sources: [] },
  };
  it.each(Object.entries(longest))("fits into one message if each %s", async (_what, result) => {
    const jobs = Array.from({ length: 10 }, () => ({ name, result }));
    const { content } = renderMessage(await followListAnswer(jobs, contextIn(locale)));
    expect(content.split("\n").filter((line) => line.includes("`"))).toHaveLength(10);
    expect(content).not.toMatch(/^… \(/m);
    const { text } = renderContent(await followListAnswer(jobs, contextIn(locale, "slack")));
    expect(text.split("\n").filter((line) => line.includes("`"))).toHaveLength(10);
  });
});
