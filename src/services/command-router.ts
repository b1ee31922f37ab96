import type { Command, FollowResult } from "../core/command.ts";
import { line, message, type Message } from "../core/message.ts";
import type { Clock, CommandHandler, CommandInvocation, Logger } from "../core/ports.ts";
import type { CommandAdmission } from "./command-admission.ts";
import type { FollowRequest } from "./follow-job.ts";

/** After this long without an answer the person is told that it is being worked on: they expect one within 3 s. */
const INTERIM_AFTER_MS = 1_500;

/** What a command router works with. */
export interface CommandRouterOptions {
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly admission: CommandAdmission;
  readonly followJob: (request: FollowRequest) => Promise<FollowResult>;
}

/** Makes the handler that checks a command's options, runs it, and always answers. */
export function createCommandRouter(options: CommandRouterOptions): CommandHandler {
  return async (invocation) => {
    const { name, channel, userId } = invocation;
    const fields = {
      command: name,
      platform: channel.platform,
      channelId: channel.channel,
      userId,
    };
    options.log.info(fields, "command.received");
    const answer = answerSlowly(invocation, options);
    try {
      await answer(await runCommand(invocation, options));
      options.log.info(fields, "command.answered");
    } catch (error) {
      options.log.error({ ...fields, err: error }, "command.failed");
    }
  };
}

/** The command's private answer. A defect becomes an apology: the person is never left without a word. */
async function runCommand(
  invocation: CommandInvocation,
  { commands, followJob, log, admission }: CommandRouterOptions,
): Promise<Message> {
  const refusal = admission.refuse(invocation);
  if (refusal) return refusal;
  const command = commands.find(({ name }) => name === invocation.name);
  if (!command) return message([line("I do not know that command.")]);
  const values: Record<string, string> = {};
  for (const [name, option] of Object.entries(command.options)) {
    const raw = (invocation.options[name] ?? "").trim();
    if (raw === "" && !option.required) continue;
    const parsed = option.schema.safeParse(raw);
    if (!parsed.success) return command.invalid(name, raw);
    values[name] = parsed.data;
  }
  try {
    return await command.run({
      options: values,
      followJob: (jobId) => followJob({ ...toRequest(invocation), jobId }),
    });
  } catch (error) {
    log.error({ command: command.name, err: error }, "command.failed");
    return message([
      line("Something went wrong in the relay, and nothing was done. Please try again."),
    ]);
  }
}

function toRequest(invocation: CommandInvocation): Omit<FollowRequest, "jobId"> {
  const { channel, userId, uploadLimitBytes } = invocation;
  return { channel, userId, uploadLimitBytes, checkAccess: () => invocation.checkAccess() };
}

/** Sends the answer; while it takes its time, an interim one goes before it, never after. */
function answerSlowly(
  invocation: CommandInvocation,
  { clock, log }: CommandRouterOptions,
): (answer: Message) => Promise<void> {
  let interim = Promise.resolve();
  const cancel = clock.setTimer(INTERIM_AFTER_MS, () => {
    interim = invocation
      .reply(message([line("Looking that up; the answer follows in a moment.")]))
      .catch((error: unknown) => log.debug({ err: error }, "command.interim_failed"));
  });
  return async (answer) => {
    cancel();
    await interim;
    await invocation.reply(answer);
  };
}
