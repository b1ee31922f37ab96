import { describe, expect, it } from "vitest";
import { renderFileDetails } from "../../../../src/messages/result/file-list.ts";
import type { LinkedFile, ResultFiles } from "../../../../src/messages/result/result-files.ts";
import { renderOneLine, renderPart } from "../../../../src/messages/result/render-result.ts";
import { LOCALES, translatorFor } from "../../../../src/messages/translator.ts";
import type { Attachment } from "../../../../src/core/job/job.ts";
import { message } from "../../../../src/core/message.ts";
import { aFollow, aSettledFollow, SLACK_CHANNEL } from "../../../support/follows.ts";
import { toPlainText } from "../../../support/plain-text.ts";

const clip: Attachment = { url: "https://cdn.test/a.mp4", filename: "a.mp4", isUnsafe: true };
const attached = (attachment: Attachment) => ({ filename: "a.mp4", sizeBytes: 1, attachment });
const linked = (parts: Partial<Attachment> = {}): LinkedFile => ({
  reason: "unsafe",
  attachment: { ...clip, ...parts },
});
const follow = aFollow({ channel: SLACK_CHANNEL, sourceName: "fal" });

function lines(files: Partial<ResultFiles>, locale = "en"): string {
  const translator = translatorFor(locale, "slack");
  const blocks = renderFileDetails({ attached: [], links: [], ...files }, { follow, translator });
  return toPlainText(message(blocks));
}

describe("a file that its source marks as unsafe", () => {
  it("says that it is behind a spoiler", () => {
    const safe = { ...clip, isUnsafe: false };
    expect(lines({ attached: [attached(clip), attached(safe)] })).toBe(
      "Behind a spoiler: 1 file that fal marked as sensitive.",
    );
    expect(lines({ attached: [attached(safe)] })).toBe("");
  });

  it("says why it is only linked, and until when the link works", () => {
    expect(lines({ links: [linked({ sizeBytes: 12_000_000 })] })).toBe(
      "Couldn’t attach [a.mp4](https://cdn.test/a.mp4) (12 MB): fal marked it as sensitive, and Slack can’t blur it.",
    );
    expect(lines({ links: [linked({ expiresAt: 0 })] })).toContain("The link works until");
  });

  it("says where to get it if its link is not for people", () => {
    expect(lines({ links: [linked({ isPrivate: true })] })).toBe(
      "Couldn’t attach a.mp4: fal marked it as sensitive, and Slack can’t blur it. Get it from fal, or ask whoever runs Pika Relay for it.",
    );
  });

  it("comes with a warning if it is linked for another reason", () => {
    expect(lines({ links: [{ reason: "file-refused", attachment: clip }] })).toBe(
      "Couldn’t attach [a.mp4](https://cdn.test/a.mp4): it couldn’t be uploaded here.\n" +
        "Careful with the links: fal marked 1 file as sensitive.",
    );
    const secret = { ...clip, isPrivate: true };
    expect(lines({ links: [{ reason: "file-refused", attachment: secret }] })).toBe(
      "Couldn’t attach a.mp4: it couldn’t be uploaded here.",
    );
  });

  it("is only counted if it is hidden, and the sentence says who can change that", () => {
    expect(lines({ hiddenCount: 2 })).toBe(
      "I didn’t post 2 files that fal marked as sensitive. Whoever runs Pika Relay can change that with `RELAY_UNSAFE`.",
    );
  });

  it("is never previewed from its link", () => {
    const translator = translatorFor("en", "slack");
    const spansOf = (attachment: Attachment): readonly unknown[] =>
      renderFileDetails(
        { attached: [], links: [{ reason: "unreachable", attachment }] },
        { follow, translator },
      ).flatMap((block) => ("spans" in block ? block.spans : []));
    expect(spansOf(clip)).toContainEqual(expect.objectContaining({ mayPreview: false }));
    expect(spansOf({ ...clip, isUnsafe: false })).not.toContainEqual(
      expect.objectContaining({ mayPreview: false }),
    );
  });

  it.each(LOCALES)("names its source in %s, for one file and for several", (locale) => {
    for (const hiddenCount of [1, 2]) {
      expect(lines({ hiddenCount }, locale)).toMatch(/fal.*`RELAY_UNSAFE`/);
      expect(lines({ hiddenCount }, locale)).toContain(String(hiddenCount));
    }
  });
});

describe("the headline of a result", () => {
  const done = aSettledFollow(
    { kind: "completed", attachments: [clip, clip] },
    { channel: SLACK_CHANNEL },
  );
  const headline = (files: Partial<ResultFiles>): string =>
    toPlainText(renderOneLine(done, { attached: [], links: [], ...files }));

  it("does not call it a failure that unsafe files are not attached", () => {
    expect(headline({ links: [linked()] })).toBe("@ann ✅ *The video is ready*");
    expect(headline({ hiddenCount: 1 })).toBe("@ann ✅ *The video is ready*");
    expect(headline({ links: [linked(), { reason: "unreachable", attachment: clip }] })).toContain(
      "but I couldn’t attach",
    );
  });

  it("counts hidden files in a later message", () => {
    const files = { attached: [attached(clip)], links: [], hiddenCount: 2 };
    expect(toPlainText(renderPart(done, { from: 11, count: 13, files }))).toContain(
      "Files 11–13 of 13",
    );
  });
});
