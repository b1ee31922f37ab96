import { describe, expect, it } from "vitest";
import { altTextOf, renderResult, type LinkedFile } from "../../src/services/result-message.ts";
import { renderStatus } from "../../src/services/render-status.ts";
import type { Follow } from "../../src/core/follow.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { aFollow, aSettledFollow, PROMISES } from "../support/follows.ts";
import { toPlainText } from "../support/plain-text.ts";

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
      "@ann ✅ *Your video is ready.* Job `job-1` took 14 min 31 s.\n> smiling and blinking\n📎 v.mp4 · 7.2 MB",
    );
  });

  // A job that made pictures was once said to have made a video.
  it("does not speak of a video where there is none", () => {
    const picture = { ...video, contentType: "image/png" };
    expect(result({ kind: "completed", attachments: [picture] }, { attached: 1 })).toContain(
      "Your result is ready.",
    );
  });

  it("pings everybody who asked, and nobody else", () => {
    const follow = aSettledFollow({ kind: "failed" }, { requesters: ["ann", "bob"] });
    const message = renderResult(follow, { attached: [], links: [] });
    expect(message.pings).toEqual(["ann", "bob"]);
    expect(toPlainText(message)).toMatch(/^@ann, @bob /);
  });

  it("gives the link and the reason where the file is not attached", () => {
    const links = [{ attachment: video, reason: "too-large", limitBytes: 5_000_000 } as const];
    const text = result({ kind: "completed", attachments: [video] }, { links });
    expect(text).toContain("*Your video is ready, but it could not be attached.*");
    expect(text).toContain(
      "Not attached: [v.mp4](https://cdn.example/v.mp4?ex=1) (7.2 MB): it is larger than the 5 MB allowed here.",
    );
  });

  it.each([
    ["expired", "its link has expired, and the job API has no fresh one"],
    ["unreachable", "it could not be downloaded"],
    ["not-media", "it is not a video, picture or sound"],
    ["address-refused", "the relay does not download from that address"],
    ["file-refused", "it could not be posted as a file here"],
    ["too-large", "it is too large for this channel"],
  ] as const)("explains %s", (reason, words) => {
    const links = [{ attachment: video, reason }];
    expect(result({ kind: "completed", attachments: [video] }, { links })).toContain(words);
  });

  it("says exactly that a completed job has no attachments, with its content", () => {
    const text = result({ kind: "completed", attachments: [], content: "Prompt: smiling" });
    expect(text).toContain("The job completed, but it has no attachments.");
    expect(text).toContain("> Prompt: smiling");
  });

  it.each([
    ["failed", "❌ *The job failed.*"],
    ["cancelled", "🚫 *The job was cancelled.*"],
    ["moderated", "🛑 *The job was stopped by moderation.*"],
  ] as const)("tells %s in plain words, then error, then errorDetails, verbatim", (kind, words) => {
    const text = result({ kind, error: "Out of <memory>", errorDetails: "line 1\nline 2" });
    expect(text).toContain(words);
    expect(text).toMatch(/Error:\n```\nOut of <memory>\n```\nDetails:\n```\nline 1\nline 2\n```$/);
  });

  it.each([
    [{ kind: "failed" } as const],
    [{ kind: "moderated", error: "  ", errorDetails: "" } as const],
  ])("says so where there is neither error nor details: %j", (outcome) => {
    expect(result(outcome)).toContain("The job API gave no reason.");
  });

  it("gives up in words, with the cure", () => {
    const text = result(
      { kind: "gave-up", afterMs: 86_400_000 },
      { changes: { job: { status: "progress" } } },
    );
    expect(text).toContain("I stopped waiting after 1 d.");
    expect(text).toContain("its status was “progress”");
    expect(text).toContain("`/pika-status job-1`");
  });

  it("tells that the API does not know the job, in its words, with the cure", () => {
    const text = result({ kind: "unknown-job", message: "Unable to locate job job-1" });
    expect(text).toContain("> Unable to locate job job-1");
    expect(text).toContain("`/pika-status job-1`");
  });

  const quiet = { job: { status: "progress" }, createdAt: 61_000 };
  const whole: readonly [string, Parameters<typeof result>, readonly string[]][] = [
    [
      "gave up on a job seen before",
      [{ kind: "gave-up", afterMs: 3_600_000 }, { changes: quiet }],
      [
        "@ann ⌛ *I stopped waiting after 1 h.* Job `job-1`.",
        "When last seen, its status was “progress”. To go on waiting: `/pika-status job-1`",
      ],
    ],
    [
      "gave up on a job never seen",
      [{ kind: "gave-up", afterMs: 3_600_000 }, { changes: { ...quiet, job: undefined } }],
      [
        "@ann ⌛ *I stopped waiting after 1 h.* Job `job-1`.",
        "The job API never told its status. To go on waiting: `/pika-status job-1`",
      ],
    ],
    [
      "a job the API does not know",
      [{ kind: "unknown-job", message: "Unable to locate" }, { changes: quiet }],
      [
        "@ann ❓ *The job API does not know this job.* Job `job-1`.",
        "The job API says:",
        "> Unable to locate",
        "If that is a mistake, ask again: `/pika-status job-1`",
      ],
    ],
    [
      "a failure without a reason, by two",
      [{ kind: "failed" }, { changes: { ...quiet, requesters: ["ann", "bob"] } }],
      ["@ann, @bob ❌ *The job failed.* Job `job-1`.", "The job API gave no reason."],
    ],
    [
      "an error without details",
      [{ kind: "failed", error: "boom", errorDetails: " " }, { changes: quiet }],
      ["@ann ❌ *The job failed.* Job `job-1`.", "Error:", "```", "boom", "```"],
    ],
    [
      "details without an error",
      [{ kind: "failed", error: " ", errorDetails: "why" }, { changes: quiet }],
      ["@ann ❌ *The job failed.* Job `job-1`.", "Details:", "```", "why", "```"],
    ],
    [
      "a completed job without attachments, and without a word",
      [{ kind: "completed", attachments: [] }, { changes: quiet }],
      [
        "@ann ✅ *The job completed, but it has no attachments.* Job `job-1`.",
        "The job API says nothing more.",
      ],
    ],
    [
      "a completed job without attachments, in the API's words",
      [{ kind: "completed", attachments: [], content: "none" }, { changes: quiet }],
      [
        "@ann ✅ *The job completed, but it has no attachments.* Job `job-1`.",
        "The job API says:",
        "> none",
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
        "@ann ✅ *Your video is ready, but the files could not be attached.* Job `job-1`.",
        "Not attached: [v.mp4](https://cdn.example/v.mp4?ex=1) (7.2 MB): its link has expired, and the job API has no fresh one.",
        "Not attached: [file](https://cdn.example/2): it could not be downloaded.",
      ],
    ],
    [
      "how long it took, counted by the relay where the job does not tell",
      [{ kind: "cancelled" }, { changes: { ...quiet, createdAt: 1_000 } }],
      ["@ann 🚫 *The job was cancelled.* Job `job-1` took 1 min.", "The job API gave no reason."],
    ],
  ];
  it.each(whole)("is, word for word: %s", (_what, parts, lines) => {
    expect(result(...parts).split("\n")).toEqual(lines);
  });

  it("speaks of a video where one of several files is one", () => {
    const attachments = [
      { ...video, contentType: "image/png" },
      { ...video, contentType: "video/mp4" },
    ];
    expect(result({ kind: "completed", attachments }, { attached: 2 })).toContain("Your video is");
  });

  it("takes the alternative text from the prompt, on one line, within the platforms' limit", () => {
    expect(altTextOf(aFollow({ job: { ...job, prompt: "a\ncat" } }))).toBe("a cat");
    expect(altTextOf(aFollow({ job: { ...job, prompt: "x".repeat(5_000) } }))).toHaveLength(1024);
    expect(altTextOf(aFollow())).toBe("Result of Pika job job-1");
  });
});

