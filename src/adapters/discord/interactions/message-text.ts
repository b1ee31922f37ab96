type Text = string | null | undefined;

/** The parts of a message that {@link toMessageText} reads. */
export interface MessageParts {
  readonly content: string;
  readonly embeds: readonly {
    readonly title?: Text;
    readonly url?: Text;
    readonly description?: Text;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** A mention of anything, a custom emoji, a command or a time. */
const MENTION = /<(?:[@#]|a?:|\/|t:|id:)[^<>\s]{1,100}>/g;
/** A link with a label. */
const LABELLED = /\[([^[\]]*)\]\(<?(https?:[^\s<>()]*)>?\)/gi;
/** The beginning of a code block, with its language. */
const FENCE = /```(?:[\w+-]*\n)?/g;
const FORMATTING = /`|\*\*|~~|\|\|/g;
const ESCAPED = /\\([^A-Za-z\d\s])/g;

/** A message and its embeds as plain text: code as it is, and the address of each link in front of its label. */
export function toMessageText({ content, embeds }: MessageParts): string {
  const embedded = embeds.flatMap(({ title, url, description, fields }) => [
    title,
    url,
    description,
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return [content, ...embedded]
    .flatMap((text) => text ?? [])
    .map(toPlainText)
    .join("\n");
}

const toPlainText = (text: string): string =>
  text
    .replace(MENTION, " ")
    .replace(LABELLED, "$2 $1")
    .replace(FENCE, " ")
    .replace(FORMATTING, " ")
    .replace(ESCAPED, "$1");
