interface ShownBlock {
  readonly text?: string | { readonly text?: string };
  readonly elements?: readonly { readonly type?: string; readonly text?: unknown }[];
}

/** What a message shows: the text of its blocks if it has any, because its own text is then for notifications only. */
export function shownText({
  text,
  blocks = [],
}: {
  readonly text: string;
  readonly blocks?: readonly unknown[] | undefined;
}): string {
  const lines = (blocks as readonly ShownBlock[]).flatMap(linesOf);
  return lines.length > 0 ? lines.join("\n") : text;
}

function linesOf({ text, elements = [] }: ShownBlock): string[] {
  const own = typeof text === "string" ? text : text?.text;
  const words = elements.flatMap((each) => (typeof each.text === "string" ? [each.text] : []));
  return [...(own === undefined ? [] : [own]), ...words];
}
