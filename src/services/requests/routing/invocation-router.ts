import type { ActionDefinition, Command } from "../../../core/command.ts";
import type { CommandContext } from "../../../core/command-context.ts";
import { toCommandName } from "../../../core/command-names.ts";
import { PlatformError } from "../../../core/errors.ts";
import type {
  ActionInvocation,
  CommandInvocation,
  CompletionRequest,
  Handlers,
  Invocation,
  Suggestion,
} from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { translatorFor, translatorOf } from "../../../messages/translator.ts";
import {
  createCommandContext,
  type Languages,
  type UseCaseDeps,
} from "./create-command-context.ts";
import { CommandTurns } from "./command-turns.ts";
import type { CommandGuard } from "./command-guard.ts";
import type { InFlightCommands } from "./in-flight-commands.ts";
import { suggestJobs } from "../suggest-jobs.ts";

/** When a person gets an interim answer, in milliseconds: they expect an answer within 3 s. */
const INTERIM_AFTER_MS = 1_500;
/** How long the platform may take to name the languages, in milliseconds. After that, those of the event are used, or English. */
const LOCALES_WAIT_MS = 1_000;

/** Options of {@link createInvocationRouter}. */
export interface InvocationRouterOptions {
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDefinition[];
  /** Decides whether a command or action may run. */
  readonly guard: CommandGuard;
  /** Tracks each command and action until it is answered. */
  readonly inFlight: InFlightCommands;
  /** The dependencies of the use cases. */
  readonly deps: UseCaseDeps;
}

/** Runs a command or an action; resolves with its answer. */
type Run = (context: CommandContext) => Promise<Message>;

/** Creates the handlers that adapters call: they check a request, run the command or action, and always answer. */
export function createInvocationRouter(options: InvocationRouterOptions): Handlers {
  const { commands, actions, inFlight } = options;
  const handling = { ...options, turns: new CommandTurns() };
  return {
    command: (invocation) => {
      const command = findCommand(commands, invocation.name);
      const run: Run | undefined =
        command && ((context) => runCommand(command, invocation, { context, commands }));
      return inFlight.track(handle(handling, invocation, run));
    },
    action: (invocation) => {
      const action = actions.find(({ name }) => name === invocation.name);
      const { argument, value } = invocation;
      const run: Run | undefined =
        action && ((context) => action.run({ context, commands, argument, value }));
      return inFlight.track(handle(handling, invocation, run));
    },
    complete: async (request) => complete(options, request),
  };
}

function findCommand(commands: readonly Command[], typed: string): Command | undefined {
  const meant = toCommandName(typed);
  return commands.find(({ name }) => name === meant);
}

async function runCommand(
  command: Command,
  invocation: CommandInvocation,
  request: { readonly context: CommandContext; readonly commands: readonly Command[] },
): Promise<Message> {
  const values: Record<string, string> = {};
  for (const [name, option] of Object.entries(command.options)) {
    const raw = (invocation.options[name] ?? "").trim();
    if (raw === "" && !option.required) continue;
    const parsed = option.schema.safeParse(raw);
    if (!parsed.success) return command.invalid(name, raw, request.context);
    values[name] = parsed.data;
  }
  const { isFromMessage = false } = invocation;
  return command.run({ ...request, options: values, isFromMessage });
}

/** Runs a command or an action and sends the private answer: an apology, if it fails. Never rejects. */
async function handle(
  options: InvocationRouterOptions & { readonly turns: CommandTurns },
  invocation: CommandInvocation | ActionInvocation,
  run: Run | undefined,
): Promise<void> {
  const { log, clock } = options.deps;
  const { name, channel, userId } = invocation;
  const { platform, channel: channelId } = channel;
  const fields = { command: name, platform, channelId, userId };
  log.info(fields, "command.received");
  const reply = replyWithInterim(invocation, options.deps);
  try {
    await options.turns.next();
    const languages = await languagesOf(invocation, clock);
    await reply(await createAnswer(options, { invocation, languages, run }));
    log.info(fields, "command.answered");
  } catch (error) {
    log.error({ ...fields, err: error }, "command.failed");
  }
}

/** Resolves with the private answer: a refusal, the command's own, or an apology. */
async function createAnswer(
  { guard, deps }: InvocationRouterOptions,
  {
    invocation,
    languages,
    run,
  }: {
    readonly invocation: CommandInvocation | ActionInvocation;
    readonly languages: Languages;
    readonly run: Run | undefined;
  },
): Promise<Message> {
  const context = createCommandContext(deps, invocation, languages);
  const translator = translatorOf(context);
  const inLanguage = (answer: Message): Message => ({ locale: translator.locale, ...answer });
  const refusal = await guard.refuse(invocation, translator);
  if (refusal) return inLanguage(refusal);
  try {
    const answer = await run?.(context);
    return inLanguage(answer ?? message([line(...translator.spans("answer.unknown-command"))]));
  } catch (error) {
    deps.log.error({ command: invocation.name, err: error }, "command.failed");
    const isSlow = error instanceof PlatformError && error.retryable;
    return inLanguage(
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

async function complete(
  { commands, guard, deps }: InvocationRouterOptions,
  request: CompletionRequest,
): Promise<readonly Suggestion[]> {
  const option = findCommand(commands, request.command)?.options[request.option];
  if (!option?.suggests || !guard.mayComplete(request)) return [];
  try {
    return await suggestJobs(deps, { ...request, suggests: option.suggests });
  } catch (error) {
    deps.log.error({ command: request.command, err: error }, "completion.failed");
    return [];
  }
}

/** Returns the function that sends the answer. If that is not called in time, sends an interim answer first, never after it. */
function replyWithInterim(
  invocation: Invocation,
  { clock, log }: Pick<UseCaseDeps, "clock" | "log">,
): (answer: Message) => Promise<void> {
  let interim = Promise.resolve();
  const cancel = clock.setTimer(INTERIM_AFTER_MS, () => {
    const translator = translatorFor(invocation.locale, invocation.channel.platform);
    const interimAnswer = message([line(...translator.spans("answer.interim"))], {
      locale: translator.locale,
    });
    interim = invocation
      .reply(interimAnswer)
      .catch((error: unknown) => log.debug({ err: error }, "command.interim_failed"));
  });
  return async (answer) => {
    cancel();
    await interim;
    await invocation.reply(answer);
  };
}
