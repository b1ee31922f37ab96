import { describe, expect, it } from "vitest";
import { altTextOf, renderResult } from "../../../../src/messages/result/render-result.ts";
import { type LinkedFile } from "../../../../src/messages/result/result-files.ts";
import { renderStatus } from "../../../../src/messages/status/render-status.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";
import { toPlainText } from "../../../support/plain-text.ts";

const video = { url: "https://cdn.example/v.mp4?ex=1", filename: "v.mp4", sizeBytes: 7_204_115 };
const job = {
  status: "completed",
  prompt: "smiling and blinking",
  createdAt: Date.parse("2023-09-09T02:04:49.667Z"),
  updatedAt: Date.parse("2023-09-09T02:19:20.256Z"),
};

const result = (
  outcome: Outcome,
  {
    links = [],
    attached = 0,
    changes = {},
  }: {
    links?: LinkedFile[];
    attached?: number;
    changes?: Partial<Follow>;
  } = {},
) =>
  toPlainText(
    renderResult(aSettledFollow(outcome, { job, ...changes }), {
      links,
      attached: Array.from({ length: attached }, () => ({
        filename: "v.mp4",
        sizeBytes: video.sizeBytes,
        attachment: video,
      })),
    }),
  );

describe("the result", () => {
  it("says whose video is ready, for which prompt, and how long it took", () => {
    expect(result({ kind: "completed", attachments: [video] }, { attached: 1 })).toBe(
      "@ann ✅ *The video is ready* · took 14m 31s\n> smiling and blinking\n-# Job `job-1` · 6.9 MB",
    );
  });

  it("counts from the job's start if the API tells it, and says what the job cost", () => {
    const startedAt = job.updatedAt - 60_000;
    const changes = { job: { ...job, startedAt, cost: { amount: 12, unit: "credits" } } };
    expect(result({ kind: "completed", attachments: [video] }, { attached: 1, changes })).toBe(
      "@ann ✅ *The video is ready* · took 1m\n> smiling and blinking\n-# Job `job-1` · 6.9 MB · cost 12 credits",
    );
  });

  // A job that made pictures was once said to have made a video.
  it("does not mention a video if there is none", () => {
    const picture = { ...video, contentType: "image/png" };
    expect(result({ kind: "completed", attachments: [picture] }, { attached: 1 })).toContain(
      "*The result is ready*",
    );
  });

  it("pings all requesters, and nobody else", () => {
    const follow = aSettledFollow({ kind: "failed" }, { requesters: ["ann", "bob"] });
    const message = renderResult(follow, { attached: [], links: [] });
    expect(message.pings).toEqual(["ann", "bob"]);
    expect(toPlainText(message)).toMatch(/^@ann, @bob /);
  });

  it("has the link and the reason if the file is not attached", () => {
    const links = [{ attachment: video, reason: "too-large", limitBytes: 5_000_000 } as const];
    const text = result({ kind: "completed", attachments: [video] }, { links });
    expect(text).toContain("*The video is ready, but I couldn’t attach it* · took");
    expect(text).toContain(
      "Couldn’t attach [v.mp4](https://cdn.example/v.mp4?ex=1) (6.9 MB): it’s over the 4.8 MB limit here.",
    );
  });

  it("has no link to a private file, and does not say how long it works", () => {
    const attachment = { ...video, isPrivate: true, expiresAt: 1_700_000_000_000 };
    const links = [{ attachment, reason: "too-large" } as const];
    const text = result({ kind: "completed", attachments: [attachment] }, { links });
    expect(text).toContain("Couldn’t attach v.mp4 (6.9 MB): it’s too large for this channel.");
    expect(text).not.toContain("cdn.example");
    expect(text).not.toContain("works until");
  });

  it.each([
    ["expired", "its link expired, and the Pika API has no new one"],
    ["unreachable", "it couldn’t be downloaded"],
    ["not-media", "it isn’t a video, image, or audio file"],
    ["address-refused", "downloads from that address aren’t allowed"],
    ["file-refused", "it couldn’t be uploaded here"],
    ["too-large", "it’s too large for this channel"],
  ] as const)("explains %s", (reason, words) => {
    const links = [{ attachment: video, reason }];
    expect(result({ kind: "completed", attachments: [video] }, { links })).toContain(words);
  });

  it("says exactly that a completed job has no attachments, with its content", () => {
    const text = result({ kind: "completed", attachments: [], content: "Prompt: smiling" });
    expect(text).toContain("*The job completed without any files*");
    expect(text).toContain("> Prompt: smiling");
  });

  it.each([
    ["failed", "❌ *The job failed:*"],
    ["cancelled", "🚫 *The job was cancelled:*"],
    ["moderated", "🛑 *The job was blocked by moderation:*"],
  ] as const)(
    "reports %s in plain words with the error and its details verbatim",
    (kind, words) => {
      const text = result({ kind, error: "Out of <memory>", errorDetails: "line 1\nline 2" });
      expect(text).toContain(`${words} Out of <memory>\n`);
      expect(text).toMatch(/\n```\nline 1\nline 2\n```\n-# Job `job-1`/);
    },
  );

  it.each(["a\nb", "x".repeat(121)])("puts a long error into the code block", (error) => {
    const text = result({ kind: "failed", error, errorDetails: "why" });
    expect(text).toMatch(/^@ann ❌ \*The job failed\*/);
    expect(text).toContain(`\`\`\`\n${error}\nwhy\n\`\`\``);
  });

  it("shows ten lines of details, and says how many more there are", () => {
    const errorDetails = Array.from({ length: 22 }, (_each, index) => `line ${index + 1}`);
    const text = result({ kind: "failed", errorDetails: errorDetails.join("\n") });
    expect(text).toMatch(/line 10\n… \(12 more lines\)\n```/);
    expect(text).not.toContain("line 11");
  });

  it("says if a failure has neither error nor details", () => {
    expect(result({ kind: "failed", error: "  ", errorDetails: "" })).toContain(
      "@ann ❌ *The job failed.* The Pika API didn’t give a reason.",
    );
  });

  it("cuts the prompt, which only identifies the job", () => {
    const prompt = `two foxes\n${"x".repeat(300)}`;
    const text = result(
      { kind: "completed", attachments: [video] },
      { attached: 1, changes: { job: { ...job, prompt } } },
    );
    expect(text).toContain(`> two foxes ${"x".repeat(110)}…\n`);
  });

  it("says how many files there are, and how large they are together", () => {
    const outcome = { kind: "completed" as const, attachments: [video, video, video] };
    const text = result(outcome, { attached: 3 });
    expect(text).toContain("\n3 files · 20.6 MB\n-# Job `job-1`");
  });

  it("has a notification text with its prompt, or the reason why it failed", () => {
    const files = { attached: [], links: [] };
    const failed = aSettledFollow({ kind: "failed", error: "boom" }, { job });
    expect(renderResult(failed, files).summary).toBe("The job failed: boom");
    const stopped = aSettledFollow({ kind: "cancelled" }, { job });
    expect(renderResult(stopped, files).summary).toBe(
      "The job was cancelled: smiling and blinking",
    );
  });

  it("explains that the relay gave up, with the remedy", () => {
    const text = result(
      { kind: "gave-up", afterMs: 86_400_000 },
      { changes: { job: { status: "progress" } } },
    );
    expect(text).toContain("I stopped waiting after 1d.* Its last known");
    expect(text).toContain("status was “progress”");
    expect(text).toContain("`/pika-status pika:job-1`");
  });

  it("says that the API does not know the job, in its words, with the remedy", () => {
    const text = result({ kind: "unknown-job", message: "Unable to locate job job-1" });
    expect(text).toContain("> Unable to locate job job-1");
    expect(text).toContain("`/pika-status pika:job-1`");
  });

  it("shows no id with an account's number in it, in no command and in no text of the API", () => {
    const jobId = "job:20241218021941022-user:1308-channel:131-bot:pika";
    const changes = { jobId, publicId: "021941022", requesters: ["ann", "bob"] };
    const outcomes: Outcome[] = [
      { kind: "unknown-job", message: `Unable to locate job ${jobId}` },
      { kind: "failed", error: `${jobId} failed`, errorDetails: `at ${encodeURIComponent(jobId)}` },
      { kind: "completed", attachments: [], content: `Nothing of ${jobId}` },
      { kind: "gave-up", afterMs: 1_000 },
      { kind: "forgotten", by: "ann" },
    ];
    for (const outcome of outcomes) {
      const text = result(outcome, { changes });
      expect(text).not.toMatch(/user(?::|%3A)1308/);
      expect(text).toContain("021941022");
    }
    expect(result({ kind: "gave-up", afterMs: 1_000 }, { changes })).toContain(
      "`/pika-status 021941022`",
    );
  });

  const quiet = { job: { status: "progress" }, createdAt: 61_000 };
  const whole: readonly [string, Parameters<typeof result>, readonly string[]][] = [
    [
      "gave up on a job seen before",
      [{ kind: "gave-up", afterMs: 3_600_000 }, { changes: quiet }],
      [
        "@ann ⌛ *I stopped waiting after 1h.* Its last known status was “progress”. To keep following it: `/pika-status pika:job-1`",
        "-# Job `job-1`",
      ],
    ],
    [
      "gave up on a job never seen",
      [{ kind: "gave-up", afterMs: 3_600_000 }, { changes: { ...quiet, job: undefined } }],
      [
        "@ann ⌛ *I stopped waiting after 1h.* The Pika API never reported a status. To keep following it: `/pika-status pika:job-1`",
        "-# Job `job-1`",
      ],
    ],
    [
      "a job whose polls ended several processes",
      [{ kind: "quarantined" }, { changes: quiet }],
      [
        "@ann ⚠️ *I stopped following this job after repeated internal errors.* The job itself isn’t affected. To follow it again later: `/pika-status pika:job-1`",
        "-# Job `job-1`",
      ],
    ],
    [
      "a job the API does not know",
      [{ kind: "unknown-job", message: "Unable to locate" }, { changes: quiet }],
      [
        "@ann ❓ *The Pika API can’t find this job.* If that looks wrong, try again: `/pika-status pika:job-1`",
        "The Pika API says:",
        "> Unable to locate",
        "-# Job `job-1`",
      ],
    ],
    [
      "a failure without a reason, by two",
      [{ kind: "failed" }, { changes: { ...quiet, requesters: ["ann", "bob"] } }],
      ["@ann, @bob ❌ *The job failed.* The Pika API didn’t give a reason.", "-# Job `job-1`"],
    ],
    [
      "an error without details",
      [{ kind: "failed", error: "boom", errorDetails: " " }, { changes: quiet }],
      ["@ann ❌ *The job failed:* boom", "-# Job `job-1`"],
    ],
    [
      "details without an error",
      [{ kind: "failed", error: " ", errorDetails: "why" }, { changes: quiet }],
      ["@ann ❌ *The job failed*", "```", "why", "```", "-# Job `job-1`"],
    ],
    [
      "a completed job without attachments, and without a word",
      [{ kind: "completed", attachments: [] }, { changes: quiet }],
      [
        "@ann ✅ *The job completed without any files.* The Pika API gave no further details.",
        "-# Job `job-1`",
      ],
    ],
    [
      "a completed job whose files are deleted",
      [{ kind: "completed", attachments: [], isDeleted: true }, { changes: quiet }],
      ["@ann ✅ *The job completed, but its files have already been deleted*", "-# Job `job-1`"],
    ],
    [
      "a completed job without attachments, in the API's words",
      [{ kind: "completed", attachments: [], content: "none" }, { changes: quiet }],
      [
        "@ann ✅ *The job completed without any files*",
        "The Pika API says:",
        "> none",
        "-# Job `job-1`",
      ],
    ],
    [
      "files that could not be attached",
      [
        { kind: "completed", attachments: [video, { url: "https://cdn.example/2" }] },
        {
          changes: quiet,
          links: [
            { attachment: video, reason: "expired" },
            { attachment: { url: "https://cdn.example/2" }, reason: "unreachable" },
          ],
        },
      ],
      [
        "@ann ✅ *The video is ready, but I couldn’t attach the files*",
        "Couldn’t attach [v.mp4](https://cdn.example/v.mp4?ex=1) (6.9 MB): its link expired, and the Pika API has no new one.",
        "Couldn’t attach [the file](https://cdn.example/2): it couldn’t be downloaded.",
        "-# Job `job-1`",
      ],
    ],
    [
      "how long it took, counted by the relay where the job does not tell",
      [{ kind: "cancelled" }, { changes: { ...quiet, createdAt: 1_000 } }],
      ["@ann 🚫 *The job was cancelled* · took 1m", "-# Job `job-1`"],
    ],
  ];
  it.each(whole)("is, word for word: %s", (_what, parts, lines) => {
    expect(result(...parts).split("\n")).toEqual(lines);
  });

  it("mentions a video if one of several files is one", () => {
    const attachments = [
      { ...video, contentType: "image/png" },
      { ...video, contentType: "video/mp4" },
    ];
    expect(result({ kind: "completed", attachments }, { attached: 2 })).toContain("The video is");
  });

  it("has the prompt as alternative text, on one line, within the platforms' limit", () => {
    expect(altTextOf(aFollow({ job: { ...job, prompt: "a\ncat" } }))).toBe("a cat");
    expect(altTextOf(aFollow({ job: { ...job, prompt: "x".repeat(5_000) } }))).toHaveLength(1024);
    expect(altTextOf(aFollow())).toBe("Result of Pika job job-1");
  });
});

describe("the status message", () => {
  it("shows status, prompt, job and requesters in three lines, and pings nobody", () => {
    const message = renderStatus(
      aFollow({ job: { ...job, status: "progress", verb: "pika-create", percent: 42 } }),
    );
    expect(message.pings).toEqual([]);
    expect(toPlainText(message)).toBe(
      [
        "▶️ *In progress* · ▰▰▰▰▱▱▱▱▱▱ 40%",
        "> smiling and blinking",
        "-# Job `job-1` · for @ann · submitted <ago 1694225089667>",
      ].join("\n"),
    );
    expect(message.summary).toBe("In progress · 40%: smiling and blinking");
  });

  it("does not show the time of the command as the time of submission", () => {
    expect(toPlainText(renderStatus(aFollow({ job: { status: "progress" } })))).toBe(
      "▶️ *In progress*\n-# Job `job-1` · for @ann",
    );
  });

  it.each([
    ["unauthorised", /Whoever runs Pika Relay needs to renew it.*keep trying/],
    ["no-subscription", /Whoever runs Pika Relay needs to renew it.*keep trying/],
    ["rate-limited", /rate limiting requests.*keep trying/],
    ["unavailable", /is down or not responding.*keep trying/],
    ["not-understood", /can’t read\..*keep trying/],
  ] as const)("says what %s means", (trouble, words) => {
    expect(toPlainText(renderStatus(aFollow({ trouble })))).toMatch(words);
  });

  it.each([
    ["created", "Queued"],
    ["started", "Started"],
    ["progress", "In progress"],
    ["warming_up", "Running (warming_up)"],
  ])("calls %s “%s”", (status, words) => {
    expect(toPlainText(renderStatus(aFollow({ job: { status } })))).toContain(words);
  });

  it("shows the place in the queue until the job ends", () => {
    const queued = { status: "IN_QUEUE", queuePosition: 2 };
    const running = aFollow({ job: queued });
    expect(toPlainText(renderStatus(running))).toMatch(/^⏳ \*Queued\* · 2 jobs ahead\n/);
    expect(renderStatus(running).summary).toBe("Queued · 2 jobs ahead");
    const ended = aSettledFollow({ kind: "cancelled" }, { job: queued });
    expect(toPlainText(renderStatus(ended))).not.toContain("ahead");
  });
});
