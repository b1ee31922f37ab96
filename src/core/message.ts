import type { CommandName } from "./command-names.ts";

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
  | { readonly kind: "link"; readonly url: string; readonly label: string }
  | { readonly kind: "channel"; readonly channelId: string }
  | CommandSpan
  | { readonly kind: "time"; readonly atMs: number; readonly style: TimeStyle };

/** A command as it is typed: its name and its input. */
export interface CommandSpan {
  readonly kind: "command";
  readonly name: CommandName;
  readonly input: string;
  /** The platform's own id of the command, filled in by an adapter that can make the command clickable. */
  readonly id?: string | undefined;
}

/** How an instant is shown, always in the reader's own time zone: "5 minutes ago", by itself up to date; or date and time. */
export type TimeStyle = "relative" | "date-time";

/** One block of a message. Quotes and code blocks carry outside text and are shortened first when space is short. */
export type Block =
  | { readonly kind: "line"; readonly spans: readonly Span[] }
  /** Small print: a line in smaller type, if the platform has one. */
  | { readonly kind: "small"; readonly spans: readonly Span[] }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "code-block"; readonly text: string };

/** A button under a message: pressing it calls the handler of `name` with `argument`. Both together at most 90 characters. */
export interface Button {
  readonly kind: "button";
  readonly name: string;
  readonly argument: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
}

/** A choice of one of the channels that the person sees; choosing calls the handler like a button's, with the channel's id. */
export interface ChannelChoice {
  readonly kind: "channel-choice";
  readonly name: string;
  readonly argument: string;
  readonly label: string;
}

/** Something a person can do with a message, in the order they see it; at most five buttons. */
export type Action = Button | ChannelChoice;

/**
 * A whole message. `pings`: the only users whom sending it may notify. `actions` of an earlier text go with an edit that
 * names none. `locale`: the language of what the relay itself adds, such as a note of what was cut; English unless told.
 * `summary`: what notifications and screen readers say, as plain text, where the platform has them say something else than
 * the message; without it they say all of it.
 */
export interface Message {
  readonly blocks: readonly Block[];
  readonly pings: readonly string[];
  readonly actions?: readonly Action[];
  readonly locale?: string;
  readonly summary?: string;
}

/** A line of text, mentions and links. */
export const line = (...spans: readonly Span[]): Block => ({ kind: "line", spans });
/** A line of small print. */
export const small = (...spans: readonly Span[]): Block => ({ kind: "small", spans });
/** Emphasised text. */
export const strong = (text: string): Span => ({ kind: "strong", text });
/** Text in a fixed-width face. */
export const code = (text: string): Span => ({ kind: "code", text });
/** A command that people can type, with its input. */
export const command = (name: CommandName, input = ""): Span => ({ kind: "command", name, input });
/** The name of a user; it notifies them only where the message's `pings` names them. */
export const mention = (userId: string): Span => ({ kind: "mention", userId });
/** A labelled link. */
export const link = (url: string, label: string): Span => ({ kind: "link", url, label });
/** The name of a channel, which leads there. */
export const channelSpan = (channelId: string): Span => ({ kind: "channel", channelId });
/** An instant, Unix milliseconds, in the reader's own time. */
export const time = (atMs: number, style: TimeStyle): Span => ({ kind: "time", atMs, style });
/** The parts that say something, with dots between them. */
export const dotted = (parts: readonly (readonly Span[])[]): Span[] =>
  parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [" · ", part].flat()));
/** Outside text set apart from ours. */
export const quote = (text: string): Block => ({ kind: "quote", text });
/** Outside text, verbatim, in a block that it cannot break out of. */
export const codeBlock = (text: string): Block => ({ kind: "code-block", text });
/** A message that notifies nobody unless told whom. */
export const message = (
  blocks: readonly Block[],
  options: Partial<Omit<Message, "blocks">> = {},
): Message => ({ pings: [], ...options, blocks });
