/**
 * Answers to interactions after the callback: the first answer (or the component's own message, if that is it),
 * follow-ups. Implemented: the 15 minutes of the token, the deferred answer that the first follow-up fills, the five
 * follow-ups of a user-installed app.
 */
import { answerError } from "../rest/errors.ts";
import {
  asAnswer,
  fill,
  isEphemeral,
  readContent,
  record,
  toReference,
} from "./interaction-answer.ts";
import { interactionMessageBody } from "../messages/message-body.ts";
import { addMessage, removeMessage } from "../messages/message-log.ts";
import { renderMessage } from "../messages/render-message.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { InteractionRecord, MessageRecord, DiscordState } from "../discord-state.ts";

const TOKEN_LIFETIME_MS = 15 * 60 * 1000;
const USER_INSTALL_FOLLOW_UPS = 5;

/** Returns the interaction of a webhook path. Unknown until it is acknowledged, refused once its token has expired. */
function acknowledged(state: DiscordState, request: RouteRequest): InteractionRecord {
  const interaction = state.interactions.get(request.params["token"] ?? "");
  if (!interaction) throw answerError("invalidWebhookToken");
  if (request.params["applicationId"] !== state.application.id) throw answerError("unknownWebhook");
  // Offered choices are not a message that could be changed or followed up.
  if (interaction.state !== "acknowledged" || interaction.type === 4) {
    throw answerError("unknownWebhook");
  }
  if (state.now() - interaction.createdAt > TOKEN_LIFETIME_MS) {
    throw answerError("invalidWebhookToken");
  }
  return interaction;
}

function addressed(
  state: DiscordState,
  request: RouteRequest,
): { interaction: InteractionRecord; message: MessageRecord } {
  const interaction = acknowledged(state, request);
  const id = request.params["messageId"];
  const found =
    id === "@original"
      ? interaction.original
      : [interaction.original, ...interaction.followUps].find((message) => message?.id === id);
  if (!found) throw answerError("unknownMessage");
  return { interaction, message: found };
}

function edit(state: DiscordState, request: RouteRequest): RouteAnswer {
  const { interaction, message } = addressed(state, request);
  const body = parseStrictly(interactionMessageBody, request.json, request.report);
  fill(state, message, { interaction, body, request });
  record(state, interaction, { kind: "edit", message });
  return { status: 200, body: renderMessage(state, message) };
}

function followUp(state: DiscordState, request: RouteRequest): RouteAnswer {
  const interaction = acknowledged(state, request);
  const body = parseStrictly(interactionMessageBody, request.json, request.report);
  const sent = interaction.replies.filter(({ kind }) => kind === "follow-up").length;
  if (!("0" in interaction.owners) && sent >= USER_INSTALL_FOLLOW_UPS) {
    throw answerError("tooManyFollowUps");
  }
  const { original } = interaction;
  if (original?.loading) {
    // Discord treats the first follow-up as the deferred answer and ignores its ephemeral flag.
    fill(state, original, { interaction, body, request });
    record(state, interaction, { kind: "follow-up", message: original });
    return { status: 200, body: renderMessage(state, original) };
  }
  const message = addMessage(state, {
    ...asAnswer(state, interaction, isEphemeral(body.flags)),
    ...readContent(state, { interaction, body, request }),
    ...(original ? { reference: toReference(interaction, original) } : {}),
  });
  interaction.followUps.push(message);
  record(state, interaction, { kind: "follow-up", message });
  return { status: 200, body: renderMessage(state, message) };
}

function remove(state: DiscordState, request: RouteRequest): RouteAnswer {
  const { interaction, message } = addressed(state, request);
  removeMessage(state, message);
  record(state, interaction, { kind: "delete", message });
  return { status: 204 };
}

const read = (state: DiscordState, request: RouteRequest): RouteAnswer => ({
  status: 200,
  body: renderMessage(state, addressed(state, request).message),
});

const WEBHOOK = "/webhooks/:applicationId/:token";
const MESSAGE = `${WEBHOOK}/messages/:messageId`;
const open = true;

/** See the head of this file. */
export const interactionRoutes: readonly Route[] = [
  {
    method: "POST",
    path: WEBHOOK,
    open,
    query: ["wait", "thread_id", "with_components"],
    run: followUp,
  },
  { method: "GET", path: MESSAGE, open, query: ["thread_id"], run: read },
  { method: "PATCH", path: MESSAGE, open, query: ["thread_id", "with_components"], run: edit },
  { method: "DELETE", path: MESSAGE, open, query: ["thread_id"], run: remove },
];
