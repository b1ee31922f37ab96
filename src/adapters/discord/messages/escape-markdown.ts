/**
 * Escapes outside text so that it appears literally. `escapeMarkdown` of discord.js (@discordjs/formatters 0.6.2) is not
 * enough for untrusted text: it leaves mentions, block quotes, timestamps, subtext and addresses as they are.
 */

/** Invisible. Breaks up what Discord treats as markup even behind a backslash. */
export const ZERO_WIDTH_SPACE = "\u200b";

/** {@link escapeInline}, plus whatever would make a line a heading, subtext, list item or quote. */
export function escapeLines(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      escapeInline(line)
        .replace(/^(\s*)(>|#{1,3}(?=\s|$)|[-+](?=[\s#]|$))/, "$1\\$2")
        .replace(/^(\s*\d+)(?=\.(?:\s|$))/, "$1\\"),
    )
    .join("\n");
}

/**
 * A backslash shows the next character as it is, unless that is a letter, a digit or a space; so only a backslash
 * before anything else needs one itself. Within a word `_` formats nothing, and `~` and `|` only do so in pairs.
 * Mentions are broken by a zero-width space: Discord's server looks for them without minding backslashes.
 */
export function escapeInline(text: string): string {
  return breakTargets(text.replace(/\\(?![0-9A-Za-z\s])/g, "\\\\"), "\\")
    .replace(/[*`[]|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|/g, "\\$&")
    .replace(/_/g, (underscore, at: number, whole: string) =>
      isWordCharacter(whole[at - 1]) && isWordCharacter(whole[at + 1])
        ? underscore
        : `\\${underscore}`,
    )
    .replace(/<(?=[@#:/a-z])/gi, `<${ZERO_WIDTH_SPACE}`)
    .replace(/@(?=everyone|here)/gi, `@${ZERO_WIDTH_SPACE}`);
}

/**
 * Keeps one of our links from leading to an address in the text after it: Discord extends a label to the last bracket
 * that an address follows, across code and line ends, unless another bracket opens before.
 */
export const breakTargets = (text: string, sign: string): string =>
  text.replace(/^[^[]+/, (beginning) => beginning.replaceAll("](", `]${sign}(`));

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[0-9A-Za-z]/.test(character);
}
