import { describe, expect, it } from "vitest";
import { markDelivered, markDiscarded } from "../../../src/core/follow/follow.ts";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { command } from "../../../src/core/message.ts";
import { localized } from "../../../src/messages/translator.ts";
import { aFollow, aSettledFollow } from "../../support/follows.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";
import { pattern, said } from "../../support/sentence.ts";
import { BOTH, peopleOn, PLACES, pollResult } from "./asking.ts";

const START = Date.UTC(2026, 0, 1);

const idsIn = (answer: string) => [...answer.matchAll(/`(job-\d+)`/g)].map(([, id]) => id);

const long = (n: number) =>
  `job:202412180219410${10 + n}-user:1308-channel:1316232391072944131-bot:pika`;

describe.each(BOTH)("/pika-jobs on %s", (platform) => {
  const channel = PLACES[platform];
  const pending = (index: number) =>
    aFollow({ id: `f${index}`, jobId: `job-${index}`, channel, createdAt: START + index });
  const start = async (options: TestRelayOptions = {}) => {
    const relay = await startTestRelay(options);
    return { ...relay, ...peopleOn(relay, platform) };
  };

  it("says that no job is followed, and how to start", async () => {
    const { type } = await start();
    expect(await type("pika-jobs")).toBe(
      said("list.waiting-none", { command: command("pika-status") }),
    );
  });

  it("lists status, progress, prompt, requesters, time, a link to the message, and the job", async () => {
    const relay = await start();
    relay.api.answer("job-1", pollResult("running", { percent: 42, prompt: "a fox ".repeat(20) }));
    await relay.type("pika-status", { jobid: "job-1" });
    await relay.type("pika-status", { jobid: "job-1" }, { userId: "bob" });
    expect(await relay.type("pika-jobs")).toMatch(
      new RegExp(
        `^\\*This channel follows 1 job\\.\\*\\n▶️ In progress 40% · a fox a fox a fox a fox a fox a fox a fo… · ` +
          `@ann, @bob · <ago ${START}> · \\[status\\]\\(https://.*/m1\\) · \`job-1\`$`,
      ),
    );
  });

  it("has the full ids below if they are longer than the short ones", async () => {
    const relay = await start();
    const jobid = "job:20241218021941022-user:1308-bot:pika";
    relay.api.answer(jobid, pollResult("running"));
    await relay.type("pika-status", { jobid });
    expect(await relay.type("pika-jobs")).toMatch(
      new RegExp(` · \`021941022\`\\n\`\`\`\\n${jobid}\\n\`\`\`$`),
    );
  });

  it("lists the ten latest results, newest first, with the reason for one that could not be posted", async () => {
    const over = (index: number) => ({
      ...aSettledFollow({ kind: "failed" }, { id: `f${index}`, jobId: `job-${index}`, channel }),
      settledAt: START + index,
    });
    const posted = (index: number) => markDelivered(over(index), { id: "m" }, START + index);
    const { type, press } = await start({
      follows: [
        ...Array.from({ length: 11 }, (_each, index) => posted(index)),
        markDiscarded(over(11), "channel_lost", START + 11),
      ],
    });
    const pages = [await type("pika-jobs"), await press("jobs", "2")];
    expect(pages.flatMap(idsIn)).toEqual(
      Array.from({ length: 10 }, (_each, index) => `job-${11 - index}`),
    );
    expect(pages[0]).toMatch(
      pattern`❌ ${said("status.failed")} · ${said("list.undelivered", { reason: localized("undelivered.channel_lost") })} · <ago \d+> · \`job-11\``,
    );
  });

  it("has pages with buttons, oldest first, and never goes beyond the last", async () => {
    const follows = Array.from({ length: 20 }, (_each, index) => pending(index));
    const { type, press, adapter } = await start({ follows: follows.toReversed() });
    const page = (from: number, to: number) => follows.slice(from, to).map(({ jobId }) => jobId);
    const buttons = () => adapter.answers.at(-1)?.actions?.map(({ argument }) => argument);
    expect(idsIn(await type("pika-jobs"))).toEqual(page(0, 5));
    expect(buttons()).toEqual(["2"]);
    const second = await press("jobs", "2");
    expect([idsIn(second), buttons()]).toEqual([page(5, 10), ["1", "3"]]);
    expect(second).toContain("Page 2 of 4");
    for (const argument of ["4", "9", "1e9"])
      expect(idsIn(await press("jobs", argument))).toEqual(page(15, 20));
    for (const argument of ["0", "-1", "", "x"])
      expect(idsIn(await press("jobs", argument))).toEqual(page(0, 5));
  });

  // With job ids and links as they are, eight jobs and ten results were once cut to six jobs on Discord.
  it("shows every line, however long the list is", async () => {
    const id = "1316232391072944131";
    const url = `https://discord.com/channels/${id}/${id}/${id}`;
    const message = { id, url };
    const facts = {
      channel,
      statusMessage: message,
      requesters: Array.from({ length: 9 }, () => id),
    };
    const settled = (n: number) => ({
      ...aSettledFollow({ kind: "moderated" }, { ...facts, id: `f${n}`, jobId: long(n) }),
      settledAt: START,
    });
    const { type, press, adapter } = await start({
      follows: Array.from({ length: 20 }, (_each, n) =>
        n < 10
          ? { ...pending(n), ...facts, jobId: long(n) }
          : markDelivered(settled(n), message, START + n),
      ),
    });
    await type("pika-jobs");
    for (const page of ["2", "3", "4"]) await press("jobs", page);
    const written = adapter.answers.map((answer) => renderMessage(answer).content).join("\n");
    for (let n = 0; n < 20; n += 1) expect(written).toContain(long(n));
    expect(written).not.toContain("more line");
  });

  it("says that it cannot list them while the store is down, and suggests none", async () => {
    const relay = await start({ follows: [pending(1)] });
    const typing = { command: "pika-forget", option: "jobid", typed: "JOB-", channel };
    expect(await relay.adapter.complete(typing)).toMatchObject([{ value: "job-1" }]);
    relay.store.failWith(new Error("disk full"));
    expect(await relay.type("pika-jobs")).toBe(
      `${said("answer.store-unread")}\n${said("answer.store-down-rest")}`,
    );
    expect(await relay.adapter.complete(typing)).toEqual([]);
  });
});
