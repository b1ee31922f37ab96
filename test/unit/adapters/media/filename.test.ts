import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_FILENAME_LENGTH, toSafeFilename } from "../../../../src/adapters/media/filename.ts";

const MP4 = { contentType: "video/mp4", extension: "mp4" };
const MOV = { contentType: "video/quicktime", extension: "mov" };
const JPG = { contentType: "image/jpeg", extension: "jpg" };

describe("a filename", () => {
  it.each([
    // ordinary names stay
    ["A_cat_running_seed123.mp4", "A_cat_running_seed123.mp4"],
    ["a cat, running (1) [v2] & more.mp4", "a cat, running (1) [v2] & more.mp4"],
    ["Кошка бежит 猫が走る.mp4", "Кошка бежит 猫が走る.mp4"],
    ["version 1.5", "version 1.5.mp4"],
    ["👩‍👩‍👧‍👦.mp4", "👩‍👩‍👧‍👦.mp4"],
    // paths
    ["/etc/passwd", "passwd.mp4"],
    ["../../../etc/cron.d/job.mp4", "job.mp4"],
    ["..\\..\\Windows\\win.ini", "win.mp4"],
    ["C:\\Users\\me\\cat.mp4", "cat.mp4"],
    ["dir/", "dir.mp4"],
    ["a/../..", "a.mp4"],
    // headers
    ['a"; filename="evil.exe', "a_; filename=_evil.mp4"],
    ["a\r\nContent-Type: text/html\r\n\r\n<b>.mp4", "html _b_.mp4"],
    ["it's `it`.mp4", "it_s _it_.mp4"],
    // invisible
    ["a\0b.mp4", "ab.mp4"],
    ["cat\u202e4pm.exe", "cat4pm.mp4"],
    ["\u200b\ufeffcat\u2069.mp4", "cat.mp4"],
    ["a\tb\u001b[31m.mp4", "a b[31m.mp4"],
    ["a\ud800b.mp4", "ab.mp4"],
    // dots, devices, forbidden characters
    [".htaccess", "video.mp4"],
    [".mp4", "video.mp4"],
    ["...", "video.mp4"],
    ["..cat.. .mp4", "cat.mp4"],
    ["cat.mp4. . ", "cat.mp4"],
    ["CON", "_CON.mp4"],
    ["nul.mp4", "_nul.mp4"],
    ["com1.tar.mp4", "_com1.tar.mp4"],
    ["LPT² .mp4", "_LPT².mp4"],
    ["console.mp4", "console.mp4"],
    ["a<b>c:d|e?f*.mp4", "a_b_c_d_e_f_.mp4"],
    ["???.mp4", "video.mp4"],
    ["", "video.mp4"],
    [undefined, "video.mp4"],
    // extensions
    ["cat", "cat.mp4"],
    ["cat.exe", "cat.mp4"],
    ["cat.html", "cat.mp4"],
    ["cat.MP4", "cat.mp4"],
    ["cat.m4v", "cat.m4v"],
    ["cat.mov", "cat.mp4"],
    ["cat.mp4.exe", "cat.mp4.mp4"],
  ])("%j becomes %j", (name, safe) => {
    expect(toSafeFilename(name, MP4)).toBe(safe);
  });

  it.each([
    ["cat.mp4", MOV, "cat.mov"],
    ["cat.qt", MOV, "cat.qt"],
    ["cat.jpeg", JPG, "cat.jpeg"],
    ["cat.png", JPG, "cat.jpg"],
    ["", JPG, "image.jpg"],
    ["", { contentType: "audio/mpeg", extension: "mp3" }, "audio.mp3"],
  ])("%j gets an extension that fits its bytes", (name, kind, safe) => {
    expect(toSafeFilename(name, kind)).toBe(safe);
  });

  it("is cut between characters, its extension kept", () => {
    const long = toSafeFilename(`${"👩‍👩‍👧‍👦".repeat(40)}.mp4`, MP4);
    expect(long).toBe(`${"👩‍👩‍👧‍👦".repeat(8)}.mp4`);
    expect(toSafeFilename(`${"x".repeat(300)}.m4v`, MP4)).toBe(`${"x".repeat(96)}.m4v`);
  });

  it("is harmless whatever the input is", () => {
    const anyName = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300, size: "max" }),
      fc
        .array(
          fc.constantFrom(
            "..",
            "/",
            "\\",
            ".",
            " ",
            "\0",
            "\r\n",
            '"',
            "con",
            "\u202e",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "e\u0301",
            ".mp4",
          ),
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(anyName, fc.constantFrom(MP4, MOV, JPG), (name, kind) => {
        const safe = toSafeFilename(name, kind);
        expect(safe.length).toBeLessThanOrEqual(MAX_FILENAME_LENGTH);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).toMatch(/^[^. ].*[^. ]\.[a-z\d]+$|^[^. ]\.[a-z\d]+$/u);
        expect(safe).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}<>:"'`|?*/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
        );
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
        // Making it safe once more changes nothing.
        expect(toSafeFilename(safe, kind)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });

  // Trimming looked on from every dot to the end of the run; the time-out is the assertion.
  it("is found quickly in a name that is made to be slow", () => {
    expect(toSafeFilename(`${". ".repeat(1_000_000)}x.mp4`, MP4)).toBe("x.mp4");
  });
});
