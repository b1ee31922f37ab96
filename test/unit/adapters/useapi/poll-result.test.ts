import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJobId } from "../../../../src/adapters/useapi/job-id.ts";
import { toPollResult } from "../../../../src/adapters/useapi/poll-result.ts";
import { SERVICES } from "../../../../src/adapters/useapi/services.ts";
import type { Job, PollResult } from "../../../../src/core/job/job.ts";

const read = (service: string, body: unknown, status = 200): PollResult => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const jobId = `${service}:1`;
  return toPollResult(
    { status, header: () => undefined, text, atMs: 0 },
    jobId,
    parseJobId(jobId)!,
  );
};
const jobOf = (service: string, body: unknown): Job => {
  const pollResult = read(service, body);
  if (pollResult.kind !== "job") throw new Error(pollResult.kind);
  return pollResult.job;
};
const FILE = "https://files.example/result.mp4";
const TWIN = "https://files.example/twin.mp4";

/** The status words of the services that have one field for them. */
const WORDS: readonly (readonly [services: string, word: string, phase: string])[] = [
  ...["created", "started", "progress", "daydreaming", ""].map(
    (word) => ["shared", word, "running"] as const,
  ),
  ...["completed", "failed", "cancelled", "moderated"].map(
    (word) => ["shared", word, word] as const,
  ),
  ["luma", "pending", "running"],
  ["luma", "processing", "running"],
  ["runwayml", "PENDING", "running"],
  ["runwayml", "THROTTLED", "running"],
  ["runwayml", "RUNNING", "running"],
  ["runwayml", "SUCCEEDED", "completed"],
  ["runwayml", "FAILED", "failed"],
  ["runwayml", "constructor", "running"],
];
const SHARED = SERVICES.filter(({ words }) => Object.hasOwn(words, "created"));

describe("a status", () => {
  it.each(WORDS)("of %s, %j, is %s", (services, word, phase) => {
    const names = services === "shared" ? SHARED.map(({ name }) => name) : [services];
    for (const name of names) {
      const { facts, ...job } = jobOf(name, { status: word });
      expect([name, job.phase, facts.status]).toEqual([name, phase, word || "unknown"]);
    }
  });

  it.each([
    [{ status_final: false, status_name: "succeed" }, "running"],
    [{ status_name: "succeed" }, "running"],
    [{ status_final: true, status_name: "succeed" }, "completed"],
    [{ status_final: true, status_name: "failed" }, "failed"],
    [{ status_final: true }, "failed"],
    [{ status_final: "true", status_name: "failed" }, "running"],
  ])("of Kling, %j, is %s", (body, phase) => {
    const works = [{ workId: 5, resource: { resource: FILE } }];
    expect(jobOf("kling", { ...body, works }).phase).toBe(phase);
  });

  it.each([
    [{ statusFinal: false, statusLabel: "completed" }, "running"],
    [{ statusLabel: "queued" }, "running"],
    [{ statusFinal: true, statusLabel: "completed", videoURL: FILE }, "completed"],
    [{ statusFinal: true, statusLabel: "done", downloadURL: FILE }, "completed"],
    [{ statusFinal: true, statusLabel: "done" }, "failed"],
    [{ statusFinal: true, statusLabel: "completed" }, "failed"],
    [{ statusFinal: true, statusLabel: "moderated", videoURL: FILE }, "moderated"],
    [{ statusFinal: true }, "failed"],
  ])("of MiniMax, %j, is %s", (body, phase) => {
    expect(jobOf("minimax", body).phase).toBe(phase);
  });

  it.each([
    // The API calls a queued video final.
    [{ video_status_name: "QUEUED", video_status_final: true }, "running"],
    [{ video_status_name: "GENERATING", video_status_final: false }, "running"],
    [{ video_status_name: "COMPLETED", url: FILE }, "completed"],
    [{ video_status: 1, url: FILE }, "completed"],
    [{ video_status: 10 }, "running"],
    [{ video_status_name: "other", video_status_final: true, url: FILE }, "completed"],
    [{ video_status_name: "other", video_status_final: true, url: "" }, "failed"],
    [{ video_status_name: "FAILED" }, "failed"],
    [{ video_status_name: "GENERATING", video_status_final: false, errCode: 500_044 }, "failed"],
    [{ errCode: "500044" }, "failed"],
    [{ video_status_name: "COMPLETED", errCode: 0, url: FILE }, "completed"],
  ])("of PixVerse, %j, is %s", (body, phase) => {
    expect(jobOf("pixverse", body).phase).toBe(phase);
  });
});