describe("the status message", () => {
  it("shows job id, verb, prompt, status and who asked, and pings nobody", () => {
    const message = renderStatus(
      aFollow({ job: { ...job, status: "progress", verb: "pika-create" } }),
      PROMISES,
    );
    expect(message.pings).toEqual([]);
    expect(toPlainText(message)).toBe(
      [
        "▶️ *In progress* · status `progress`",
        "Job `job-1` · `pika-create`",
        "> smiling and blinking",
        "Asked by @ann · submitted <ago 1694225089667>",
        "The job API is asked every 15 s to 1 min. I stop waiting <at 86401000>.",
      ].join("\n"),
    );
  });

  it.each([
    ["unauthorised", /refuses this relay right now.*Whoever runs the relay must.*keeps asking/],
    ["no-subscription", /refuses this relay right now.*Whoever runs the relay must.*keeps asking/],
    ["rate-limited", /slow down right now.*keeps asking/],
    ["unavailable", /is down or does not answer right now.*keeps asking/],
    ["not-understood", /unreadable right now.*keeps asking/],
  ] as const)("says what %s means", (trouble, words) => {
    expect(toPlainText(renderStatus(aFollow({ trouble }), PROMISES))).toMatch(words);
  });

  it.each([
    ["created", "Waiting to start"],
    ["started", "Started"],
    ["progress", "In progress"],
    ["warming_up", "Running (warming_up)"],
  ])("calls %s “%s”", (status, words) => {
    expect(toPlainText(renderStatus(aFollow({ job: { status } }), PROMISES))).toContain(words);
  });
});
