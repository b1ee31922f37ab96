import { App } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import type { Command } from "../../../core/command.ts";
import type { Handlers, Invocation } from "../../../core/invocation.ts";
import { line, message, type Message } from "../../../core/message.ts";
import { translatorFor } from "../../../messages/translator.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { Act, Arrival } from "./act.ts";
import type { SocketConnection } from "../socket/connection.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { SlackLocales } from "../access/locales.ts";
import { FOLLOW_SHORTCUT } from "../manifest.ts";
import { checkAccess } from "../access/access.ts";
import { checkSharing } from "../access/sharing.ts";
import { createReply } from "./private-reply.ts";
import { readAction } from "./read-action.ts";
import { readCommand } from "./read-command.ts";
import { readMention, readShortcut } from "./read-message.ts";
import { renderText } from "../messages/render.ts";
import { canManageChannel, readHome } from "../access/rights.ts";
import { createSdkLogger } from "../api/sdk-logger.ts";
import { toWebClientOptions, type SlackWebClient } from "../api/web-client.ts";

/** What was done, remembered against repeated envelopes: hours of heavy use. */
const REMEMBERED_ACTS = 1_000;
/** How long all calls to Slack before an answer may take together. */
const LOOK_MS = 2_500;

/** Options of {@link SlackInteractions}. */
export interface SlackInteractionsOptions {
  readonly botToken: string;
  readonly connection: SocketConnection;
  readonly client: SlackWebClient;
  readonly commands: readonly Command[];
  readonly handlers: Handlers;
  readonly locales: SlackLocales;
  readonly identity: () => SlackIdentity;
  /** Told who did something, by id and name. */
  readonly onPerson: (userId: string, name: string) => void;
  readonly log: Logger;
}

/** How an envelope is acknowledged. Only a command's can carry an answer: `refuse`; the others are refused behind it. */
interface Acknowledgement {
  readonly ack?: () => Promise<void>;
  readonly refuse?: () => Promise<void>;
}

/**
 * What people do, as it comes over the socket, given to the handlers, each thing once: slash commands, buttons and
 * choices, the shortcut in a message's menu, and mentions of the bot.
 */
export class SlackInteractions {
  readonly #options: SlackInteractionsOptions;
  readonly #seen = new LRUCache<string, "taken" | "refused">({ max: REMEMBERED_ACTS });
  #accepting = true;

  constructor(options: SlackInteractionsOptions) {
    this.#options = options;
    const app = createApp(options);
    const { unheard } = options.connection;
    for (const command of options.commands)
      app.command(`/${command.name}`, async ({ ack, body }) => {
        unheard.markHeard(body);
        const arrival = readCommand(command, body, options.identity());
        await this.#take(arrival, { ack, refuse: () => ack(this.#refusal(arrival.act)) });
      });
    app.action({ type: "block_actions" }, async ({ ack, body }) => {
      unheard.markHeard(body);
      await this.#take(readAction(body, options.identity()), { ack });
    });
    app.shortcut(
      { type: "message_action", callback_id: FOLLOW_SHORTCUT },
      async ({ ack, body }) => {
        unheard.markHeard(body);
        await this.#take(readShortcut(body, options.identity()), { ack });
      },
    );
    // Bolt acknowledges events by itself.
    app.event("app_mention", async ({ body }) => {
      unheard.markHeard(body);
      await this.#take(readMention(body, options.identity()), {});
    });
  }

  /** From now on everything is answered privately with "try again in a moment". */
  stop(): void {
    this.#accepting = false;
  }

  async #take({ key, act }: Arrival, { ack, refuse }: Acknowledgement): Promise<void> {
    const { log } = this.#options;
    const earlier = key === undefined ? undefined : this.#seen.get(key);
    const isRefused = earlier === "refused" || (earlier === undefined && !this.#accepting);
    // Claimed before the ack is waited for: a repetition may be right behind.
    if (key !== undefined) this.#seen.set(key, isRefused ? "refused" : "taken");
    // Before anything else: Slack waits 3 s, and what follows asks other servers.
    await this.#acknowledge(async () => (isRefused && refuse ? refuse() : ack?.()));
    // Slack sends an envelope again when it is not sure that it arrived. The second one needs an ack, too.
    if (earlier !== undefined) return;
    if (!act) log.warn({ platform: "slack" }, "command.not_understood");
    else if (!isRefused) this.#handle(act);
    else if (!refuse) this.#refuse(act);
  }

  async #acknowledge(ack: () => Promise<void>): Promise<void> {
    try {
      await ack();
    } catch (error) {
      // The socket broke in between. It is done all the same; should Slack send it again, it is known.
      this.#options.log.warn({ platform: "slack", err: error }, "command.not_acknowledged");
    }
  }

  #handle(act: Act): void {
    const { handlers, onPerson, log } = this.#options;
    const { wish, userId, userName } = act;
    if (userName !== undefined) onPerson(userId, userName);
    const invocation = this.#toInvocation(act);
    // Not waited for: the next envelope is not held up by this one.
    const handled =
      wish.kind === "command"
        ? handlers.command({ ...invocation, name: wish.name, options: wish.options })
        : handlers.action({
            ...invocation,
            name: wish.name,
            argument: wish.argument,
            value: wish.value,
          });
    handled.catch((error: unknown) =>
      log.error({ platform: "slack", [wish.kind]: wish.name, err: error }, `${wish.kind}.failed`),
    );
  }

  #toInvocation(act: Act): Invocation {
    const { locales, identity } = this.#options;
    const { channel, userId, home, isBot } = act;
    const { workspace } = channel;
    // One signal for all that this act asks of Slack: people expect an answer within 3 s.
    const client = this.#options.client.withSignal(AbortSignal.timeout(LOOK_MS));
    const botName = identity().botName ?? "pika-relay";
    const check = { client, channel: channel.channel, userId, home, workspace, botName };
    return {
      channel,
      userId,
      isBot,
      locale: locales.known(userId),
      workspaceLocale: locales.known(channel.channel),
      readLocales: () => locales.read(userId, channel.channel),
      readHome: async () => home ?? readHome(check),
      canManageChannel: () => canManageChannel(check),
      checkAccess: () => checkAccess(check),
      checkSharing: (channelId) => checkSharing({ ...check, channel: channelId }),
      reply: createReply(this.#options, act),
    };
  }

  #refuse(act: Act): void {
    const { log } = this.#options;
    // Beside the message that it was done with: the person is to do it again.
    const reply = createReply(this.#options, { ...act, replaces: false });
    reply(this.#restarting(act)).catch((error: unknown) =>
      log.warn({ platform: "slack", err: error }, "reply.failed"),
    );
  }

  #refusal(act: Act | undefined): { response_type: "ephemeral"; text: string } {
    return { response_type: "ephemeral", text: renderText(this.#restarting(act)) };
  }

  #restarting(act: Act | undefined): Message {
    const { locales } = this.#options;
    const locale =
      act === undefined
        ? undefined
        : (locales.known(act.userId) ?? locales.known(act.channel.channel));
    return message([line(...translatorFor(locale, "slack").spans("answer.restarting"))]);
  }
}

/** A Bolt app that asks Slack for nothing: authorisation is known, so that an ack waits for no other call. */
function createApp({ botToken, connection, client, log }: SlackInteractionsOptions): App {
  const app = new App({
    receiver: connection.receiver,
    authorize: async () => ({ botToken }),
    clientOptions: toWebClientOptions(client.settings),
    logger: createSdkLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => log.error({ platform: "slack", err: error }, "event.failed"));
  return app;
}
