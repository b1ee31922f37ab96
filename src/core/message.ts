/**
 * A message as the relay means it, before any platform's markup. Everything that is not a mention or a link is plain
 * text and is shown literally on every platform (where its markup has no escape, with a lookalike or an invisible
 * character in place), so a prompt or an error can neither ping nor format anything.
 */
export type Span =
  | string
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "mention"; readonly userId: string }
  | { readonly kind: "link"; readonly url: string; readonly label: string };

/** One block of a message. Quotes and code blocks carry outside text and are shortened first when space is short. */
export type Block =
  | { readonly kind: "line"; readonly spans: readonly Span[] }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "code-block"; readonly text: string };

/** A whole message. `pings`: the only users whom sending it may notify. */
export interface Message {
  readonly blocks: readonly Block[];
  readonly pings: readonly string[];
}

/** A line of text, mentions and links. */
export const line = (...spans: readonly Span[]): Block => ({ kind: "line", spans });
/** Emphasised text. */
export const strong = (text: string): Span => ({ kind: "strong", text });
/** Text in a fixed-width face. */
export const code = (text: string): Span => ({ kind: "code", text });
/** The name of a user; it notifies them only where the message's `pings` names them. */
export const mention = (userId: string): Span => ({ kind: "mention", userId });
/** A labelled link. */
export const link = (url: string, label: string): Span => ({ kind: "link", url, label });
/** Spans with commas between them. */
export const joined = (spans: readonly Span[]): Span[] =>
  spans.flatMap((span, index) => (index === 0 ? [span] : [", ", span]));
/** Outside text set apart from ours. */
export const quote = (text: string): Block => ({ kind: "quote", text });
/** Outside text, verbatim, in a block that it cannot break out of. */
export const codeBlock = (text: string): Block => ({ kind: "code-block", text });
/** A message that notifies nobody unless told whom. */
export const message = (blocks: readonly Block[], pings: readonly string[] = []): Message => ({
  blocks,
  pings,
});
