import type { z } from "zod";
import type { MessageRef } from "./follow.ts";
import type { Trouble } from "./job.ts";
import type { Message } from "./message.ts";
import type { QuotaOwner } from "./quotas.ts";

export { MAX_JOB_ID_LENGTH, jobIdSchema } from "./job.ts";
export { code, line, link, message, quote, strong } from "./message.ts";
export type { Message } from "./message.ts";
export type { Trouble } from "./job.ts";

/** What became of asking to follow a job. */
export type FollowResult =
  /** Registered durably. `over`: the job had already ended and its result is on the way. */
  | {
      readonly kind: "following";
      readonly over: boolean;
      readonly statusMessage?: MessageRef;
      readonly trouble?: Trouble;
      /** What is promised less firmly in this channel, and the cure: a sentence for the person who asked. */
      readonly weakness?: string;
    }
  /** `over`: its result is being posted already. */
  | {
      readonly kind: "already-following";
      readonly over: boolean;
      readonly statusMessage?: MessageRef;
    }
  /** The job API knows no such job; `message` is its own words. */
  | { readonly kind: "not-found"; readonly message: string }
  /** The bot cannot post results in this channel; both are sentences for the person who asked. */
  | { readonly kind: "no-access"; readonly problem: string; readonly cure: string }
  /** As many jobs are followed as one person, or one channel, may have open. */
  | { readonly kind: "too-many"; readonly of: QuotaOwner; readonly limit: number }
  | { readonly kind: "store-down" };

/** What a command may do; bound to the person and the channel it came from. */
export interface CommandContext<Options> {
  readonly options: Options;
  readonly followJob: (jobId: string) => Promise<FollowResult>;
}

/** One option of a command. All are text: both platforms have it. */
export interface CommandOption {
  readonly description: string;
  readonly required: boolean;
  readonly schema: z.ZodType<string>;
}

/** A slash command, defined once for every platform. */
export interface Command<Name extends string = string> {
  /** Without the slash; lower case, as both platforms want it. */
  readonly name: string;
  /** At most 100 characters, Discord's limit. */
  readonly description: string;
  readonly options: Readonly<Record<Name, CommandOption>>;
  /** The private answer to a value that fails its schema, or is missing. */
  invalid(option: Name, value: string): Message;
  /** The private answer. */
  run(context: CommandContext<Readonly<Record<Name, string>>>): Promise<Message>;
}

/** Checks a command's types where it is defined. */
export const defineCommand = <const Name extends string>(command: Command<Name>): Command<Name> =>
  command;
