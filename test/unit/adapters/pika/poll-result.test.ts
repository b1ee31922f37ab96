import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPollResult } from "../../../../src/adapters/pika/poll-result.ts";
import type { Job, PollResult } from "../../../../src/core/job/job.ts";
import { jobOf } from "../../../contracts/job-source.ts";

const read = (text: string, status = 200): PollResult =>
  toPollResult({ status, header: () => undefined, text, atMs: 0 }, "j");
const jobFrom = (body: Record<string, unknown>): Job => jobOf(read(JSON.stringify(body)));

describe("a job's fields", () => {
  test("are all read from the published example", () => {
    const job = jobFrom({
      jobid: "j",
      verb: "pika-create",
      status: "completed",
      created: "2023-09-09T02:04:49.667Z",
      updated: "2023-09-09T02:19:20.256Z",
      prompt: "smiling and blinking",
      buttons: ["retry"],
      image: { size: 1_628_384, type: "image/png" },
      discord: "ABC…secured…xyz",
      channel: "1316232391072944131",
      maxJobs: 10,
      messageId: "1316232391072944132",
      replyUrl: "https://example.invalid/secret",
      replyRef: "secret",
      content: "<@42> Prompt: smiling --size 100  Image: 1 Attachment  Author: <@!42> of <@&7>",
      timestamp: "2023-09-09T02:05:24.991000+00:00",
      attachments: [
        {
          url: "https://cdn.discordapp.com/v.mp4?ex=1&is=2&hm=3",
          proxy_url: "https://media.discordapp.net/v.mp4",
          width: 768,
          height: 768,
          content_type: "video/mp4",
          id: "1",
          filename: "v.mp4",
          size: 7_204_115,
        },
      ],
      code: 200,
    });
    expect(job).toEqual({
      jobId: "j",
      phase: "completed",
      facts: {
        status: "completed",
        verb: "pika-create",
        model: "pika-create",
        prompt: "smiling and blinking",
        createdAt: Date.UTC(2023, 8, 9, 2, 4, 49, 667),
        updatedAt: Date.UTC(2023, 8, 9, 2, 19, 20, 256),
        isRetryable: true,
      },
      content: "Prompt: smiling --size 100 Image: 1 Attachment Author: of",
      attachments: [
        {
          url: "https://cdn.discordapp.com/v.mp4?ex=1&is=2&hm=3",
          filename: "v.mp4",
          contentType: "video/mp4",
          sizeBytes: 7_204_115,
          width: 768,
          height: 768,
          expiresAt: 1000,
        },
      ],
      error: undefined,
      errorDetails: undefined,
    });
  });

  test.each([null, 7, true, [], {}, [[]], "", "x"])(
    "do not make a job unreadable if they are %j",
    (odd) => {
      const fields = ["verb", "prompt", "created", "updated", "content", "attachments", "code"];
      const more = ["embeds", "image", "message", "jobid_", "error", "errorDetails", "buttons"];
      const body = Object.fromEntries([...fields, ...more].map((field) => [field, odd]));
      expect(jobFrom({ ...body, jobid: "j", status: "completed" })).toMatchObject({
        phase: "completed",
        attachments: [],
      });
    },
  );

  test("a status alone, or the right id alone, is a running job", () => {
    expect(jobFrom({ status: "failed" })).toMatchObject({ jobId: "j", phase: "failed" });
    for (const status of [undefined, null, 42, ""]) {
      expect(jobFrom({ jobid: "j", status })).toMatchObject({
        phase: "running",
        facts: { status: "unknown" },
      });
    }
  });

  test("a status takes precedence over a contradicting code", () => {
    expect(jobFrom({ jobid: "j", status: "failed", error: "no", code: 422 }).phase).toBe("failed");
  });

  test("attachments without an address are left out; the proxy's address is enough", () => {
    const { attachments } = jobFrom({
      status: "completed",
      attachments: [
        null,
        "https://cdn.discordapp.com/a.mp4",
        {},
        { url: null, proxy_url: "https://media.discordapp.net/b.mp4", size: "12", width: 0 },
        { url: "", proxy_url: "https://media.discordapp.net/c.mp4", size: -1, filename: 5 },
        { url: "https://cdn.discordapp.com/d.mp4", proxy_url: "https://media.discordapp.net/d" },
      ],
    });
    expect(attachments).toEqual([
      { url: "https://media.discordapp.net/b.mp4" },
      { url: "https://media.discordapp.net/c.mp4" },
      { url: "https://cdn.discordapp.com/d.mp4" },
    ]);
  });

  test("an error that is not a text is shown as JSON; an empty one is left out", () => {
    expect(jobFrom({ status: "failed", error: { reason: 7 }, errorDetails: " " })).toMatchObject({
      error: '{"reason":7}',
      errorDetails: undefined,
    });
  });

  test.each(["soon", "2023-99-99T00:00:00Z", 1_694_225_089, "5", null])(
    "%j is not a time",
    (created) => {
      expect(jobFrom({ status: "progress", created }).facts.createdAt).toBeUndefined();
    },
  );

  test("texts are cut at a character before they are too long for the store", () => {
    const job = jobFrom({ status: "s".repeat(999), error: "🎬".repeat(60_000) });
    expect(job.facts.status).toHaveLength(100);
    expect(job.error).toBe("🎬".repeat(50_000));
  });
});

const endsNothing = (pollResult: PollResult): boolean =>
  pollResult.kind === "job" ? pollResult.job.phase === "running" : pollResult.kind !== "not-found";

/** Whether the answer names the end that was read from it, and no other job. */
function plainlySays(
  given: Record<string, unknown>,
  { pollResult, http }: { pollResult: PollResult; http: number },
): boolean {
  if (pollResult.kind === "not-found") return typeof given["error"] === "string";
  const isAnotherJob = typeof given["jobid"] === "string" && given["jobid"] !== "j";
  return http < 300 && given["status"] === jobOf(pollResult).phase && !isAnotherJob;
}

describe("any answer of an API", () => {
  test("is read without an error, and ends a job only if it plainly says so", () => {
    const field = fc.constantFrom("jobid", "status", "code", "error", "attachments", "content");
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom("j", "failed", "k", 404, 401));
    const body = fc.oneof(
      fc.dictionary(field, value).map((object) => JSON.stringify(object)),
      fc.json(),
      fc.string(),
    );
    const status = fc.constantFrom(200, 201, 301, 400, 401, 404, 429, 500, 503);
    const check = fc.check(
      fc.property(body, status, (text, http) => {
        const pollResult = read(text, http);
        return endsNothing(pollResult) || plainlySays(JSON.parse(text), { pollResult, http });
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(check.counterexample).toBeNull();
  });
});
