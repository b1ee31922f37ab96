import { PlatformError } from "../../core/errors.ts";
import type { ActionDefinition, Command } from "../../core/command.ts";
import type { CommandContext } from "../../core/command-context.ts";
import type {
  ActionInvocation,
  CommandInvocation,
  CompletionRequest,
  Handlers,
  Invocation,
  Suggestion,
} from "../../core/invocation.ts";
import { line, message, type Message } from "../../core/message.ts";
import { translatorFor } from "../../messages/translator.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Languages } from "./command-context.ts";
import type { CommandGuard } from "./command-guard.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";

/** After this long without an answer the person is told that it is being worked on: they expect one within 3 s. */
const INTERIM_AFTER_MS = 1_500;
/** A platform that has to be asked for languages gets this long; then it is the one it told at once, or English. */
const LOCALES_WAIT_MS = 1_000;

/** Options of an invocation router. */
export interface InvocationRouterOptions {
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDefinition[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly admission: CommandGuard;
  readonly createCommandContext: (invocation: Invocation, languages: Languages) => CommandContext;
  readonly suggest: (
    request: CompletionRequest,
    suggests: NonNullable<Command["options"][string]["suggests"]>,
  ) => readonly Suggestion[];
}

/** What a person did, in words that the log and the admission take. */
interface Task {
  readonly name: string;
  readonly invocation: Invocation;
  /** The answer of what the name stands for; `undefined` if it stands for nothing. */
  readonly run: (context: CommandContext) => Promise<Message> | undefined;
}

/** Makes the handlers that check what people do, have it done, and always answer. */
export function createInvocationRouter(options: InvocationRouterOptions): Handlers {
  const { commands, actions } = options;
  return {
    command: async (invocation) => {
      const command = commands.find(({ name }) => name === invocation.name);
      await answer(options, {
        name: invocation.name,
        invocation,
        run: (context) => command && runCommand(command, invocation, { context, commands }),
      });
    },
    action: async (invocation) => {
      const action = actions.find(({ name }) => name === invocation.name);
      await answer(options, {
        name: invocation.name,
        invocation,
        run: (context) => action && runAction(action, invocation, { context, commands }),
      });
    },
    complete: async (request) => complete(options, request),
  };
}

type Context = { context: CommandContext; commands: readonly Command[] };

async function runCommand(
  command: Command,
  invocation: CommandInvocation,
  context: Context,
): Promise<Message> {
  const values: Record<string, string> = {};
  for (const [name, option] of Object.entries(command.options)) {
    const raw = (invocation.options[name] ?? "").trim();
    if (raw === "" && !option.required) continue;
    const parsed = option.schema.safeParse(raw);
    if (!parsed.success) return command.invalid(name, raw, context.context);
    values[name] = parsed.data;
  }
  return command.run({ ...context, options: values });
}

const runAction = (
  action: ActionDefinition,
  { argument, value }: ActionInvocation,
  context: Context,
): Promise<Message> => action.run({ ...context, argument, value });

/** The private answer. A defect becomes an apology: the person is never left without a word. */
async function answer(options: InvocationRouterOptions, task: Task): Promise<void> {
  const { log } = options;
  const { name, invocation } = task;
  const { channel, userId } = invocation;
  const { platform, channel: channelId } = channel;
  const fields = { command: name, platform, channelId, userId };
  log.info(fields, "command.received");
  const reply = replySlowly(invocation, options);
  try {
    await reply(await toAnswer(options, task));
    log.info(fields, "command.answered");
  } catch (error) {
    log.error({ ...fields, err: error }, "command.failed");
  }
}

async function toAnswer(
  { admission, createCommandContext, clock, log }: InvocationRouterOptions,
  { name, invocation, run }: Task,
): Promise<Message> {
  const languages = await languagesOf(invocation, clock);
  const translator = translatorFor(languages.person, invocation.channel.platform);
  const said = (answered: Message): Message => ({ locale: translator.locale, ...answered });
  const refusal = await admission.refuse(name, invocation, translator);
  if (refusal) return said(refusal);
  try {
    const answered = await run(createCommandContext(invocation, languages));
    return said(answered ?? message([line(...translator.spans("answer.unknown-command"))]));
  } catch (error) {
    log.error({ command: name, err: error }, "command.failed");
    const isSlow = error instanceof PlatformError && error.retryable;
    return said(
      message([line(...translator.spans(isSlow ? "answer.platform-slow" : "answer.failed"))]),
    );
  }
}

async function languagesOf(invocation: Invocation, clock: Clock): Promise<Languages> {
  const { locale, workspaceLocale } = invocation;
  const asking = invocation.readLocales?.();
  const asked = asking && (await withTimeout(asking, { clock, timeoutMs: LOCALES_WAIT_MS }));
  const person = locale ?? asked?.person;
  const channel = workspaceLocale ?? asked?.workspace;
  return {
    person: translatorFor(person ?? channel).locale,
    channel: translatorFor(channel ?? person).locale,
  };
}

function complete(
  { commands, admission, log, suggest }: InvocationRouterOptions,
  request: CompletionRequest,
): readonly Suggestion[] {
  const option = commands.find(({ name }) => name === request.command)?.options[request.option];
  if (!option?.suggests || !admission.mayComplete(request)) return [];
  try {
    return suggest(request, option.suggests);
  } catch (error) {
    log.error({ command: request.command, err: error }, "completion.failed");
    return [];
  }
}

/** Sends the answer; while it takes its time, an interim one goes before it, never after. */
function replySlowly(
  invocation: Invocation,
  { clock, log }: InvocationRouterOptions,
): (answered: Message) => Promise<void> {
  let interim = Promise.resolve();
  const cancel = clock.setTimer(INTERIM_AFTER_MS, () => {
    const translator = translatorFor(invocation.locale, invocation.channel.platform);
    const words = message([line(...translator.spans("answer.interim"))], {
      locale: translator.locale,
    });
    interim = invocation
      .reply(words)
      .catch((error: unknown) => log.debug({ err: error }, "command.interim_failed"));
  });
  return async (answered) => {
    cancel();
    await interim;
    await invocation.reply(answered);
  };
}
