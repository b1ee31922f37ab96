import * as fc from "fast-check";

/** Every form of a mention on either platform, and texts that only look like one. */
export const MENTIONS = [
  // Discord: users, members, roles, everybody, channels, commands, guild pages
  ..."<@900> <@!900> <@&901> @everyone @here <#902> </status:903> <id:customize>".split(" "),
  // Slack: people, broadcasts, groups, channels, dates, plain names
  ..."<@U0VICTIM> <@W0VICTIM> <@U0VICTIM|ada> <!channel> <!channel|all> <!group> <!here>".split(
    " ",
  ),
  ..."<!here|here> <!everyone> <!everyone|@everyone> <!subteam^S0TEAM> <#C0OTHER|x>".split(" "),
  ..."<!subteam^S0TEAM|@team> <!date^1^{date}^https://evil.example|x> @ada @channel".split(" "),
  // What an escape that is undone, or done twice, would leave
  ..."&lt;!channel&gt; &lt;@U0VICTIM&gt; &amp;lt;!here&amp;gt; <<@900>@900> <<!here>!here>".split(
    " ",
  ),
] as const;

/** What is not seen, or changes what is seen around it; some of it is taken out of every text, which joins the rest. */
const INVISIBLE = [
  ..."\u200b\u200c\u200d\u2060\u00ad\u034f\u0301\u20e3\ufe0f\u180e".split(""),
  ..."\0\b\u001b\u007f\u0085\u061c\u200e\u200f\u202e\u2066\u2069\ufeff\r".split(""),
  "\ud83d",
  "\n",
  "\\",
] as const;

const BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200e\u200f".split("");

/** The same text in the wide forms that some software folds into the plain ones. */
const toFullwidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCodePoint(character.charCodeAt(0) + 0xfee0));

const insertAt = (text: string, at: number, what: string): string => {
  const position = Math.min(at, text.length);
  return text.slice(0, position) + what + text.slice(position);
};

/** One mention, plain or with something in it that a filter may trip over. */
const mention = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...MENTIONS) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...MENTIONS), fc.nat(12), fc.constantFrom(...INVISIBLE))
      .map(([text, at, what]) => insertAt(text, at, what)),
  },
  fc.constantFrom(...MENTIONS).map(toFullwidth),
  fc.tuple(fc.constantFrom(...MENTIONS), fc.nat(12)).map(([text, at]) => {
    const position = Math.min(at, text.length - 1);
    return insertAt(
      text.slice(0, position) + text.slice(position + 1),
      position,
      toFullwidth(text[position] ?? ""),
    );
  }),
);

/** Markup to hide in, and to break out of. */
const WRAPS: readonly ((inside: string) => string)[] = [
  (inside) => inside,
  (inside) => `[${inside}](https://evil.example)`,
  (inside) => `[click](https://evil.example/${inside})`,
  (inside) => `<https://evil.example|${inside}>`,
  (inside) => `https://evil.example/${inside}`,
  (inside) => `\`${inside}\``,
  (inside) => `\`\`${inside}\`\``,
  (inside) => `\`\`\`\n${inside}\n\`\`\``,
  (inside) => `\`\`\`${inside}`,
  (inside) => `\`\n${inside}\n\``,
  (inside) => `\\\`${inside}\\\``,
  (inside) => `> ${inside}`,
  (inside) => `>>> ${inside}`,
  (inside) => `# ${inside}`,
  (inside) => `**${inside}**`,
  (inside) => `_${inside}_`,
  (inside) => `||${inside}||`,
  (inside) => `\\${inside}`,
  (inside) => JSON.stringify({ inside }),
];

/** Text with mentions, sometimes where a message has to be cut. */
export const callingText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 900, 1_900, 3_850),
    fc.nat(60),
    fc.array(
      fc
        .tuple(mention, fc.constantFrom(...WRAPS), fc.constantFrom(...WRAPS))
        .map(([inside, inner, outer]) => outer(inner(inside))),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([padding, more, parts]) => "x".repeat(padding > 0 ? padding + more : 0) + parts.join(" "));

const MARKUP = [
  ..."*_~`|[]()<>#@-.:!&/\\ \n\t".split(""),
  ..."``` ```` `` ``\\` ](https://evil.example) [bank.example]( <https://evil.example|bank.example>".split(
    " ",
  ),
  ..."https://evil.example www.evil.example mailto:a@evil.example javascript:alert(1) slack://open".split(
    " ",
  ),
  ..."<a:x:1> <t:1:R> :cat: ** __ ~~ || -# > >>> * 1. &lt; &amp; &gt; ＊ ＿ ｀ ＞".split(" "),
  "# ",
  "\n```\n",
  "\r\n",
  "\u2028",
  ...INVISIBLE,
  ...BIDI,
] as const;

/** Text with markup, ends of blocks, or characters that change the reading order. */
export const formattingText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...MARKUP) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constantFrom("click here", "word", "a", "1") },
    ),
    { minLength: 1, maxLength: 40, size: "max" },
  )
  .map((parts) => parts.join(""));

/** {@link formattingText}, now and then repeated up to 100 kB. */
export const longFormattingText: fc.Arbitrary<string> = fc
  .tuple(formattingText, fc.constantFrom(1, 1, 1, 1, 20, 300, 3_000))
  .map(([text, times]) => text.repeat(times).slice(0, 100_000));
