import { createHash } from "node:crypto";
import type { AckFn, BlockAction, MessageShortcut, RespondArguments, RespondFn } from "@slack/bolt";
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import type { Command } from "../../../core/command.ts";
import { toCommandName } from "../../../core/command-names.ts";
import type { ClaimInteraction } from "../../../core/interaction-claim.ts";
import type { Handlers } from "../../../core/invocation.ts";
import type { Message } from "../../../core/message.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { adapterAnswer, type AdapterAnswer } from "../../../messages/adapter-answer.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { SlackWorkspace } from "../installations/slack-workspace.ts";
import type { SlackWorkspaces } from "../installations/workspaces.ts";
import { FOLLOW_SHORTCUT } from "../manifest.ts";
import { renderText } from "../messages/render.ts";
import type { BoltApp } from "./bolt-app.ts";
import type { Interaction } from "./interaction.ts";
import { createPrivateReply } from "./private-reply.ts";
import { readAction } from "./read-action.ts";
import { readCommand } from "./read-command.ts";
import { readMention } from "./read-mention.ts";
import { readShortcut } from "./read-shortcut.ts";
import { toInvocation } from "./to-invocation.ts";
import { toText } from "./unchecked.ts";

/** How many interactions are remembered to recognise repeated events. By HTTP, Slack's last repetition comes 6 minutes later. */
const MAX_REMEMBERED = 5_000;

/** Options of {@link SlackInteractions}. */
export interface SlackInteractionsOptions {
  /** Gets the listeners. */
  readonly app: BoltApp;
  readonly workspaces: SlackWorkspaces;
  /** Base of the Web API's addresses. */
  readonly apiUrl: string;
  /** The slash commands that the app's manifest lists. */
  readonly commands: readonly Command[];
  /** What the names of the commands begin with for people. */
  readonly commandPrefix: string;
  /** Called for every interaction once, after it is acknowledged. */
  readonly handlers: Handlers;
  /** See SlackAdapterOptions. */
  readonly claim?: ClaimInteraction | undefined;
  readonly log: Logger;
}

/** Reads a payload; `identity`: the bot's, in the workspace of the payload. */
type Reader = (identity: SlackIdentity) => Interaction | undefined;

/** What Bolt gives a listener. Without `ack`: Bolt has acknowledged the event itself. */
interface ListenerArgs {
  readonly body: object;
  readonly ack?: () => Promise<void>;
  /** Acknowledges with a refusal. Only a command's acknowledgement can carry one; the others are refused behind it. */
  readonly refuse?: () => Promise<void>;
  readonly respond?: RespondFn;
}

/**
 * Slash commands, buttons and choices, the shortcut in a message's menu, and mentions of the bot: acknowledged, and given
 * to the handlers, each once.
 */
export class SlackInteractions {
  readonly #options: SlackInteractionsOptions;
  readonly #seen = createLruCache<"taken" | "refused">(MAX_REMEMBERED);
  #state: "starting" | "started" | "stopped" = "starting";

