import { describe, expect, test } from "vitest";
import { toLinkExpiry } from "../../../../src/adapters/pika/link-expiry.ts";
import { toPercent } from "../../../../src/adapters/pika/percent.ts";
import { readJobBody } from "../../../../src/adapters/pika/schema.ts";
import { jobOf } from "../../../contracts/job-source.ts";
import { startPika } from "./start-pika.ts";

const percentOf = (body: Record<string, unknown>): number | undefined => {
  const read = readJobBody(JSON.stringify(body));
  return read && toPercent(read);
};

describe("a job's progress", () => {
  test.each([
    ["<@1> Prompt: a cat (45%)", 45],
    ["45%", 45],
    ["0%", 0],
    ["100%, almost", 100],
    ["Progress:7%", 7],
    ["45.9% done", 45],
    ["45,9 % done", 45],
    ["(45%) and still 45%", 45],
  ])("is read from %j", (content, percent) => {
    expect(percentOf({ content })).toBe(percent);
  });

  test.each([
    "",
    "Queued",
    "45 of 100",
    "%",
    "(10%) (20%)",
    "101%",
    "-5%",
    "5-10%",
    "1234%",
    "https://a.example/x%20y/12%20z",
    "v1.5%",
    "x45%",
    "45%%",
    `${"9".repeat(400)}%`,
  ])("is not read from %j", (content) => {
    expect(percentOf({ content })).toBeUndefined();
  });

  test("is not read from a percentage in the prompt", () => {
    const prompt = "a battery\nat  20% of green";
    const told = (content: string): number | undefined => percentOf({ prompt, content });
    expect(told("Prompt: a battery at 20% of green --size 100")).toBeUndefined();
    expect(told("Prompt: a battery at 20% of green (45%)")).toBe(45);
    expect(told("Prompt: a battery at 20% of... (45%)")).toBeUndefined();
    expect(percentOf({ prompt: "4", content: "Prompt: 4 (45%)" })).toBe(45);
    expect(percentOf({ prompt: "% 4", content: "45% 45%" })).toBeUndefined();
  });

  test("is read from the API's own field first", () => {
    const told = (progress_percent: unknown): number | undefined =>
      percentOf({ response: { progress_percent }, content: "(10%)" });
    expect([told(62), told(62.9), told(101), told(-1)]).toEqual([62, 62, undefined, undefined]);
    expect([told("62"), told(null)]).toEqual([10, 10]);
    expect(percentOf({ response: "odd", content: "(10%)" })).toBe(10);
  });

  test("is read quickly if a message is all digits", () => {
    const startedAt = performance.now();
    percentOf({ content: "1".repeat(500_000) });
    percentOf({ content: "1.".repeat(250_000) });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test("is known only while it runs", async () => {
    const { sandbox, api } = await startPika();
    const script = { prompt: "50% grey", ends: "completed", percents: [5, 60] } as const;
    const jobId = sandbox.addJob(script);
    const seen = [];
    for (let poll = 0; poll < 5; poll += 1) {
      const { facts } = jobOf(await api.pollJob(jobId));
      seen.push([facts.status, facts.percent, facts.isRetryable]);
    }
    expect(seen).toEqual([
      ["created", undefined, undefined],
      ["started", undefined, undefined],
      ["progress", 5, undefined],
      ["progress", 60, undefined],
      ["completed", undefined, true],
    ]);
    sandbox.setJob(jobId, { content: "(100%)", buttons: ["upscale"] });
    const { facts } = jobOf(await api.pollJob(jobId));
    expect([facts.percent, facts.isRetryable]).toEqual([undefined, false]);
  });
});

describe("the expiry of a link", () => {
  test("is the one in its signature", async () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    const { sandbox, api } = await startPika({
      sandbox: { now: () => at, linkLifetimeMs: 60_000 },
    });
    const jobId = sandbox.addJob({ steps: [{ status: "completed" }] });
    const [attachment] = jobOf(await api.pollJob(jobId)).attachments;
    expect(attachment?.expiresAt).toBe(at + 60_000);
  });

  test.each([
    ["https://a.example/v.mp4?ex=6782c1f0&is=1&hm=2&", 0x67_82_c1_f0 * 1000],
    ["https://a.example/v.mp4?hm=2&ex=FF", 255_000],
    ["https://a.example/v.mp4?ex=6782c1f0", undefined],
    ["https://a.example/v.mp4?ex=&hm=2", undefined],
    ["https://a.example/v.mp4?ex=soon&hm=2", undefined],
    ["https://a.example/v.mp4?ex=-1&hm=2", undefined],
    ["https://a.example/v.mp4?ex=0x10&hm=2", undefined],
    ["https://a.example/v.mp4?ex=fffffffffffff&hm=2", undefined],
    ["https://a.example/v.mp4", undefined],
    ["no address", undefined],
  ])("%s", (url, expiresAt) => {
    expect(toLinkExpiry(url)).toBe(expiresAt);
  });
});
