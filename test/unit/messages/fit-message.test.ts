import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandText, fitMessage, type Markup } from "../../../src/messages/fit-message.ts";
import {
  code,
  codeBlock,
  line,
  link,
  mention,
  message,
  quote,
  strong,
  type Block,
} from "../../../src/core/message.ts";

/** A platform whose escapes double many characters, so that what fits cannot be told from the text's length. */
const escape = (text: string): string => text.replace(/[*`<>\\]/g, "\\$&");
const markup: Markup = {
  text: escape,
  strong: (text) => `*${escape(text)}*`,
  code: (text) => `\`${escape(text)}\``,
  mention: (userId) => `<@${userId}>`,
  link: (url, label) => `<${url}|${escape(label)}>`,
  command: (command) => `\`${escape(commandText(command))}\``,
  channel: (channelId) => `<#${channelId}>`,
  time: (atMs, style) => `<${style} ${atMs}>`,
  small: (text) => `-# ${text}`,
  quote: (text) => escape(text).replace(/^/gm, "> "),
  codeBlock: (text) => `\`\`\`\n${escape(text)}\n\`\`\``,
};
const fit = (blocks: readonly Block[], maxUnits = 2000): string =>
  fitMessage(message(blocks), markup, maxUnits);

describe("a message that fits", () => {
  it("is complete and in order, in the platform's markup", () => {
    const text = fit([
      line(mention("U1"), " asked for ", strong("a *job*"), ": ", code("job:1")),
      quote("a cat\nrunning"),
      line(link("https://example.test/a?b=1", "open")),
      codeBlock("it `broke`"),
    ]);
    expect(text).toBe(
      [
        "<@U1> asked for *a \\*job\\**: `job:1`",
        "> a cat",
        "> running",
        "<https://example.test/a?b=1|open>",
        "```",
        "it \\`broke\\`",
        "```",
      ].join("\n"),
    );
  });

  it("has no deceptive characters, in any kind of text", () => {
    const text = fit([
      line(
        "a\u202eb",
        strong("c\u0007\nd"),
        code("e\u2066\r\nf"),
        link("https://x.test", "g\u200f\nh"),
      ),
      quote("i\u202e\r\nj"),
      codeBlock("k\0\rl"),
    ]);
    expect(text).toBe("ab*c d*`e f`<https://x.test|g h>\n> i\n> j\n```\nk\nl\n```");
  });

  it.each(["", " \n ", "\u202e\u0007", "\u200f \0"])(
    "leaves out a block without visible text: %j",
    (nothing) => {
      expect(fit([line("before"), quote(nothing), codeBlock(nothing), line("after")])).toBe(
        "before\nafter",
      );
    },
  );

  it("may have exactly the limit's length", () => {
    const blocks = [line("1234"), quote("x".repeat(93))];
    const whole = `1234\n> ${"x".repeat(93)}`;
    expect(whole).toHaveLength(100);
    expect(fit(blocks, 100)).toBe(whole);
    expect(fit(blocks, 99)).toMatch(/^1234\n> x+… \(\d+ more characters\)$/);
  });
});

describe("a message that is too long", () => {
  it("cuts a code block, says how much is missing, and closes it", () => {
    const text = fit([line("Failed"), codeBlock("x".repeat(5000)), line("Ask again")], 300);
    const found = /^Failed\n```\n(x+)… \(([\d,]+) more characters\)\n```\nAsk again$/.exec(text);
    expect(found?.[1]?.length).toBeGreaterThan(220);
    expect(found![1]!.length + Number(found![2]!.replaceAll(",", ""))).toBe(5000);
  });

  it("gives the space that a short block does not need to the long ones", () => {
    const text = fit([quote("short"), codeBlock("y".repeat(3000)), codeBlock("z".repeat(90))], 500);
    expect(text).toContain("> short\n");
    expect(text).toContain("z".repeat(90));
    expect(text.match(/y+/)![0].length).toBeGreaterThan(300);
  });

  it("counts what escaping adds", () => {
    const text = fit([codeBlock("`".repeat(5000))], 400);
    expect(text.length).toBeLessThanOrEqual(400);
    expect(text.length).toBeGreaterThan(380);
    expect(text).toContain("more characters");
  });

  it("splits no character", () => {
    for (let maxUnits = 200; maxUnits < 230; maxUnits += 1) {
      const text = fit([quote("👩‍👩‍👧‍👦".repeat(100))], maxUnits);
      expect(text).toMatch(/^> (👩‍👩‍👧‍👦)+… \([\d,]+ more characters\)$/u);
    }
  });

  // The links of files beyond the limit once vanished without a word.
  it("drops lines from the end if the lines alone are too long, and says how many", () => {
    const lines = Array.from({ length: 20 }, (_, index) => line(`${index} ${"w".repeat(30)}`));
    const text = fit([...lines.slice(0, 10), quote("q"), ...lines.slice(10)], 200);
    expect(text.length).toBeLessThanOrEqual(200);
    const shown = text.split("\n").filter((each) => each !== "> q");
    expect(shown.pop()).toBe("… (15 more lines)");
    expect(shown.map((each) => Number.parseInt(each, 10))).toEqual([0, 1, 2, 3, 4]);
  });

  it("counts a single dropped line as one", () => {
    const text = fit([line("a".repeat(150)), quote("q"), line("b".repeat(100))], 200);
    expect(text).toBe(`${"a".repeat(150)}\n> q\n… (1 more line)`);
  });

  it("drops no line that fits exactly, and leaves out the note if only the line fits", () => {
    const lines = [line("a".repeat(49)), line("b".repeat(50))];
    expect(fit(lines, 100)).toBe(`${"a".repeat(49)}\n${"b".repeat(50)}`);
    expect(fit(lines, 99)).toBe(`${"a".repeat(49)}\n… (1 more line)`);
    expect(fit(lines, 65)).toBe(`${"a".repeat(49)}\n… (1 more line)`);
    expect(fit(lines, 64)).toBe("a".repeat(49));
    expect(fit(lines, 49)).toBe("a".repeat(49));
    expect(fit(lines, 48)).toBe(`${"a".repeat(47)}…`);
  });

  it("leaves out a block without space, and its line feed", () => {
    expect(fit([line("a".repeat(90)), quote("q".repeat(50)), line("end")], 100)).toBe(
      `${"a".repeat(90)}\nend`,
    );
  });

  it("keeps a cut that fits exactly", () => {
    const text = fit([quote("x".repeat(500))], 100);
    expect(text).toHaveLength(100);
    expect(text).toBe(`> ${"x".repeat(75)}… (425 more characters)`);
  });

  it("keeps within the limit although a single line is longer", () => {
    // Used to come out whole: a hundred people who asked for one job made a message no platform takes.
    const people = Array.from({ length: 120 }, (_, index) => mention(`1000000000000000${index}`));
    const text = fit(
      [line(...people.flatMap((person) => [person, " "]), "your video is ready"), codeBlock("e")],
      2000,
    );
    expect(text.length).toBeLessThanOrEqual(2000);
    expect(text).toMatch(/^(<@\d+> )+(<@\d+>)?…/);
    expect(text.length).toBeGreaterThan(1900);
    expect(fit([line("👍🏽".repeat(500))], 200)).toMatch(/^(👍🏽)+…$/u);
  });

  const unitText = fc.string({
    unit: fc.constantFrom("a", "*", "`", "\n", "😀", "👩‍👩‍👧‍👦", "e\u0301", "\u202e"),
    maxLength: 900,
    // Else nothing longer than some dozen characters comes, and nothing has ever to be cut.
    size: "max",
  });
  const shortText = fc.string({ unit: "grapheme", maxLength: 40, size: "max" });
  const anyBlock: fc.Arbitrary<Block> = fc.oneof(
    shortText.map((text) => line("L", text, strong("s"), mention("U1"))),
    unitText.map((text) => quote(text)),
    unitText.map((text) => codeBlock(text)),
  );

  it("always keeps within the limit, is well-formed, and is cut only where it must be", () => {
    fc.assert(
      fc.property(
        fc.array(anyBlock, { maxLength: 8, size: "max" }),
        fc.integer({ min: 200, max: 2500 }),
        (blocks, maxUnits) => {
          const text = fit(blocks, maxUnits);
          const whole = fit(blocks, 1_000_000);
          expect(text.length).toBeLessThanOrEqual(maxUnits);
          expect(text.isWellFormed()).toBe(true);
          expect(whole).not.toContain("more character");
          expect(text === whole).toBe(whole.length <= maxUnits);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps the order, and says exactly how much each cut is missing", () => {
    const shapes = fc.array(
      fc.tuple(fc.constantFrom("line", "quote", "code-block"), fc.integer({ min: 0, max: 400 })),
      { minLength: 1, maxLength: 9, size: "max" },
    );
    fc.assert(
      fc.property(shapes, fc.integer({ min: 200, max: 1000 }), (wanted, maxUnits) => {
        const sizes = wanted.map(([kind, size]) => (kind === "line" ? size % 50 : size));
        const blocks = wanted.map(([kind], index): Block => {
          const text = `#${index}#${"x".repeat(sizes[index]!)}`;
          if (kind === "line") return line(text);
          return kind === "quote" ? quote(text) : codeBlock(text);
        });
        const shown = [
          ...fit(blocks, maxUnits).matchAll(/#(\d)#(x*)(?:… \((\d+) more characters\))?$/gm),
        ].map(([, index, kept, missing]) => ({
          index: Number(index),
          size: kept!.length + Number(missing ?? 0),
        }));
        expect(shown.every(({ index, size }) => size === sizes[index])).toBe(true);
        const order = shown.map(({ index }) => index);
        expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