describe("the files of a completed job", () => {
  const attachment = { url: FILE, filename: "a.png", width: 3, height: 2, size: 5 };
  const copies = { imageUx: [{ url: TWIN }], videoUx: [] };
  it.each([
    ["midjourney", { response: { attachments: [attachment], ...copies } }, [FILE]],
    ["midjourney", { response: { attachments: [{ proxy_url: FILE }] } }, [FILE]],
    ["midjourney", { response: { attachments: [], ...copies } }, [TWIN]],
    ["midjourney", { response: { imageUx: [{ url: TWIN }], videoUx: [{ url: FILE }] } }, [FILE]],
    ["midjourney-v2", { attachments: [attachment, attachment], ...copies }, [FILE, FILE]],
    ["faceswap", { attachments: ["odd", null, attachment] }, [FILE]],
    [
      "dreamina",
      { response: { videoUrl: FILE, videoUrlWatermarked: TWIN, coverUrl: TWIN } },
      [FILE],
    ],
    ["dreamina", { response: { videoUrl: "", videoUrlWatermarked: TWIN } }, [TWIN]],
    ["dreamina-images", { response: { images: [{ imageUrl: FILE }, {}] } }, [FILE]],
    [
      "google-flow",
      { response: { media: [{ videoUrl: FILE }, { videoUrl: TWIN }] } },
      [FILE, TWIN],
    ],
    [
      "luma",
      {
        response: { video: { url: FILE }, thumbnail: { url: TWIN }, video_hdr_exr: { url: TWIN } },
      },
      [FILE],
    ],
    ["luma", { response: null }, []],
    ["google-vids", { result: {} }, []],
    ["dreamina", { response: { videoUrl: "javascript:alert(1)" } }, []],
  ] as const)("of %s in %j are %j", (service, body, urls) => {
    const job = jobOf(service, { status: "completed", ...body });
    expect([job.phase, job.attachments.map(({ url }) => url)]).toEqual(["completed", urls]);
  });

  it("say what the API says of them", () => {
    const { attachments } = jobOf("midjourney", {
      status: "completed",
      response: { attachments: [{ ...attachment, url: `${FILE}?ex=ff&hm=1` }] },
    });
    expect(attachments).toEqual([
      {
        url: `${FILE}?ex=ff&hm=1`,
        filename: "a.png",
        contentType: "video/mp4",
        sizeBytes: 5,
        width: 3,
        height: 2,
        expiresAt: 255_000,
      },
    ]);
  });

  it("on Midjourney's own host have a link for the relay alone", () => {
    const { attachments } = jobOf("midjourney", { status: "completed", response: copies });
    expect(attachments).toMatchObject([{ url: TWIN, isPrivate: true }]);
  });

  it("of Google Vids have no address with the account in it", () => {
    const body = { type: "image", result: { mediaId: "user:1-a@b.com-image:x" } };
    const { attachments } = jobOf("google-vids", { status: "completed", ...body });
    expect(attachments).toEqual([
      expect.objectContaining({
        url: "https://api.useapi.net/v1/google-vids/media",
        filename: "image.jpg",
        contentType: "image/jpeg",
        isPrivate: true,
      }),
    ]);
  });

  it("of Runway are no previews, and of Kling no covers and no sound", () => {
    const runway = { status: "SUCCEEDED", artifacts: [{ url: FILE, previewUrls: [TWIN] }] };
    expect(jobOf("runwayml", runway).attachments).toHaveLength(1);
    const works = [
      { workId: 5, contentType: "video", resource: { resource: FILE }, cover: { resource: TWIN } },
      { workId: 6, contentType: "image", resource: { resource: TWIN } },
      { workId: 7, contentType: "audio", resource: { resource: TWIN } },
      { workId: 2 ** 60, contentType: "constructor", resource: { resource: TWIN } },
    ];
    const job = jobOf("kling", { status_final: true, status_name: "succeed", works });
    expect(job.attachments.map(({ filename }) => filename)).toEqual(["kling-5.mp4", "kling-6.png"]);
  });
});

