/**
 * All interactions, from the envelope on: the 3-second rule, and every reply (ack payload, response_url,
 * chat.postEphemeral). A chat.postEphemeral belongs to its user's last interaction
 * in that channel, because Slack does not link the two.
 */
import type { EventEmitter } from "node:events";
import { randomBytes } from "node:crypto";
import type { SandboxInteraction, SlackSandboxEvents } from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";
import type { RequestLog } from "../request-log.ts";
import { LiveInteraction, type InteractionFacts } from "./live-interaction.ts";
import type { MessageLog } from "../messages/message-log.ts";
import type { PrivateDraft, PrivateMessages } from "../messages/private-messages.ts";
import { applyReply } from "./apply-reply.ts";
import { parseReplyBody } from "./reply-body.ts";
import type { SlackSettings } from "../slack-settings.ts";
import { SlackFailure } from "../web-api/slack-failure.ts";
import type { EventSender } from "../event-sender.ts";
import type { Timers } from "../timers.ts";
import type { Waiters } from "../waiters.ts";
import type { Workspace } from "../workspace/workspace.ts";

const SOCKET_WAIT_MS = 10_000;
const MAX_RESPONSE_URL_USES = 5;
/** The first part of a response_url's path, as on hooks.slack.com. */
const RESPONSE_PATHS = { command: "commands", action: "actions", shortcut: "app" } as const;

/** Whether a path is a response_url's. */
export const isResponsePath = (pathname: string): boolean =>
  Object.values(RESPONSE_PATHS).some((path) => pathname.startsWith(`/${path}/`));

/** Dependencies of {@link Interactions}. */
export interface InteractionsParts {
  readonly settings: SlackSettings;
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly timers: Timers;
  readonly waiters: Waiters;
  readonly requestLog: RequestLog;
  readonly workspace: Workspace;
  readonly messageLog: MessageLog;
  readonly privateMessages: PrivateMessages;
  readonly sender: EventSender;
  readonly baseUrl: () => string;
}

/** An interaction to start. */
export interface NewInteraction extends Pick<
  InteractionFacts,
  "kind" | "channelId" | "userId" | "timeOutNotice" | "original"
> {
  readonly socketWaitMs: number | undefined;
  readonly payload: (
    ids: Pick<SandboxInteraction, "triggerId" | "responseUrl">,
  ) => Record<string, unknown>;
}

/** See the file's header. */
export class Interactions {
  readonly #parts: InteractionsParts;
  readonly #interactions: LiveInteraction[] = [];

  constructor(parts: InteractionsParts) {
    this.#parts = parts;
  }

  /** Sends the envelope as soon as the app can be sent something. */
  async start({ payload, socketWaitMs, ...fields }: NewInteraction): Promise<LiveInteraction> {
    const { sender, timers, settings, events, waiters, privateMessages } = this.#parts;
    await sender.ready(socketWaitMs ?? SOCKET_WAIT_MS);
    const facts = { ...fields, ...this.#identify(fields.kind) };
    const interaction = new LiveInteraction(facts, {
      waiters,
      privateMessages,
      resend: (times) => sender.resend(facts.envelopeId, times),
    });
    this.#interactions.push(interaction);
    if (facts.kind === "command") events.emit("command", interaction);
    events.emit("interaction", interaction);
    sender.send({
      envelope_id: facts.envelopeId,
      type: facts.kind === "command" ? "slash_commands" : "interactive",
      accepts_response_payload: facts.kind === "command",
      payload: payload(facts),
    });
    timers.after(settings.ackTimeoutMs, () => {
      sender.forget(facts.envelopeId);
      interaction.timeOut();
    });
    return interaction;
  }

  /** Handles the ack of an envelope. */
  acknowledge(envelopeId: string, payload: unknown): void {
    const interaction = this.#interactions.find((known) => known.envelopeId === envelopeId);
    const isFirst = interaction?.acknowledge(payload) ?? false;
    const isEmpty =
      payload === undefined ||
      (typeof payload === "object" && Object.keys(payload ?? {}).length === 0);
    if (interaction === undefined || isEmpty || !isFirst) return;
    const { requestLog } = this.#parts;
    if (interaction.kind !== "command") {
      // Slack ignores it: an action is answered through its response_url.
      requestLog.violation("bad_ack", "socket", `a payload in the ack of an ${interaction.kind}`);
      return;
    }
    try {
      applyReply(this.#parts, interaction, { reply: parseReplyBody(payload), via: "ack" });
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      const detail = `${error.code} ${JSON.stringify(error.extra)}`;
      requestLog.violation("bad_ack", "socket", detail);
    }
  }

  /** Handles a request to a response_url. Throws Slack's refusal. */
  respond(url: string, body: unknown): void {
    const interaction = this.#interactions.find((known) => known.responseUrl === url);
    if (interaction === undefined) throw new SlackFailure("invalid_url");
    const { settings, workspace } = this.#parts;
    if (settings.now() - interaction.facts.issuedAt >= settings.responseUrlTtlMs) {
      throw new SlackFailure("expired_url");
    }
    if (interaction.responseUrlUses >= MAX_RESPONSE_URL_USES) throw new SlackFailure("used_url");
    const channel = workspace.channels.get(interaction.channelId);
    if (channel === undefined) throw new SlackFailure("channel_not_found");
    if (channel.isArchived) throw new SlackFailure("channel_is_archived");
    const reply = parseReplyBody(body);
    interaction.responseUrlUses += 1;
    applyReply(this.#parts, interaction, { reply, via: "response_url" });
  }

  /** Handles chat.postEphemeral. Returns the message's timestamp. */
  showEphemeral(draft: Omit<PrivateDraft, "via">): string {
    const shown = this.#parts.privateMessages.show({ ...draft, via: "chat.postEphemeral" });
    this.#interactions
      .findLast(({ channelId, userId }) => channelId === draft.channelId && userId === draft.userId)
      ?.note(shown);
    return shown.ts;
  }

  #identify(
    kind: InteractionFacts["kind"],
  ): Pick<InteractionFacts, "envelopeId" | "triggerId" | "responseUrl" | "issuedAt"> {
    const { ids, settings, workspace, baseUrl } = this.#parts;
    const secret = randomBytes(18).toString("base64url");
    const number = this.#interactions.length + 1;
    return {
      envelopeId: crypto.randomUUID(),
      triggerId: `${ids.next("X")}.${randomBytes(16).toString("hex")}`,
      responseUrl: `${baseUrl()}${RESPONSE_PATHS[kind]}/${workspace.teamId}/${number}/${secret}`,
      issuedAt: settings.now(),
    };
  }
}
