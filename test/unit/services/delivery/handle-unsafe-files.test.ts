import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../../src/core/job/job.ts";
import type { UnsafeHandling } from "../../../../src/core/job/unsafe-policy.ts";
import type { LinkedFile } from "../../../../src/messages/result/result-files.ts";
import { handleUnsafeFiles } from "../../../../src/services/delivery/handle-unsafe-files.ts";
import { testFile } from "../../../support/discord/connected.ts";

const attachment = (name: string, isUnsafe?: boolean): Attachment => ({
  url: `https://cdn.test/${name}`,
  ...(isUnsafe !== undefined && { isUnsafe }),
});
const fileOf = (name: string, isUnsafe?: boolean) => ({
  file: testFile(name),
  attachment: attachment(name, isUnsafe),
});
const linkOf = (name: string, isUnsafe?: boolean): LinkedFile => ({
  attachment: attachment(name, isUnsafe),
  reason: "unreachable",
});

const media = {
  files: [fileOf("safe.mp4", false), fileOf("unsafe.mp4", true), fileOf("unknown.mp4")],
  links: [linkOf("safe-link.mp4"), linkOf("unsafe-link.mp4", true)],
};
const name = ({ attachment: { url, isUnsafe } }: { attachment: Attachment }): string =>
  `${url.slice("https://cdn.test/".length)}${isUnsafe === true ? " (unsafe)" : ""}`;
const named = (handling: UnsafeHandling) => {
  const { files, links, hiddenCount } = handleUnsafeFiles(media, handling);
  return {
    files: files.map(name),
    links: links.map((each) => [name(each), each.reason]),
    hiddenCount,
  };
};

describe("files that their source marks as unsafe", () => {
  it("stay attached where a spoiler covers them", () => {
    expect(named("spoiler")).toEqual({
      files: ["safe.mp4", "unsafe.mp4 (unsafe)", "unknown.mp4"],
      links: [
        ["safe-link.mp4", "unreachable"],
        ["unsafe-link.mp4 (unsafe)", "unreachable"],
      ],
      hiddenCount: 0,
    });
  });

  it("are linked where there is no spoiler", () => {
    expect(named("link")).toEqual({
      files: ["safe.mp4", "unknown.mp4"],
      links: [
        ["safe-link.mp4", "unreachable"],
        ["unsafe-link.mp4 (unsafe)", "unreachable"],
        ["unsafe.mp4 (unsafe)", "unsafe"],
      ],
      hiddenCount: 0,
    });
  });

  it("are neither attached nor linked, but counted, if they are hidden", () => {
    expect(named("hide")).toEqual({
      files: ["safe.mp4", "unknown.mp4"],
      links: [["safe-link.mp4", "unreachable"]],
      hiddenCount: 2,
    });
  });

  it("are like any other if they are shown", () => {
    expect(named("show")).toEqual({
      files: ["safe.mp4", "unsafe.mp4", "unknown.mp4"],
      links: [
        ["safe-link.mp4", "unreachable"],
        ["unsafe-link.mp4", "unreachable"],
      ],
      hiddenCount: 0,
    });
  });
});