describe("why a job has ended badly", () => {
  it.each([
    ["midjourney", { status: "failed", error: "E", errorDetails: "D" }, "E", "D"],
    ["midjourney", { status: "moderated", response: { content: "<@42> no" } }, undefined, "no"],
    [
      "dreamina",
      { status: "failed", error: "fail_code: 2043", errorDetails: "Risk" },
      "fail_code: 2043",
      "Risk",
    ],
    ["google-vids", { status: "failed", error: { message: "E", code: 504 } }, "E (504)", undefined],
    ["google-vids", { status: "failed", error: { message: "E" } }, "E", undefined],
    ["google-vids", { status: "failed", error: { code: 502 } }, '{"code":502}', undefined],
    ["google-vids", { status: "failed", error: "E" }, "E", undefined],
    ["runwayml", { status: "FAILED", error: "E" }, "E", undefined],
    ["kling", { status_final: true, error: "E", message: "M" }, "E", "M"],
    ["kling", { status_final: true, message: "M" }, "M", undefined],
    ["minimax", { statusFinal: true, statusLabel: "failed" }, "failed", undefined],
    ["minimax", { statusFinal: true, statusLabel: "failed", message: "M" }, "M", undefined],
    ["pixverse", { errCode: 500_044 }, "500044", undefined],
  ])("%s says in %j", (service, body, ...said) => {
    const { error, errorDetails } = jobOf(service, body);
    expect([error, errorDetails]).toEqual(said);
  });

  it("has neither the account's address nor the whole id in it", () => {
    const id = "user:12345-ann@example.com-job:4aa24347-8099-4624-80ec-fb758db74419";
    const jobId = `google-vids:${id}`;
    const told = (body: unknown, status: number): PollResult =>
      toPollResult(
        { status, header: () => undefined, text: JSON.stringify(body), atMs: 0 },
        jobId,
        parseJobId(jobId)!,
      );
    const error = `No ${id}, no ${encodeURIComponent(id)}, ask ann@example.com`;
    const hidden = "No google-vids:58db74419, no google-vids:58db74419, ask [email]";
    expect(told({ error }, 404)).toEqual({ kind: "not-found", message: hidden });
    expect(told({ status: "failed", error }, 200)).toMatchObject({ job: { error: hidden } });
  });
});

describe("what people are told of a running job", () => {
  it.each([
    ["midjourney", { status: "progress", response: { progress_percent: 45.9 } }, 45],
    ["midjourney", { status: "progress", response: { content: "a cat (30%)" } }, 30],
    ["midjourney-v2", { status: "progress", content: "a cat (30%)" }, 30],
    ["runwayml", { status: "RUNNING", progressRatio: "0.25" }, 25],
    ["runwayml", { status: "RUNNING", progressRatio: 0.5 }, 50],
    // It was 57: 0.58 times 100 is a little less than 58.
    ["runwayml", { status: "RUNNING", progressRatio: 0.58 }, 58],
    ["runwayml", { status: "RUNNING", progressRatio: null }, undefined],
    ["runwayml", { status: "RUNNING", progressRatio: "soon" }, undefined],
    ["minimax", { statusFinal: false, percent: 12 }, 12],
    ["minimax", { statusFinal: false, percent: 101 }, undefined],
    ["midjourney", { status: "completed", response: { progress_percent: 100 } }, undefined],
  ])("of %s in %j is %s per cent", (service, body, percent) => {
    expect(jobOf(service, body).facts.percent).toBe(percent);
  });

  it("is its prompt, its kind, its times and its message, without accounts of Discord", () => {
    const at = Date.UTC(2026, 0, 2);
    const job = jobOf("midjourney", {
      status: "progress",
      verb: "imagine",
      created: "2026-01-02T00:00:00.000Z",
      updated: "2026-01-02T00:00:01.000Z",
      request: { prompt: "a cat" },
      response: { content: "**a cat** - <@42> (fast)" },
    });
    expect(job).toMatchObject({ content: "**a cat** - (fast)" });
    const facts = { verb: "imagine", prompt: "a cat", createdAt: at, updatedAt: at + 1000 };
    expect(job.facts).toMatchObject(facts);
    const task = { id: 1, createTime: at };
    expect(jobOf("kling", { status_final: false, task }).facts.createdAt).toBe(at);
  });

  it.each([
    ["dreamina", { model: "seedance-2.0", type: "video" }, "dreamina seedance-2.0"],
    ["midjourney", { verb: "imagine" }, "midjourney imagine"],
    ["google-flow", {}, "google-flow"],
  ])("names the model of %s in %j: %s", (service, body, model) => {
    expect(jobOf(service, { status: "created", ...body }).facts.model).toBe(model);
  });

  it("is what a completed job of Luma cost", () => {
    const { facts } = jobOf("luma", { status: "completed", credits: { dm_usage: 20 } });
    expect(facts.cost).toEqual({ amount: 20, unit: "credits" });
  });
});

