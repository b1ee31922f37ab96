import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../../src/core/job/job.ts";
import { message } from "../../../../src/core/message.ts";
import { keptFilesLine } from "../../../../src/messages/status/kept-files-line.ts";
import { translatorFor } from "../../../../src/messages/translator.ts";
import { aSettledFollow } from "../../../support/follows.ts";
import { toPlainText } from "../../../support/plain-text.ts";

const HOUR_MS = 3_600_000;
const kept = { sizeBytes: 1, sha256: "0".repeat(64) };
const video: Attachment = { url: "https://cdn.test/a.mp4", contentType: "video/mp4" };
const picture: Attachment = { url: "https://cdn.test/a.png", contentType: "image/png" };

const shown = (attachments: readonly Attachment[], mediaKeptMs?: number): string => {
  const follow = aSettledFollow(
    { kind: "completed", attachments: [...attachments], content: undefined },
    {
      sourceName: "Replicate",
      job: { status: "succeeded", verb: undefined, prompt: undefined, updatedAt: 1_000 },
    },
  );
  return toPlainText(message(keptFilesLine(follow, mediaKeptMs, translatorFor("en"))));
};

describe("the files of a result that is not posted yet", () => {
  it("are saved, and the job API keeps them for a while", () => {
    expect(shown([{ ...video, kept }])).toBe("I’ve saved the files.");
    expect(shown([{ ...video, kept }], HOUR_MS)).toBe(
      "I’ve saved the files; Replicate keeps them until <at 3601000>.",
    );
  });

  it("are not called saved before all that will be posted are", () => {
    expect(shown([{ ...video, kept }, video], HOUR_MS)).toBe(
      "Replicate keeps the files until <at 3601000>.",
    );
    expect(shown([video])).toBe("");
    expect(shown([{ ...video, kept }, picture])).toBe("I’ve saved the files.");
  });

  it("are not mentioned if there are none", () => {
    expect(shown([], HOUR_MS)).toBe("");
  });
});
