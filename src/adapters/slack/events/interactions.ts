import type { AckFn, BlockAction, MessageShortcut, RespondArguments, RespondFn } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import type { Command } from "../../../core/command.ts";
import { toCommandName } from "../../../core/command-names.ts";
import type { Handlers, Invocation } from "../../../core/invocation.ts";
import { line, message, nameCommands, type Message } from "../../../core/message.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { translatorFor } from "../../../messages/translator.ts";
import { checkAccess } from "../access/access.ts";
import type { SlackLocales } from "../access/locales.ts";
import { canManageChannel } from "../access/can-manage-channel.ts";
import { checkSharing } from "../access/sharing.ts";
import { readHome } from "../access/user.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { SlackWebClient } from "../api/web-client.ts";
import { FOLLOW_SHORTCUT } from "../manifest.ts";
import { renderText } from "../messages/render.ts";
import type { BoltApp } from "./bolt-app.ts";
import type { Interaction } from "./interaction.ts";
import { createPrivateReply } from "./private-reply.ts";
import { readAction } from "./read-action.ts";
import { readCommand } from "./read-command.ts";
import { readMention } from "./read-mention.ts";
import { readShortcut } from "./read-shortcut.ts";
import { toText } from "./unchecked.ts";

/** How many interactions are remembered to recognise repeated events. By HTTP, Slack's last repetition comes 6 minutes later. */
const MAX_REMEMBERED = 20_000;
/** Time limit for all calls to Slack before an answer, together, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2_500;

/** Options of {@link SlackInteractions}. */
export interface SlackInteractionsOptions {
  /** Gets the listeners. */
  readonly app: BoltApp;
  readonly client: SlackWebClient;
  /** The slash commands that the app's manifest lists. */
  readonly commands: readonly Command[];
  /** What the names of the commands begin with for people. */
  readonly commandPrefix: string;
  /** Called for every interaction once, after it is acknowledged. */
  readonly handlers: Handlers;
  readonly locales: SlackLocales;
  readonly identity: () => SlackIdentity;
  /** Called with the id and the name of each person who does something. */
  readonly onPerson: (userId: string, name: string) => void;
  readonly log: Logger;
}

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
  readonly #seen = new LRUCache<string, "taken" | "refused">({ max: MAX_REMEMBERED });
  #state: "starting" | "started" | "stopped" = "starting";

  constructor(options: SlackInteractionsOptions) {
    this.#options = options;
    const { app, commands, identity } = options;
    // Under any prefix: Slack sends what the app's manifest lists, which may be older than the setting.
    app.command(/^\//, async ({ body, ack, respond }) => {
      const meant = toCommandName(toText(body.command) ?? "");
      const command = commands.find(({ name }) => name === meant);
      if (!command) return;
      const interaction = readCommand(command, body, identity());
      const refuse = () => this.#acknowledgeRefusal(ack, interaction);
      await this.#take(interaction, { body, ack, refuse, respond });
    });
    app.action<BlockAction>({ type: "block_actions" }, async ({ body, ack, respond }) =>
      this.#take(readAction(body, identity()), { body, ack, respond }),
    );
    app.shortcut<MessageShortcut>(
      { type: "message_action", callback_id: FOLLOW_SHORTCUT },
      async ({ body, ack, respond }) =>
        this.#take(readShortcut(body, identity()), { body, ack, respond }),
    );
    app.event("app_mention", async ({ body }) =>
      this.#take(readMention(body, identity()), { body }),
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

  async #take(interaction: Interaction | undefined, args: ListenerArgs): Promise<void> {
    const { body, ack, refuse } = args;
    this.#options.app.markHandled(body);
    const key = interaction?.key;
    const earlier = key === undefined ? undefined : this.#seen.get(key);
    const isRefused = earlier === "refused" || (earlier === undefined && this.#state !== "started");
    // Set before the ack is awaited: a repetition may follow at once.
    if (key !== undefined) this.#seen.set(key, isRefused ? "refused" : "taken");
    // Before anything else: Slack waits 3 s, and what follows asks other servers.
    await this.#acknowledge(async () => (isRefused && refuse ? refuse() : ack?.()));
    // Slack repeats an event if it is not sure that it arrived. The repetition needs an ack, too.
    if (earlier !== undefined) return;
    if (!interaction) this.#options.log.warn({ platform: "slack" }, "command.not_understood");
    else if (!isRefused) this.#handle(interaction, args);
    else if (!refuse) this.#refuse(interaction, args);
  }

  async #acknowledge(ack: () => Promise<void>): Promise<void> {
    try {
      await ack();
    } catch (error) {
      // The socket broke in the meantime. Handle it anyway: if Slack repeats it, its key is known.
      this.#options.log.warn({ platform: "slack", err: error }, "command.not_acknowledged");
    }
  }

  #handle(interaction: Interaction, args: ListenerArgs): void {
    const { handlers, onPerson, log } = this.#options;
    const { request, userId, userName } = interaction;
    if (userName !== undefined) onPerson(userId, userName);
    const invocation = this.#toInvocation(interaction, args);
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

  #toInvocation(interaction: Interaction, { respond }: ListenerArgs): Invocation {
    const { locales, identity, commandPrefix, log } = this.#options;
    const { channel, userId, userTeam, isBot } = interaction;
    const { workspace } = channel;
    // One signal for all calls of this interaction: people expect an answer within 3 s.
    const client = this.#options.client.withSignal(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    const botName = identity().botName ?? "pika-relay";
    const check = { client, channel: channel.channel, userId, userTeam, workspace, botName };
    const reply = createPrivateReply({ client: this.#options.client, log, respond }, interaction);
    return {
      channel,
      userId,
      isBot,
      locale: locales.known(userId),
      workspaceLocale: locales.known(channel.channel),
      readLocales: () => locales.read(userId, channel.channel),
      readHome: async () => userTeam ?? readHome(client, userId, workspace),
      canManageChannel: () => canManageChannel(check),
      checkAccess: () => checkAccess(check),
      checkSharing: (channelId) => checkSharing({ ...check, channel: channelId }),
      reply: (answer) => reply(nameCommands(answer, commandPrefix)),
    };
  }

  #refuse(interaction: Interaction, { respond }: ListenerArgs): void {
    const { client, log } = this.#options;
    // Beside the message that it was done with: the person is to do it again.
    const reply = createPrivateReply(
      { client, log, respond },
      { ...interaction, replaceOriginal: false },
    );
    reply(this.#restarting(interaction)).catch((error: unknown) =>
      log.warn({ platform: "slack", err: error }, "reply.failed"),
    );
  }

  #acknowledgeRefusal(ack: AckFn<RespondArguments>, interaction?: Interaction): Promise<void> {
    const text = renderText(this.#restarting(interaction));
    return ack({ response_type: "ephemeral", text });
  }

  #restarting(interaction: Interaction | undefined): Message {
    const { locales } = this.#options;
    const ids = interaction ? [interaction.userId, interaction.channel.channel] : [];
    const locale = ids.map((id) => locales.known(id)).find((known) => known !== undefined);
    return message([line(...translatorFor(locale, "slack").spans("answer.restarting"))]);
  }
}