  constructor(options: SlackInteractionsOptions) {
    this.#options = options;
    const { app, commands } = options;
    // Under any prefix: Slack sends what the app's manifest lists, which may be older than the setting.
    app.command(/^\//, async ({ body, ack, respond }) => {
      const meant = toCommandName(toText(body.command) ?? "");
      const command = commands.find(({ name }) => name === meant);
      if (!command) return;
      const read: Reader = (identity) => readCommand(command, body, identity);
      const refuse = () => this.#acknowledgeRefusal(ack, body, read);
      await this.#take(read, { body, ack, refuse, respond });
    });
    app.action<BlockAction>({ type: "block_actions" }, async ({ body, ack, respond }) =>
      this.#take((identity) => readAction(body, identity), { body, ack, respond }),
    );
    app.shortcut<MessageShortcut>(
      { type: "message_action", callback_id: FOLLOW_SHORTCUT },
      async ({ body, ack, respond }) =>
        this.#take((identity) => readShortcut(body, identity), { body, ack, respond }),
    );
    app.event("app_mention", async ({ body }) =>
      this.#take((identity) => readMention(body, identity), { body }),
    );
  }

  /** Takes interactions from now on, unless stopped. Until then, they are answered as after {@link SlackInteractions.stop}. */
  start(): void {
    if (this.#state === "starting") this.#state = "started";
  }

  /** From now on everything is answered privately with "try again in a moment". */
  stop(): void {
    this.#state = "stopped";
  }

  async #take(read: Reader, args: ListenerArgs): Promise<void> {
    const { body, ack, refuse } = args;
    const { app, workspaces } = this.#options;
    app.markHandled(body);
    const workspace = workspaces.known(body);
    const interaction = read(workspace?.identity ?? {});
    const key = interaction?.key;
    const earlier = key === undefined ? undefined : this.#seen.get(key);
    const isRefused = earlier === "refused" || (earlier === undefined && this.#state !== "started");
    // Set before the ack is awaited: a repetition may follow at once.
    if (key !== undefined) this.#seen.set(key, isRefused ? "refused" : "taken");
    // Before anything else: Slack waits 3 s, and what follows asks other servers.
    await this.#acknowledge(async () => (isRefused && refuse ? refuse() : ack?.()));
    // Slack repeats an event if it is not sure that it arrived. The repetition needs an ack, too.
    if (earlier !== undefined || (isRefused && refuse)) return;
    if (!interaction) this.#options.log.warn({ platform: "slack" }, "command.not_understood");
    else await this.#act(isRefused, { interaction, read, args });
  }

  /** Handles an interaction in its workspace, or refuses it there. */
  async #act(
    isRefused: boolean,
    {
      interaction: first,
      read,
      args,
    }: { interaction: Interaction; read: Reader; args: ListenerArgs },
  ): Promise<void> {
    if (!(await this.#claim(first, args))) return;
    const workspace = await this.#find(first, args);
    const interaction = workspace && read(workspace.identity);
    if (!interaction) return;
    if (isRefused || this.#state === "stopped")
      this.#tell("answer.restarting", { interaction, workspace, args });
    else this.#handle(interaction, workspace, args);
  }

  /** Whether this process is to answer an interaction. If the store does not say, none is, and the person is told so. */
  async #claim(interaction: Interaction, args: ListenerArgs): Promise<boolean> {
    const { claim, workspaces, log } = this.#options;
    const { key } = interaction;
    if (!claim || key === undefined) return true;
    try {
      // What identifies it may be a secret.
      return await claim(`slack:${createHash("sha256").update(key).digest("base64url")}`);
    } catch (error) {
      log.error({ platform: "slack", err: error }, "interaction.not_claimed");
      const workspace = workspaces.known(args.body);
      this.#tell("answer.store-down", { interaction, workspace, args });
      return false;
    }
  }

  /** The workspace of an interaction. If there is none, or the store does not say, the person is told so. */
  async #find(interaction: Interaction, args: ListenerArgs): Promise<SlackWorkspace | undefined> {
    const { workspaces, log } = this.#options;
    try {
      const workspace = await workspaces.find(args.body);
      if (workspace) return workspace;
      const { workspace: id } = interaction.channel;
      log.warn({ platform: "slack", workspace: id }, "workspace.not_installed");
      this.#tell("answer.not-installed", { interaction, workspace: undefined, args });
    } catch (error) {
      log.error({ platform: "slack", err: error }, "workspace.unknown");
      // A mention has no response_url: only the workspace's own token can answer it.
      const workspace = workspaces.known(args.body);
      this.#tell("answer.store-down", { interaction, workspace, args });
    }
    return undefined;
  }

  async #acknowledge(ack: () => Promise<void>): Promise<void> {
    try {
      await ack();
    } catch (error) {
      // The socket broke in the meantime. Handle it anyway: if Slack repeats it, its key is known.
      this.#options.log.warn({ platform: "slack", err: error }, "command.not_acknowledged");
    }
  }

  #handle(interaction: Interaction, workspace: SlackWorkspace, args: ListenerArgs): void {
    const { handlers, commandPrefix, apiUrl, log } = this.#options;
    const { request, userId, userName } = interaction;
    if (userName !== undefined) workspace.names.note(userId, userName);
    const { respond } = args;
    const invocation = toInvocation(interaction, workspace, {
      commandPrefix,
      apiUrl,
      log,
      respond,
    });
    // Not awaited, so that it does not delay the next event.
    const handled =
      request.kind === "command"
        ? handlers.command({
            ...invocation,
            name: request.name,
            options: request.options,
            isFromMessage: request.isFromMessage,
          })
        : handlers.action({
            ...invocation,
            name: request.name,
            argument: request.argument,
            value: request.value,
          });
    const { kind, name } = request;
    handled.catch((error: unknown) =>
      log.error({ platform: "slack", [kind]: name, err: error }, `${kind}.failed`),
    );
  }

  /** Answers privately, beside the message that it was done with: the person is to do it again. */
  #tell(
    key: AdapterAnswer,
    {
      interaction,
      workspace,
      args: { respond },
    }: { interaction: Interaction; workspace: SlackWorkspace | undefined; args: ListenerArgs },
  ): void {
    const { apiUrl, log } = this.#options;
    const reply = createPrivateReply(
      { client: workspace?.client, apiUrl, log, respond },
      { ...interaction, replaceOriginal: false },
    );
    reply(say(key, workspace, interaction)).catch((error: unknown) =>
      log.warn({ platform: "slack", err: error }, "reply.failed"),
    );
  }

  #acknowledgeRefusal(ack: AckFn<RespondArguments>, body: object, read: Reader): Promise<void> {
    const workspace = this.#options.workspaces.known(body);
    const interaction = read(workspace?.identity ?? {});
    const text = renderText(say("answer.restarting", workspace, interaction));
    return ack({ response_type: "ephemeral", text });
  }
}

/** In the person's language or the channel's, as far as they are known. */
function say(key: AdapterAnswer, workspace?: SlackWorkspace, interaction?: Interaction): Message {
  const ids = interaction ? [interaction.userId, interaction.channel.channel] : [];
  const known = ids.map((id) => workspace?.locales.known(id));
  const locale = known.find((each) => each !== undefined);
  return adapterAnswer(key, { locale, platform: "slack" });
}
