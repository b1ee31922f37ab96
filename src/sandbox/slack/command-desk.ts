/**
 * Slash commands from the moment a person types one: the envelope's payload, the 3-second rule, and every private
 * reply (ack payload, response_url, chat.postEphemeral). Real Slack shows private replies only to a person who is
 * online and forgets them at a reload; here they are kept. A chat.postEphemeral is counted to the last command that
 * its person gave in that channel, for Slack knows no link between the two.
 */
import type { EventEmitter } from "node:events";
import { randomBytes } from "node:crypto";
import { parseCommandReply, type CommandReply } from "./command-reply.ts";
import type { SandboxCommandRequest, SandboxPrivateReply, SlackSandboxEvents } from "./handle.ts";
import type { Ids } from "./ids.ts";
import type { Journal } from "./journal.ts";
import { LiveCommand } from "./live-command.ts";
import type { MessageLog } from "./message-log.ts";
import type { SlackSettings } from "./settings.ts";
import { SlackFailure } from "./slack-failure.ts";
import type { SocketMode } from "./socket-mode.ts";
import type { Timers } from "./timers.ts";
import type { Waiters } from "./waiters.ts";
import type { Workspace } from "./workspace.ts";

const SOCKET_WAIT_MS = 10_000;
const MAX_RESPONSE_URL_USES = 5;

/** What the desk needs of the rest. */
export interface CommandDeskParts {
  readonly settings: SlackSettings;
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly timers: Timers;
  readonly waiters: Waiters;
  readonly journal: Journal;
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly sockets: SocketMode;
  readonly baseUrl: () => string;
}

/** See the file's header. */
export class CommandDesk {
  readonly allPrivateReplies: SandboxPrivateReply[] = [];
  readonly #parts: CommandDeskParts;
  readonly #commands: LiveCommand[] = [];

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
  }

  /** A person types a command. */
  async issue(request: SandboxCommandRequest): Promise<LiveCommand> {
    const { sockets, timers, settings, events, ids, waiters, workspace, baseUrl } = this.#parts;
    await sockets.waitForSocket(1, request.socketWaitMs ?? SOCKET_WAIT_MS);
    const userId = request.userId ?? workspace.firstPerson.id;
    const channel = workspace.mustGet(request.channelId ?? workspace.defaults.publicJoined);
    const secret = randomBytes(18).toString("base64url");
    const facts = {
      envelopeId: crypto.randomUUID(),
      triggerId: `${ids.next("X")}.${randomBytes(16).toString("hex")}`,
      channelId: channel.id,
      userId,
      responseUrl: `${baseUrl()}commands/${workspace.teamId}/${this.#commands.length + 1}/${secret}`,
      issuedAt: settings.now(),
    };
    const command = new LiveCommand(facts, {
      waiters,
      resend: (times) => sockets.resend(facts.envelopeId, times),
    });
    this.#commands.push(command);
    events.emit("command", command);
    sockets.send({
      envelope_id: facts.envelopeId,
      type: "slash_commands",
      accepts_response_payload: true,
      payload: {
        ...this.#payload(request, command),
        channel_name: channel.kind === "private" ? "privategroup" : channel.name,
      },
    });
    timers.after(settings.ackTimeoutMs, () => {
      sockets.forget(facts.envelopeId);
      command.timeOut(`${request.command} failed because the app did not respond`);
    });
    return command;
  }

  /** An ack came for an envelope. */
  acknowledge(envelopeId: string, payload: unknown): void {
    const command = this.#commands.find((known) => known.envelopeId === envelopeId);
    const isFirst = command?.acknowledge(payload) ?? false;
    const isEmpty =
      payload === undefined ||
      (typeof payload === "object" && Object.keys(payload ?? {}).length === 0);
    if (command === undefined || isEmpty || !isFirst) return;
    try {
      this.#reply(command, parseCommandReply(payload), "ack");
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      const detail = `${error.code} ${JSON.stringify(error.extra)}`;
      this.#parts.journal.violation("bad_ack", "socket", detail);
    }
  }

  /** Something was sent to a response_url. Throws Slack's refusal. */
  respond(url: string, body: unknown): void {
    const command = this.#commands.find((known) => known.responseUrl === url);
    if (command === undefined) throw new SlackFailure("invalid_url");
    const { settings, workspace } = this.#parts;
    if (settings.now() - command.issuedAt >= settings.responseUrlTtlMs) {
      throw new SlackFailure("expired_url");
    }
    if (command.responseUrlUses >= MAX_RESPONSE_URL_USES) throw new SlackFailure("used_url");
    const channel = workspace.channels.get(command.channelId);
    if (channel === undefined) throw new SlackFailure("channel_not_found");
    if (channel.isArchived) throw new SlackFailure("channel_is_archived");
    const reply = parseCommandReply(body);
    command.responseUrlUses += 1;
    this.#reply(command, reply, "response_url");
  }

  /** chat.postEphemeral. */
  showEphemeral(
    reply: Pick<SandboxPrivateReply, "channelId" | "userId" | "text" | "blocks">,
  ): void {
    const command = this.#commands.findLast(
      ({ channelId, userId }) => channelId === reply.channelId && userId === reply.userId,
    );
    this.#show(command, {
      ...reply,
      via: "chat.postEphemeral",
      at: this.#parts.settings.now(),
      replacedOriginal: false,
    });
  }

  #payload({ command, text }: SandboxCommandRequest, live: LiveCommand): Record<string, unknown> {
    const { workspace } = this.#parts;
    return {
      token: "sandbox-verification-token",
      team_id: workspace.teamId,
      team_domain: workspace.teamDomain,
      channel_id: live.channelId,
      user_id: live.userId,
      user_name: workspace.users.get(live.userId)?.name,
      command,
      text,
      api_app_id: workspace.appId,
      is_enterprise_install: "false",
      response_url: live.responseUrl,
      trigger_id: live.triggerId,
    };
  }

  #reply(command: LiveCommand, reply: CommandReply, via: "ack" | "response_url"): void {
    const { text = "", blocks } = reply;
    if (reply.response_type === "in_channel") {
      this.#replyInPublic(command, reply);
      return;
    }
    if (reply.delete_original === true) {
      command.privateReplies.pop();
      this.#parts.waiters.poke();
      return;
    }
    this.#show(command, {
      channelId: command.channelId,
      userId: command.userId,
      text,
      ...(blocks === undefined ? {} : { blocks }),
      via,
      at: this.#parts.settings.now(),
      replacedOriginal: reply.replace_original === true && command.privateReplies.length > 0,
    });
  }

  #replyInPublic(command: LiveCommand, reply: CommandReply): void {
    const { log, workspace } = this.#parts;
    const earlier =
      command.publicReplyTs === undefined
        ? undefined
        : log.find(command.channelId, command.publicReplyTs);
    if (reply.delete_original === true && earlier !== undefined) {
      log.remove(earlier.channelId, earlier.ts);
    } else if (reply.replace_original === true && earlier !== undefined) {
      log.edit(earlier, { text: reply.text, blocks: reply.blocks ?? [] });
    } else {
      command.publicReplyTs = log.post({
        channelId: command.channelId,
        text: reply.text ?? "",
        ...(reply.blocks === undefined ? {} : { blocks: reply.blocks }),
        user: workspace.bot.id,
        bot_id: workspace.botId,
      }).ts;
    }
  }

  #show(command: LiveCommand | undefined, reply: SandboxPrivateReply): void {
    this.allPrivateReplies.push(reply);
    command?.show(reply);
    this.#parts.events.emit("private-reply", reply);
    this.#parts.waiters.poke();
  }
}
