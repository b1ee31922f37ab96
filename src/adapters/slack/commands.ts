import { App } from "@slack/bolt";
import { request } from "undici";
import { z } from "zod";
import type { Command } from "../../core/command.ts";
import { PlatformError } from "../../core/errors.ts";
import type { Message } from "../../core/message.ts";
import type { ChannelAccess, CommandHandler, Logger } from "../../core/ports.ts";
import { createSdkLogger, scrubSecrets } from "./sdk-logger.ts";
import type { SocketConnection } from "./connection.ts";
import { fromStatus } from "./errors.ts";
import { RecentMap } from "./recent-map.ts";
import { renderText } from "./render.ts";
import { isTrustedUrl } from "./urls.ts";
import type { SlackWebApi } from "./web-api.ts";

/** A response_url takes five answers; one is kept in reserve. */
const MAX_RESPONSE_URL_USES = 4;
const RESPONSE_URL_TIMEOUT_MS = 10_000;
/** Commands remembered against repeated envelopes: hours of heavy use. */
const REMEMBERED_COMMANDS = 1_000;

/** Addresses are made of these, and half a character has no encoding. */
const id = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());
const payloadSchema = z.object({
  text: z.string().default(""),
  team_id: id,
  channel_id: id,
  user_id: id,
  user_name: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  /** Slack lets only people type commands; should that change, this is how it names a bot elsewhere. */
  bot_id: z.unknown().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

/** What {@link SlackCommands} works with. */
export interface SlackCommandsOptions {
  readonly botToken: string;
  readonly connection: SocketConnection;
  readonly api: SlackWebApi;
  readonly commands: readonly Command[];
  readonly onCommand: CommandHandler;
  readonly checkAccess: (channel: string) => Promise<ChannelAccess>;
  /** Told who gave a command, by id and name. */
  readonly onPerson: (userId: string, name: string) => void;
  readonly log: Logger;
}

/** Slash commands as they come over the socket, given to the command handler: each one once. */
export class SlackCommands {
  readonly #options: SlackCommandsOptions;
  readonly #seen = new RecentMap<true>(REMEMBERED_COMMANDS);
  #accepting = true;

  constructor(options: SlackCommandsOptions) {
    this.#options = options;
    const app = createApp(options);
    for (const command of options.commands)
      app.command(`/${command.name}`, async ({ ack, body }) => {
        const payload = payloadSchema.safeParse(body);
        const key = payload.data?.trigger_id ?? payload.data?.response_url;
        // Slack sends an envelope again when it is not sure that it arrived. The second one needs an ack, too.
        const isRepeated = key !== undefined && this.#seen.get(key) === true;
        const isRefused = !this.#accepting && !isRepeated;
        // Claimed before the ack is waited for: a repetition may be right behind.
        if (key !== undefined && !isRepeated && !isRefused) this.#seen.set(key, true);
        // Before anything else: Slack waits 3 s, and what follows asks other servers.
        await this.#acknowledge(() => (isRefused ? ack(restarting(command)) : ack()));
        if (isRepeated || isRefused) return;
        if (payload.success) this.#handle(command, payload.data);
        else options.log.warn({ platform: "slack" }, "command.not_understood");
      });
  }

  /** From now on commands are answered privately with "try again in a moment". */
  stop(): void {
    this.#accepting = false;
  }

  async #acknowledge(ack: () => Promise<void>): Promise<void> {
    try {
      await ack();
    } catch (error) {
      // The socket broke in between. The command is done all the same; should Slack send it again, it is known.
      this.#options.log.warn({ platform: "slack", err: error }, "command.not_acknowledged");
    }
  }

  #handle(command: Command, payload: Payload): void {
    const { onCommand, onPerson, checkAccess, log } = this.#options;
    if (payload.user_name !== undefined) onPerson(payload.user_id, payload.user_name);
    const value = parseCommandText(payload.text);
    const [option] = Object.keys(command.options);
    // Not waited for: the next envelope is not held up by this one.
    onCommand({
      name: command.name,
      options: option === undefined || value === "" ? {} : { [option]: value },
      channel: { platform: "slack", workspace: payload.team_id, channel: payload.channel_id },
      userId: payload.user_id,
      isBot: payload.bot_id !== undefined && payload.bot_id !== null,
      checkAccess: () => checkAccess(payload.channel_id),
      reply: this.#createReply(payload),
    }).catch((error: unknown) =>
      log.error({ platform: "slack", command: command.name, err: error }, "command.failed"),
    );
  }

  #createReply({ response_url: url, ...payload }: Payload): (message: Message) => Promise<void> {
    const { api, log } = this.#options;
    let usesLeft = url !== undefined && isTrustedUrl(url, api.apiUrl) ? MAX_RESPONSE_URL_USES : 0;
    return async (message) => {
      const text = renderText(message);
      if (url !== undefined && usesLeft > 0) {
        usesLeft -= 1;
        try {
          await answerPrivately(url, text, api);
          return;
        } catch (error) {
          log.warn({ platform: "slack", err: error }, "reply.detoured");
        }
      }
      const { channel_id: channel, user_id: user } = payload;
      await api.call("chat.postEphemeral", { args: { channel, user, text }, answer: z.unknown() });
    };
  }
}

/** A Bolt app that asks Slack for nothing: authorisation is known, so that an ack waits for no other call. */
function createApp({ botToken, connection, api, log }: SlackCommandsOptions): App {
  const app = new App({
    receiver: connection.receiver,
    authorize: async () => ({ botToken }),
    clientOptions: api.clientOptions(),
    logger: createSdkLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => log.error({ platform: "slack", err: error }, "event.failed"));
  return app;
}

const restarting = (command: Command) => ({
  response_type: "ephemeral" as const,
  text: `I am restarting. Please try \`/${command.name}\` again in a moment.`,
});

async function answerPrivately(url: string, text: string, api: SlackWebApi): Promise<void> {
  try {
    const { statusCode, body } = await request(url, {
      method: "POST",
      dispatcher: api.dispatcher,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text }),
      signal: AbortSignal.timeout(RESPONSE_URL_TIMEOUT_MS),
    });
    const answer = await body.text();
    if (statusCode !== 200) throw fromStatus(statusCode, { what: "a response_url" });
    if (/"ok"\s*:\s*false/.test(answer))
      throw new PlatformError("rejected", `a response_url refused: ${scrubSecrets(answer)}`);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError("unavailable", "a response_url could not be reached", { cause: error });
  }
}

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
/** What people wrap a pasted id in. Asterisks and underscores stay: they may belong to it. */
const WRAPPINGS: readonly (readonly [string, string])[] = [
  ["```", "```"],
  ["`", "`"],
  ['"', '"'],
  ["'", "'"],
  ["“", "”"],
  ["‘", "’"],
  ["<", ">"],
];

/** The text after a command as the person meant it: Slack's entities decoded, wrappings of a pasted id removed. */
export function parseCommandText(text: string): string {
  let value = text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity).trim();
  for (let wrapping = findWrapping(value); wrapping; wrapping = findWrapping(value))
    value = value.slice(wrapping[0].length, -wrapping[1].length).trim();
  return value;
}

const findWrapping = (value: string): readonly [string, string] | undefined =>
  WRAPPINGS.find(
    ([open, close]) =>
      value.length >= open.length + close.length && value.startsWith(open) && value.endsWith(close),
  );
