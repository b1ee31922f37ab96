import { array, assert, constantFrom, integer, oneof, property, record, string } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_TEXT_LENGTH,
  renderLink,
  renderLiterally,
  renderMention,
  renderText,
} from "../../../../../src/adapters/slack/messages/render.ts";
import {
  channelSpan,
  code,
  codeBlock,
  command,
  line,
  link,
  linkWithoutPreview,
  mention,
  message,
  quote,
  strong,
  time,
  type Message,
} from "../../../../../src/core/message.ts";

/** What Slack takes out of a text before it shows it: everything between angle brackets. */
const controls = (text: string): string[] =>
  [...text.matchAll(/<([^>]*)>/g)].map(([, inside]) => inside!);

/** What a reader sees of a text without controls. */
const shown = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** What Slack formats in a text: signs at the edges of words in pairs, code, quotes, emoji, addresses. */
const FORMATTED = [
  /(?<![\p{L}\p{N}])([*_~＊＿])(?=\S)[^\n]*?(?<=\S)\1(?![\p{L}\p{N}])/u,
  /[`｀]/,
  /^\s*[>＞]/m,
  /:(?!\d{1,2}:)[\p{L}\p{N}_+'-]+:/u,
  /\w:\/\/\S/,
];

const SIGN_OF = new Map(
  Object.entries({ "∗": "*", "﹡": "＊", ˍ: "_", "⸏": "＿", "∼": "~", ˋ: "`" }),
);

/** The text without what keeps it from being formatted. */
const undone = (text: string): string =>
  text.replace(/[∗﹡ˍ⸏∼ˋ]/g, (sign) => SIGN_OF.get(sign)!).replaceAll("\u200b", "");

/** Text with a liking for what means something to Slack. */
const SIGNS =
  "<!channel> <@U0123> <#C1|x> <http://evil.example|click> ``` ` * < > & &lt; &amp;lt; | _ ~ @here 🐈 \u202e".split(
    " ",
  );
const nasty = array(
  oneof(constantFrom("\n", "> ", ...SIGNS), string({ unit: "binary", maxLength: 8 })),
  { maxLength: 30, size: "max" },
).map((parts) => parts.join(""));

const nastyMessage = record({
  text: nasty,
  bold: nasty,
  fixed: nasty,
  quoted: nasty,
  block: nasty,
  label: nasty,
  user: nasty,
});

const everything = (parts: {
  [name in "text" | "bold" | "fixed" | "quoted" | "block" | "label" | "user"]: string;
}): Message =>
  message([
    line(parts.text, strong(parts.bold), code(parts.fixed), mention(parts.user)),
    line(link("javascript:alert(1)", parts.label)),
    line(link("https://ours.example/?a=1&b=2|3", parts.label)),
    quote(parts.quoted),
    codeBlock(parts.block),
  ]);

describe("outside text", () => {
  it("makes no mention, no broadcast and no link, wherever it is", () => {
    assert(
      property(nastyMessage, (parts) => {
        const found = controls(renderText(everything(parts)));
        const ours = found.filter((each) => !each.startsWith("https://ours.example/"));
        // Should chance have made a valid user id, it is the one mention asked for.
        expect(ours.filter((each) => each !== `@${parts.user}`)).toEqual([]);
      }),
    );
  });

  it("leaves no bare ampersand or angle bracket that Slack could read differently", () => {
    assert(
      property(nasty, (text) => {
        const rendered = renderText(message([line(text), codeBlock(text), line(code(text))]));
        expect(rendered).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }),
    );
  });

  it("stays inside its code block whatever it contains", () => {
    assert(
      property(nasty, (text) => {
        const rendered = renderText(message([quote(text), line(text), codeBlock(`x${text}`)]));
        const pieces = rendered.split("```");
        expect(pieces).toHaveLength(3);
        expect(pieces[2]).toBe("");
      }),
    );
  });

  it("shows a command as it is typed", () => {
    expect(renderText(message([line(command("pika-status", "job:1"))]))).toBe(
      "`/pika-status job:1`",
    );
    expect(renderText(message([line(command("pika-jobs"))]))).toBe("`/pika-jobs`");
  });

  it("stays inside its inline code and its bold text", () => {
    assert(
      property(nasty, (text) => {
        expect(renderText(message([line(code(`x${text}`))])).match(/`/g)).toHaveLength(2);
        expect(renderText(message([line(strong(`x${text}`))])).match(/\*/g)).toHaveLength(2);
      }),
    );
  });

  it("is marked as a quote on every line", () => {
    assert(
      property(nasty, (text) => {
        const rendered = renderText(message([quote(`x${text}`)]));
        expect(rendered.split("\n").every((each) => each.startsWith("> "))).toBe(true);
      }),
    );
  });

  // All of this used to come out formatted, as emoji or as links with previews.
  it.each([
    ["*bold* **bolder**", "∗bold∗ ∗∗bolder∗∗"],
    ["an _old_ ~cat~", "an ˍoldˍ ∼cat∼"],
    ["＊wide＊ ＿signs＿", "﹡wide﹡ ⸏signs⸏"],
    ["run `rm` or ```rm -rf```", "run ˋrmˋ or ˋˋˋrm -rfˋˋˋ"],
    ["> quoted\n >>> more", "\u200b> quoted\n \u200b>>> more"],
    ["a :cat: :+1::skin-tone-2: :100:", "a :\u200bcat: :\u200b+1::\u200bskin-tone-2: :\u200b100:"],
    ["see https://evil.example/a_b", "see https:\u200b//evil.example/a_b"],
    ["file:///etc/passwd", "file:\u200b///etc/passwd"],
  ])("appears literally: %j", (text, literally) => {
    expect(shown(renderText(message([line(text)])))).toBe(literally);
    expect(shown(renderText(message([quote(`x ${text}`)])))).toContain(
      literally.slice(1, 6).trim(),
    );
    expect(shown(renderLink("https://x.example/", text))).toContain(literally);
  });

  it("formats nothing, and loses none of its characters", () => {
    assert(
      property(nasty, (text) => {
        const literally = shown(renderLiterally(text));
        for (const formatted of FORMATTED) expect(literally).not.toMatch(formatted);
        expect(undone(literally)).toBe(undone(text).replaceAll("｀", "`"));
      }),
    );
  });

  it.each([
    "snake_case_words, 2 * 3 and 2*3*4, ~5 min, f(*args, **kw), a_ _ b",
    "at 10:30:15, 16:9, std::vector, and/or C://",
    "if (a < b && c > d) say hi at 50% | #1 @here",
    "e^x, [x](y), # no heading, - no list, 1. neither",
  ])("is otherwise shown unchanged: %j", (text) => {
    expect(shown(renderText(message([line(text)])))).toBe(text);
    expect(shown(renderText(message([codeBlock(text)])))).toBe(`\`\`\`\n${text}\n\`\`\``);
  });

  it("never makes a message longer than Slack accepts", () => {
    const many = integer({ min: 1, max: 9_000 });
    assert(
      property(nasty, many, (text, times) => {
        const long = `${text}<`.repeat(times).slice(0, 20_000);
        const rendered = renderText(message([line("Failed"), quote(long), codeBlock(long)]));
        expect(rendered.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
        expect(rendered.startsWith("Failed")).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

const unpreviewed = (url: string, label = "a.mp4"): string =>
  renderText(message([line(linkWithoutPreview(url, label))]));

describe("our own markup", () => {
  it("uses Slack's markup", () => {
    const text = renderText(
      message([
        line(strong("Done"), " in ", code("2 s"), " for ", mention("U012AB")),
        line(link("https://x.example/a?b=1&c=2", "See <it> | all")),
        quote("one\ntwo"),
        codeBlock("three"),
      ]),
    );
    expect(text).toBe(
      [
        "*Done* in `2 s` for <@U012AB>",
        "<https://x.example/a?b=1&amp;c=2|See &lt;it&gt; ∣ all>",
        "> one",
        "> two",
        "```",
        "three",
        "```",
      ].join("\n"),
    );
  });

  it("shows instants in the reader's own time, and channels by their names", () => {
    const atMs = Date.UTC(2026, 10, 25, 8, 5, 59, 999);
    expect(renderText(message([line(time(atMs, "relative"), ", ", time(atMs, "date-time"))]))).toBe(
      "<!date^1795593959^{ago}|2026-11-25 08:05 UTC>, " +
        "<!date^1795593959^{date_short_pretty} {time}|2026-11-25 08:05 UTC>",
    );
    expect(renderText(message([line(time(atMs, "time"))]))).toBe(
      "<!date^1795593959^{time}|2026-11-25 08:05 UTC>",
    );
    expect(renderText(message([line("In ", channelSpan("C012AB"))]))).toBe("In <#C012AB>");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15, -9e15])(
    "shows the invalid instant %d as text",
    (atMs) => expect(renderText(message([line(time(atMs, "relative"))]))).not.toMatch(/</),
  );

  it.each(["", "general", "!channel", "C1> <!channel", "c123", "U123"])(
    "shows the channel id %j as text",
    (id) => expect(renderText(message([line("x", channelSpan(id))]))).not.toMatch(/</),
  );

  it("names a user without a ping if the message does not ping them", () => {
    const asked = line("For ", mention("U1A"), " and ", mention("U2B"));
    expect(renderText(message([asked], { pings: ["U2B"] }), (userId) => `(${userId})`)).toBe(
      "For (U1A) and <@U2B>",
    );
  });

  it.each(["", "U1> <!channel", "!channel", "S0123|x", "u123"])(
    "shows the user id %j as text",
    (userId) => expect(renderMention(userId)).not.toMatch(/</),
  );

  // These used to be printed beside the label, where Slack makes some of them links again.
  it.each([
    "javascript:alert(1)",
    "slack://open",
    "file:///etc/passwd",
    "https://user:secret@evil.example/",
    "https://ours.example@evil.example/",
    "not a url",
    "data:text/html,x",
  ])("shows only the label for %s", (url) => expect(renderLink(url, "label")).toBe("label"));

  // An edit and the comment of a file have no `unfurl_media`.
  it("has a link without a preview as code, which Slack never previews", () => {
    expect(unpreviewed("https://m.test/a")).toBe("`<https://m.test/a|a.mp4>`");
    expect(unpreviewed("https://m.test/a?x=`|", "`a`").match(/`/g)).toHaveLength(2);
    expect(unpreviewed("javascript:1")).toBe("a.mp4");
  });

  it("names a link that has no label", () =>
    expect(renderLink("https://x.example/", "")).toBe("<https://x.example/|link>"));
});