describe("an answer without a job", () => {
  it.each([
    ["luma", 404, { error: "Job not found" }, { kind: "not-found", message: "Job not found" }],
    ["luma", 410, { error: "has expired" }, { kind: "not-found", message: "has expired" }],
    ["luma", 200, { error: "gone", code: 404 }, { kind: "not-found", message: "gone" }],
    ["luma", 404, { error: "odd", code: 500 }, { kind: "not-understood", message: "odd" }],
    ["luma", 404, {}, { kind: "not-understood" }],
    ["luma", 401, { error: "Unauthorized" }, { kind: "unauthorised", message: "Unauthorized" }],
    ["luma", 402, { error: "expired" }, { kind: "no-subscription", message: "expired" }],
    ["luma", 200, { jobid: "another", status: "completed" }, { kind: "not-understood" }],
    ["luma", 200, { response: {} }, { kind: "not-understood" }],
    ["midjourney", 596, "<html>596</html>", { kind: "unavailable" }],
    [
      "kling",
      404,
      { error: "Not found.", code: 404 },
      { kind: "not-found", message: "Not found. (deleted, moderated or out of credits)" },
    ],
    [
      "minimax",
      422,
      { error: "Moderated.", code: 422 },
      {
        kind: "not-found",
        message: "Moderated. (most often moderated, and removed after it was made)",
      },
    ],
    ["luma", 422, { error: "No.", code: 422 }, { kind: "not-understood", message: "No." }],
    [
      "minimax",
      404,
      { error: "Not found." },
      {
        kind: "not-found",
        message: "Not found. (most often moderated, and removed after it was made)",
      },
    ],
  ])("of %s, %i with %j", (service, status, ...[body, pollResult]) => {
    expect(read(service, body, status)).toEqual(pollResult);
  });

  it("of PixVerse is a job that runs, if the API itself says 404", () => {
    const running = { kind: "job", job: { phase: "running", facts: { status: "processing" } } };
    expect(read("pixverse", { error: "Not found.", code: 404 }, 404)).toMatchObject(running);
    expect(read("pixverse", "<html>404</html>", 404)).toEqual({ kind: "not-understood" });
  });
});

const FIELDS =
  "status status_final status_name statusFinal response result works artifacts error errCode code credits task attachments url".split(
    " ",
  );

describe("a job", () => {
  it("runs while its account is held: that ends no job, and holds up no other", () => {
    const held = { kind: "job", job: { phase: "running", facts: { status: "account held" } } };
    const body = { error: "Pending moderation message", code: 596 };
    expect(read("midjourney", body, 596)).toMatchObject(held);
    expect(read("midjourney-v2", body, 200)).toMatchObject(held);
    const failed = { ...body, jobid: "1", status: "failed" };
    expect(read("midjourney", failed)).toMatchObject({ job: { phase: "failed" } });
  });
});

describe("any answer", () => {
  it("is read without an error, and of every service", () => {
    const field = fc.constantFrom(...FIELDS);
    const body = fc.oneof(fc.dictionary(field, fc.jsonValue()), fc.jsonValue());
    const service = fc.constantFrom(...SERVICES.map(({ name }) => name));
    const status = fc.constantFrom(200, 201, 301, 400, 404, 429, 500, 596);
    fc.assert(
      fc.property(service, body, status, (name, given, http) => {
        expect(read(name, given, http).kind).toBeTypeOf("string");
      }),
      { numRuns: 2000 },
    );
  });
});
