import { describe, expect, it } from "vitest";
import { toLinkedFiles } from "../../../../src/core/source/linked-files.ts";

const A = "https://replicate.delivery/x/a.mp4";
const B = "https://replicate.delivery/x/b.png";
const urls = (output: unknown): string[] => toLinkedFiles(output).map(({ url }) => url);

describe("the files that a value names", () => {
  it.each([
    ["a text", A, [A]],
    ["a list", [A, B], [A, B]],
    ["an object", { video: A, frames: [B] }, [A, B]],
    ["a list of objects", [{ file: B }, { file: A }], [B, A]],
    ["files that are there twice", { all: [A, B], video: A }, [A, B]],
    ["texts beside them", ["a cat", A, `see ${B}`, 7, null, true], [A]],
    ["a story", ["Once", " upon", " a time"], []],
    ["a data URL", "data:image/png;base64,AAAA", []],
    ["a site", "https://replicate.com/", []],
    ["nothing", null, []],
    ["no value", undefined, []],
  ])("are its addresses in order, each once: %s", (_what, output, found) => {
    expect(urls(output)).toEqual(found);
  });

  it("have the name and the type that the address tells", () => {
    expect(toLinkedFiles([B])).toEqual([{ url: B, filename: "b.png", contentType: "image/png" }]);
  });

  it("are read from any depth without an error", () => {
    const nested = "[".repeat(100_000) + "]".repeat(100_000);
    expect(urls(JSON.parse(nested))).toEqual([]);
  });

  it("are a thousand at most, however many an answer has room for", () => {
    expect(toLinkedFiles(Array.from({ length: 2_000 }, (_, at) => `${A}/${at}`))).toHaveLength(
      1_000,
    );
  });
});
