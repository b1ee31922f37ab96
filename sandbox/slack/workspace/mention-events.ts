/**
 * Messages that mention the bot, and their `app_mention` events. As on Slack, there is no event in a direct message or if
 * the bot is not a member. Unlike on Slack, inviting the bot afterwards sends none either, and an event that is not
 * acknowledged is only sent again on request.
 */
import type { SandboxMention, SandboxMentionRequest, SandboxMessage } from "../slack-sandbox.ts";
import type { Ids } from "../ids.ts";
import type { MessageLog } from "../messages/message-log.ts";
import type { SlackSettings } from "../slack-settings.ts";
import type { EventSender } from "../event-sender.ts";
import type { Timers } from "../timers.ts";
import type { Credentials } from "../web-api/credentials.ts";
import type { Channel, Workspace } from "./workspace.ts";
import { toMessageText } from "./typed-text.ts";

const EVENT = "app_mention";
const SCOPE = "app_mentions:read";
const SOCKET_WAIT_MS = 10_000;

/** Dependencies of {@link MentionEvents}. */
interface MentionEventsParts {
  readonly settings: SlackSettings;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly workspace: Workspace;
  readonly messageLog: MessageLog;
  readonly sender: EventSender;
  readonly credentials: Credentials;
}

/** See the file's header. */
export class MentionEvents {
  readonly #parts: MentionEventsParts;
  readonly #onAck = new Map<string, () => void>();

  constructor(parts: MentionEventsParts) {
    this.#parts = parts;
  }

  /** Handles an ack. Returns false if its envelope is not a mention's. */
  acknowledge(envelopeId: string): boolean {
    const onAck = this.#onAck.get(envelopeId);
    onAck?.();
    return onAck !== undefined;
  }

  /** Posts a message of a user that names the bot. */
  async post(request: SandboxMentionRequest): Promise<SandboxMention> {
    const { workspace, messageLog, sender } = this.#parts;
    const user = request.userId ?? workspace.firstPerson.id;
    const channel = workspace.mustSee(user, request.channel);
    const notSent = whyNotSent(this.#parts, channel);
    if (notSent === undefined) await sender.ready(request.socketWaitMs ?? SOCKET_WAIT_MS);
    const typed = toMessageText(workspace, request.text);
    const name = `<@${workspace.bot.id}>`;
    const message = messageLog.post({
      channelId: channel.id,
      text: typed.includes(name) ? typed : `${name} ${typed}`,
      user,
      ...(request.threadTs === undefined ? {} : { thread_ts: request.threadTs }),
    });
    return notSent === undefined ? this.#send(message) : toUnsent(message, notSent);
  }

  #send(message: SandboxMessage): SandboxMention {
    const { ids, sender, timers, settings } = this.#parts;
    const eventId = ids.next("Ev");
    const payload = toEventPayload(this.#parts, message, eventId);
    const settled = Promise.withResolvers<{ afterMs: number }>();
    settled.promise.catch(() => {});
    const sentAtMs = performance.now();
    let attempts = 0;
    // A repeated event has a new envelope; only its event_id is the same.
    const send = (): void => {
      const envelopeId = crypto.randomUUID();
      this.#onAck.set(envelopeId, () => {
        settled.resolve({ afterMs: Math.round(performance.now() - sentAtMs) });
      });
      sender.send({
        envelope_id: envelopeId,
        type: "events_api",
        accepts_response_payload: false,
        retry_attempt: attempts,
        retry_reason: attempts === 0 ? "" : "timeout",
        payload,
      });
      attempts += 1;
    };
    send();
    timers.after(settings.ackTimeoutMs, () => {
      settled.reject(new Error(`event ${eventId} was not acknowledged`));
    });
    return {
      message,
      eventId,
      acknowledged: settled.promise,
      resend: (times = 1) => {
        for (let copy = 0; copy < times; copy += 1) send();
      },
    };
  }
}

function whyNotSent(
  { workspace, settings, credentials }: MentionEventsParts,
  channel: Channel,
): SandboxMention["notSent"] {
  if (channel.kind === "im") return "direct_message";
  if (!workspace.hasBot(channel)) return "not_in_channel";
  if (!settings.setup.subscribesTo(EVENT)) return "not_subscribed";
  return credentials.scopes.includes(SCOPE) ? undefined : "missing_scope";
}

function toUnsent(
  message: SandboxMessage,
  notSent: NonNullable<SandboxMention["notSent"]>,
): SandboxMention {
  const acknowledged = Promise.reject<{ afterMs: number }>(new Error(`no event: ${notSent}`));
  acknowledged.catch(() => {});
  return { message, eventId: undefined, notSent, acknowledged, resend: () => {} };
}

function toEventPayload(
  { workspace, settings }: MentionEventsParts,
  message: SandboxMessage,
  eventId: string,
): Record<string, unknown> {
  const { ts, thread_ts: threadTs, channelId, text, user } = message;
  const team = workspace.teamId;
  const channel = workspace.mustGet(channelId);
  const home = workspace.teamOf(user ?? "");
  // The outer team is the channel's home workspace; the installation's is in `authorizations`.
  return {
    token: "sandbox-verification-token",
    team_id: channel.homeTeamId,
    context_team_id: team,
    api_app_id: workspace.appId,
    event: {
      type: EVENT,
      user,
      text,
      ts,
      team,
      ...(home === team ? {} : { user_team: home, source_team: home }),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      channel: channelId,
      event_ts: ts,
    },
    type: "event_callback",
    event_id: eventId,
    event_time: Math.floor(settings.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel.sharedWith !== undefined,
    event_context: `4-${eventId}`,
  };
}
