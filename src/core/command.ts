import { z } from "zod";
import type { CommandContext } from "./command-context.ts";
import type { CommandName } from "./command-names.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { Message } from "./message.ts";

export { DELIVERIES, NOTIFICATION_CHANGES } from "./channel/channel-settings.ts";
export type * from "./command-context.ts";
export { COMMAND_NAMES } from "./command-names.ts";
export type { MessageRef } from "./follow/follow.ts";
export { MAX_JOB_ID_LENGTH, jobIdSchema } from "./job/job.ts";
export type { SourceProblem } from "./job/job.ts";
export type { LocalizedText } from "./localized-text.ts";
export {
  channelSpan,
  code,
  command,
  dotted,
  line,
  link,
  codeBlock,
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

/** One option of a command. Every value is text: both platforms have it. */
export interface CommandOption {
  /** At most 100 characters in every language, Discord's limit. */
  readonly description: LocalizedText;
  readonly required: boolean;
  readonly schema: z.ZodType<string>;
  /** `channel`: the value is a channel's id. Default: free text. */
  readonly kind?: "text" | "channel";
  /** The only values there are, offered where the platform can. */
  readonly choices?: readonly string[];
  /** What the platform's menu calls each choice. */
  readonly choiceNames?: Readonly<Record<string, LocalizedText>>;
  /** What is offered while the person types, where the platform can: jobs that the channel waits for, or that ended. */
  readonly suggests?: "followed-jobs" | "finished-jobs" | "all-jobs";
}

/** What a command or a button may do, bound to the person and the channel it came from. */
export interface CommandRequest<Options> {
  readonly options: Options;
  readonly context: CommandContext;
  /** Every command there is, for the help. */
  readonly commands: readonly Command[];
}

/** A slash command, defined once for every platform. */
export interface Command<Name extends string = string> {
  readonly name: CommandName;
  /** At most 100 characters in every language, Discord's limit. */
  readonly description: LocalizedText;
  /** For people who manage the channel: only they see it in the help. The context refuses others. */
  readonly needsManage?: boolean;
  /** In the order they are typed where the platform has no names for them. */
  readonly options: Readonly<Record<Name, CommandOption>>;
  /** The private answer to a value that fails its schema, or is missing. */
  invalid(option: Name, value: string, context: CommandContext): Message;
  /** The private answer. */
  run(request: CommandRequest<Readonly<Partial<Record<Name, string>>>>): Promise<Message>;
}

/** What a button or a choice under a message does. */
export interface ActionDefinition {
  /** Buttons and choices that do this carry the same name. */
  readonly name: string;
  /** `argument` is the action's own, `value` what was chosen. Resolves with the private answer. */
  run(request: ActionRequest): Promise<Message>;
}

/** See {@link CommandRequest}. */
export interface ActionRequest extends Omit<CommandRequest<never>, "options"> {
  readonly argument: string;
  readonly value: string | undefined;
}

/** Checks a command's types where it is defined. */
export const defineCommand = <const Name extends string>(command: Command<Name>): Command<Name> =>
  command;

/** Checks what an action does where it is defined. */
export const defineAction = (action: ActionDefinition): ActionDefinition => action;

/** One of the given words, however it is capitalised. */
export const choiceSchema = (choices: readonly [string, ...string[]]): z.ZodType<string> =>
  z.string().toLowerCase().pipe(z.enum(choices));

/** The id of a channel, of either platform. */
export const channelIdSchema = z.string().regex(/^[A-Z0-9]{1,25}$/);
