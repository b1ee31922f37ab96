import type { ActionName } from "./actions.ts";
import { typedName, type CommandName } from "./command-names.ts";

/**
 * A part of a line, independent of any platform's markup. Text is shown literally on every platform (with a lookalike or an
 * invisible character if the markup has no escape), so a prompt or an error can neither ping nor format anything.
 */
export type Span =
  | string
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "mention"; readonly userId: string }
  | LinkSpan
  | { readonly kind: "channel"; readonly channelId: string }
  | CommandSpan
  | { readonly kind: "time"; readonly atMs: number; readonly style: TimeStyle };

/** A labelled link. */
export interface LinkSpan {
  readonly kind: "link";
  readonly url: string;
  readonly label: string;
  /** Whether the platform may show what is there before anyone opens it. Default: true. */
  readonly mayPreview?: boolean;
}

/** A command as it is typed: its name and its input. */
export interface CommandSpan {
  readonly kind: "command";
  readonly name: CommandName;
  /** The name that people type. An adapter fills it in. Default: `name`. */
  readonly typedName?: string;
  readonly input: string;
  /** `false`: a click would type it in the wrong conversation. Default: true. */
  readonly isClickable?: false;
  /** The platform's id of the command. An adapter fills it in if it can make commands clickable. */
  readonly id?: string | undefined;
}

/**
 * How an instant is shown in the reader's time zone: `relative` as "5 minutes ago", which the client updates, as date and
 * time, or as time of day.
 */
export type TimeStyle = "relative" | "date-time" | "time";

/** One block of a message. Quotes and code blocks carry outside text and are shortened first when space is short. */
export type Block =
  | { readonly kind: "line"; readonly spans: readonly Span[] }
  /** Small print: a line in smaller type, if the platform supports that. */
  | { readonly kind: "small"; readonly spans: readonly Span[] }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "code-block"; readonly text: string };

/** Most buttons of a message that every platform takes. */
export const MAX_BUTTONS = 25;
/** Most characters of a button's name and argument together that every platform takes. */
export const MAX_BUTTON_LENGTH = 90;

/** A button under a message. Pressing it runs the action `name` with `argument`. See {@link MAX_BUTTON_LENGTH}. */
export interface Button {
  readonly kind: "button";
  readonly name: ActionName;
  readonly argument: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
}

/** A menu of the channels that the person can see. Choosing one runs the action, with the channel's id as its value. */
export interface ChannelChoice {
  readonly kind: "channel-choice";
  readonly name: ActionName;
  readonly argument: string;
  readonly label: string;
}

/** What a person can do with a message; at most {@link MAX_BUTTONS} buttons. */
export type Action = Button | ChannelChoice;

/** A whole message. */
export interface Message {
  readonly blocks: readonly Block[];
  /** Ids of the only users that the message may notify. */
  readonly pings: readonly string[];
  /** In display order. An edit without actions removes the earlier ones. */
  readonly actions?: readonly Action[];
  /** The language of notes that the adapter adds, such as how much was cut. Default: English. */
  readonly locale?: string;
  /** Plain text for notifications and screen readers, if the platform supports it. Default: the whole message. */
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
/** A command for people to type, with its input. */
export const command = (name: CommandName, input = ""): CommandSpan => ({
  kind: "command",
  name,
  input,
});
/** The name of a user, who is notified only if the message's `pings` has them. */
export const mention = (userId: string): Span => ({ kind: "mention", userId });
/** A labelled link. */
export const link = (url: string, label: string): LinkSpan => ({ kind: "link", url, label });
/** A labelled link that no platform shows a preview of. */
export const linkWithoutPreview = (url: string, label: string): LinkSpan => ({
  ...link(url, label),
  mayPreview: false,
});
/** The name of a channel, as a link to it. */
export const channelSpan = (channelId: string): Span => ({ kind: "channel", channelId });
/** An instant in the reader's time zone. `atMs`: Unix milliseconds. */
export const time = (atMs: number, style: TimeStyle): Span => ({ kind: "time", atMs, style });
/** Joins the parts that are not empty, with dots between them. */
export const dotted = (parts: readonly (readonly Span[])[]): Span[] =>
  parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [" · ", part].flat()));
/** A quote of text that is not ours. */
export const quote = (text: string): Block => ({ kind: "quote", text });
/** Text that is not ours, verbatim, in a block that it cannot break out of. */
export const codeBlock = (text: string): Block => ({ kind: "code-block", text });
/** A message. It notifies no one unless `pings` says so. */
export const message = (
  blocks: readonly Block[],
  options: Partial<Omit<Message, "blocks">> = {},
): Message => ({ pings: [], ...options, blocks });

/** Returns the message with each command under the name that people type: with `prefix`. */
export const nameCommands = (original: Message, prefix: string): Message => ({
  ...original,
  blocks: original.blocks.map((block) =>
    "spans" in block
      ? { ...block, spans: block.spans.map((span) => nameCommand(span, prefix)) }
      : block,
  ),
});

const nameCommand = (span: Span, prefix: string): Span =>
  typeof span === "object" && span.kind === "command"
    ? { ...span, typedName: typedName(span.name, prefix) }
    : span;
