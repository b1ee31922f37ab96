import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  markup,
  mayUnfurl,
  renderMessage,
} from "../../../../../src/adapters/discord/messages/render.ts";
import {
  channelSpan,
  code,
  codeBlock,
  command,
  line,
  link,
  linkWithoutPreview,
  message,
  quote,
  strong,
  time,
  type CommandSpan,
} from "../../../../../src/core/message.ts";
import { markupIn, visibleText } from "./discord-markdown.ts";

const contentOf = (...blocks: Parameters<typeof message>[0]): string =>
  renderMessage(message(blocks)).content;

describe("outside text", () => {
  it.each([
    "a cat --size 100 -ar 16:9 (v2.2), ~5 s | slow-motion",
    "file_name_v2.mp4 at 10:30, 50% off & more",
    "# of frames: 24 > 12",
    "C:\\Users\\me",
    "I <3 cats, 1 < 2",
    "mail me@example.com",
  ])("without markup stays unchanged: %s", (text) => {
    expect(markup.text(`so: ${text}`)).toBe(`so: ${text}`);
  });

  it.each([
    ["*bold*", "\\*bold\\*"],
    ["__under__", "\\_\\_under\\_\\_"],
    ["_it_ and snake_case", "\\_it\\_ and snake_case"],
    ["~~gone~~ ~5", "\\~\\~gone\\~\\~ ~5"],
    ["||spoiler|| a|b", "\\|\\|spoiler\\|\\| a|b"],
    ["`code`", "\\`code\\`"],
    ["[click](https://evil.test)", "\\[click](https://evil.test)"],
    ["](https://evil.test)", "]\\(https://evil.test)"],
    ["# heading", "\\# heading"],
    ["-# subtext", "\\-# subtext"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["> quote", "\\> quote"],
    ["\\*", "\\\\\\*"],
  ])("that looks like markup is escaped: %s", (text, expected) => {
    expect(markup.text(text)).toBe(expected);
    expect(visibleText(expected)).toBe(text);
  });

  it.each(["<@123>", "<@!123>", "<@&1>", "<#123>", "<:smile:1>", "<a:x:1>", "</cmd:1>", "<t:1:R>"])(
    "mentions nothing: %s",
    (text) => {
      expect(contentOf(line(text), line(strong(text)), quote(text))).not.toContain(text);
    },
  );

  it.each(["@everyone", "@here", "@Everyone"])("does not mention everybody: %s", (text) => {
    expect(markup.text(text)).not.toContain(text);
    expect(markup.quote(text)).not.toContain(text);
  });

  it("stays inside its code block", () => {
    const rendered = markup.codeBlock("a ``` b ```` c `` d `");
    expect(rendered.match(/```/g)).toHaveLength(2);
  });

  it("stays inside a quote on every line", () => {
    expect(markup.quote("one\n\n# two")).toBe("> one\n> \n> \\# two");
  });
});

const hostile = array(
  oneof(
    constantFrom(
      ..."*_~`|[]()<>#@-.:!&/\\ \n".split(""),
      "```",
      "``",
      "](",
      "<@1>",
      "<@&2>",
      "<#3>",
      "<:a:4>",
      "@everyone",
      "@here",
      "https://evil.test",
      "# ",
      "-# ",
      "> ",
      "1. ",
    ),
    string({ maxLength: 3, unit: "grapheme" }),
  ),
  { maxLength: 40, size: "max" },
).map((parts) => parts.join(""));

describe("any outside text", () => {
  it("starts no markup in a line or a quote", () => {
    assert(
      property(hostile, (text) => {
        expect(markupIn(contentOf(line("said: ", text.replaceAll("\n", " "))))).toEqual([]);
        const quoted = contentOf(quote(text));
        expect(markupIn(quoted.replaceAll(/^> /gm, ""))).toEqual([]);
        expect(quoted === "" || quoted.split("\n").every((l) => l.startsWith("> "))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not break out of strong text, code or a code block", () => {
    assert(
      property(hostile, (text) => {
        const plain = contentOf(line("a ", strong(text), " z"));
        expect(["strong", ""]).toContain(markupIn(plain).join());
        expect(plain.endsWith(" z")).toBe(true);
        const inCode = markupIn(contentOf(line("a ", code(text), " z")));
        expect(["code", ""]).toContain(inCode.join());
        const inBlock = markupIn(contentOf(line("a"), codeBlock(text), line("z")));
        expect(["code-block", ""]).toContain(inBlock.join());
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads as it was written", () => {
    assert(
      property(hostile, (text) => {
        const shown = visibleText(markup.text(text)).replaceAll("\u200b", "");
        expect(shown).toBe(text.replaceAll("\u200b", ""));
      }),
    );
  });

  it("fits into a message, and its label and address make one link", () => {
    assert(
      property(hostile, hostile, (label, path) => {
        const url = `https://media.test/${path}`;
        const content = contentOf(line("See ", link(url, label)), codeBlock(label.repeat(200)));
        expect(content.length).toBeLessThanOrEqual(2_000);
        const kinds = markupIn(contentOf(line("See ", link(url, label), ".")));
        expect(kinds).toEqual(["link"]);
      }),
    );
  });
});

describe("links", () => {
  // The label went on to the last bracket: what reads "result" led to the other address.
  it.each([
    ["a line", (text: string) => line(text)],
    ["strong words", (text: string) => line(strong(text))],
    ["code", (text: string) => line(code(text))],
    ["code with a backtick", (text: string) => line(code(`\`${text}`))],
    ["a label without an address", (text: string) => line(link("javascript:1", text))],
    ["a quote", quote],
    ["a code block", codeBlock],
  ] as const)("lead to their address, whatever follows them in %s", (_, toBlock) => {
    const ours = line(link("https://ours.test/", "result"), " · ", strong("ours"));
    const kindsWith = (text: string) => markupIn(contentOf(ours, toBlock(text)));
    expect(kindsWith("](https://evil.test)")).toEqual(kindsWith("x"));
    expect(kindsWith("] ](https://evil.test) [x](y)")).toEqual(kindsWith("x"));
  });

  it.each(["javascript:alert(1)", "ftp://x.test/", "not a url", "https://a:b@evil.test/"])(
    "lead only to http addresses: %s",
    (url) => {
      expect(markup.link(url, "click", true)).toBe("click");
    },
  );

  it("show no preview unless asked for", () => {
    const url = "https://media.test/a_(1).mp4?x=<y>";
    expect(markup.link(url, "a [1].mp4", true)).toBe(
      "[a (1).mp4](<https://media.test/a_%281%29.mp4?x=%3Cy%3E>)",
    );
    const body = message([line(link("https://media.test/a.mp4", "a.mp4"))]);
    expect(renderMessage(body, { unfurl: true }).content).toBe("[a.mp4](https://media.test/a.mp4)");
  });

  it("are previewed only if no outside text has an address of its own", () => {
    const ours = line(link("https://media.test/a.mp4", "a.mp4"));
    expect(mayUnfurl(message([ours, quote("a cat")]))).toBe(true);
    expect(mayUnfurl(message([ours, quote("https://evil.test")]))).toBe(false);
    expect(mayUnfurl(message([quote("a cat")]))).toBe(false);
    // The reason in a head, and the name of a file: they were previewed along with ours.
    const address = "https://evil.test/x";
    for (const brought of [address, strong(address), link("javascript:1", address)])
      expect(mayUnfurl(message([line("It failed: ", brought), ours]))).toBe(false);
    expect(mayUnfurl(message([line(code(address)), codeBlock(address), ours]))).toBe(true);
  });

  it("of unsafe files are not previewed, even beside one that is", () => {
    const url = "https://media.test/unsafe.mp4";
    const unsafe = line(linkWithoutPreview(url, "unsafe.mp4"));
    expect(mayUnfurl(message([unsafe]))).toBe(false);
    const both = message([unsafe, line(link("https://media.test/a.mp4", "a.mp4"))]);
    expect(mayUnfurl(both)).toBe(true);
    expect(renderMessage(both, { unfurl: true }).content).toBe(
      `[unsafe.mp4](<${url}>)\n[a.mp4](https://media.test/a.mp4)`,
    );
  });
});

it("mentions at most a hundred users, and only by ids", () => {
  const ids = Array.from({ length: 150 }, (_, index) => String(index));
  const { users } = renderMessage(
    message([line("Done.")], { pings: ["everyone", ...ids] }),
  ).allowed_mentions;
  expect(users).toEqual(ids.slice(0, 100));
});

it("shows instants in the reader's own time, and channels by their names", () => {
  const content = contentOf(
    line(time(1_700_000_000_999, "relative"), " ", time(1_700_000_000_999, "date-time")),
    line(time(1_700_000_000_999, "time")),
    line(channelSpan("123"), " ", channelSpan("<@1>")),
  );
  expect(content).toBe("<t:1700000000:R> <t:1700000000:f>\n<t:1700000000:t>\n<#123> <\u200b@1>");
});

describe("a command", () => {
  const known: CommandSpan = { kind: "command", name: "pika-status", input: "job:1", id: "123" };

  it("is clickable if its id is known, with its arguments to copy", () => {
    expect(contentOf(line({ ...known, input: "" }))).toBe("</pika-status:123>");
    expect(contentOf(line(known))).toBe("</pika-status:123> `job:1`");
    expect(markupIn(contentOf(line(known)))).toEqual(["slash-command", "code"]);
  });

  it("is text if its id is unknown or invalid", () => {
    expect(contentOf(line(command("pika-status", "job:1")))).toBe("`/pika-status job:1`");
    for (const odd of [{ id: "12>" }, { id: "" }, { name: "pika:9> @everyone" }])
      expect(markupIn(contentOf(line({ ...known, ...odd } as CommandSpan)))).toEqual(["code"]);
  });

  it("stays intact whatever its arguments are", () => {
    for (const input of ["`x` @everyone", "</a:1>", "\n> a"])
      expect(markupIn(contentOf(line({ ...known, input })))).toEqual(["slash-command", "code"]);
  });
});
