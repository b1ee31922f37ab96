import { z } from "zod";
import type { ActionName } from "./actions.ts";
import type { CommandContext } from "./command-context.ts";
import type { CommandName } from "./command-names.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { Message } from "./message.ts";
import { jobIdSchema } from "./job/job.ts";
import { jobWordsIn } from "./source/words/job-words.ts";

export { DELIVERIES, NOTIFICATION_CHANGES, SWITCH_CHANGES } from "./channel/channel-settings.ts";
export type { Settings } from "./channel/settings.ts";
export type * from "./command-context.ts";
export type * from "./follow-result.ts";
export type * from "./job/job-list.ts";
export { ACTION_NAMES } from "./actions.ts";
export { COMMAND_NAMES } from "./command-names.ts";
export type { MessageRef } from "./follow/follow.ts";
export { MAX_JOB_ID_LENGTH } from "./job/job.ts";
export type { LocalizedText } from "./localized-text.ts";
export {
  channelSpan,
  code,
  command,
  dotted,
  line,
  link,
  codeBlock,
  MAX_BUTTON_LENGTH,
  MAX_BUTTONS,
  mention,
  message,
  quote,
  small,
  time,
  type Action,
  type Block,
  type Message,
  type Span,
} from "./message.ts";

export { cutText } from "./text.ts";

/** One option of a command. Every value is text, the only type that both platforms have. */
export interface CommandOption {
  /** At most 100 characters in every language, Discord's limit. */
  readonly description: LocalizedText;
  readonly required: boolean;
  readonly schema: z.ZodType<string>;
  /** `channel`: the value is a channel's id. Default: free text. */
  readonly kind?: "text" | "channel";
  /** The only valid values. Both platforms show them; Discord as a menu. */
  readonly choices?: readonly string[];
  /** The name of each choice in the platform's menu. Default: the choice itself. */
  readonly choiceNames?: Readonly<Record<string, LocalizedText>>;
  /**
   * Whether people on Slack type the option's name before its value, anywhere in the text: `ping off`. Default: they type
   * the value alone, in its place.
   */
  readonly isNamed?: boolean;
  /** Which jobs of the channel are suggested while the person types, if the platform can do that. */
  readonly suggests?: "followed-jobs" | "finished-jobs" | "all-jobs";
}

/** What a command gets when a person runs it. */
export interface CommandRequest<Options> {
  readonly options: Options;
  /** See `CommandInvocation`. */
  readonly isFromMessage: boolean;
  /** What this person can ask for in this channel; a command gets nothing else. */
  readonly context: CommandContext;
  /** All commands; `/pika-help` lists them. */
  readonly commands: readonly Command[];
}

/** A slash command, defined once for every platform. */
export interface Command<Name extends string = string> {
  readonly name: CommandName;
  /** At most 100 characters in every language, Discord's limit. */
  readonly description: LocalizedText;
  /** Only people who manage the channel see it in the help. The use case refuses others. */
  readonly needsManage?: boolean;
  /** In the order in which people type them on Slack, where options have no names. */
  readonly options: Readonly<Record<Name, CommandOption>>;
  /** The private answer if a value fails its schema, or is required and missing. */
  invalid(option: Name, value: string, context: CommandContext): Message;
  /** The private answer. */
  run(request: CommandRequest<Readonly<Partial<Record<Name, string>>>>): Promise<Message>;
}

/** What a button or a choice under a message does. */
export interface ActionDefinition {
  readonly name: ActionName;
  /** Resolves with the private answer. */
  run(request: ActionRequest): Promise<Message>;
}

/** See {@link CommandRequest}. */
export interface ActionRequest extends Omit<CommandRequest<never>, "options" | "isFromMessage"> {
  /** The argument of the button or choice, often the id of a follow. */
  readonly argument: string;
  /** What the person chose; `undefined` for a button. */
  readonly value: string | undefined;
}

/** Type-checks a command where it is defined. */
export const defineCommand = <const Name extends string>(command: Command<Name>): Command<Name> =>
  command;

/** Type-checks an action where it is defined. */
export const defineAction = (action: ActionDefinition): ActionDefinition => action;

/** One of the given words, in upper or lower case. */
export const choiceSchema = (choices: readonly [string, ...string[]]): z.ZodType<string> =>
  z.string().toLowerCase().pipe(z.enum(choices));

/** Longest text that names a job: Discord takes 6,000 characters in an option, Slack fewer in a command. */
const MAX_PASTED_LENGTH = 6000;

/** A text in which a source may recognise a job: an id, a link, a line of `curl`. */
export const pastedTextSchema = z.string().trim().min(1).max(MAX_PASTED_LENGTH);

/** A text that names a job of the channel: an id, or a part of one, or a text with a link or the id of an API in it. */
export const jobTextSchema = pastedTextSchema.refine((text) => {
  const { named, bare } = jobWordsIn(text);
  return jobIdSchema.safeParse(text).success || named.length > 0 || bare !== undefined;
});

/** The id of a channel, of either platform. */
export const channelIdSchema = z.string().regex(/^[A-Z0-9]{1,25}$/);
