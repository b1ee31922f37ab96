/**
 * Answers to interactions after the callback: the first answer (or the component's own message, where that was taken for it),
 * follow-ups. Does: the 15 minutes of the token, the deferred answer that the first follow-up fills, the five follow-ups of a
 * user-installed app.
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
import type { InteractionRecord, MessageRecord, World } from "../state.ts";

const TOKEN_LIFETIME_MS = 15 * 60 * 1000;
const USER_INSTALL_FOLLOW_UPS = 5;

/** The interaction behind a webhook path. Unknown until it was acknowledged, refused once its token ran out. */
function acknowledged(world: World, request: RouteRequest): InteractionRecord {
  const interaction = world.interactions.get(request.params["token"] ?? "");
  if (!interaction) throw answerError("invalidWebhookToken");
  if (request.params["applicationId"] !== world.application.id) throw answerError("unknownWebhook");
  // Offered choices are no message that could be changed or followed.
  if (interaction.state !== "acknowledged" || interaction.type === 4) {
    throw answerError("unknownWebhook");
  }
  if (world.now() - interaction.createdAt > TOKEN_LIFETIME_MS) {
    throw answerError("invalidWebhookToken");
  }
  return interaction;
}

function addressed(
  world: World,
  request: RouteRequest,
): { interaction: InteractionRecord; message: MessageRecord } {
  const interaction = acknowledged(world, request);
  const id = request.params["messageId"];
  const found =
    id === "@original"
      ? interaction.original
      : [interaction.original, ...interaction.followUps].find((message) => message?.id === id);
  if (!found) throw answerError("unknownMessage");
  return { interaction, message: found };
}

function edit(world: World, request: RouteRequest): RouteAnswer {
  const { interaction, message } = addressed(world, request);
  const body = parseStrictly(interactionMessageBody, request.json, request.report);
  fill(world, message, { interaction, body, request });
  record(world, interaction, { kind: "edit", message });
  return { status: 200, body: renderMessage(world, message) };
}

function followUp(world: World, request: RouteRequest): RouteAnswer {
  const interaction = acknowledged(world, request);
  const body = parseStrictly(interactionMessageBody, request.json, request.report);
  const sent = interaction.replies.filter(({ kind }) => kind === "follow-up").length;
  if (!("0" in interaction.owners) && sent >= USER_INSTALL_FOLLOW_UPS) {
    throw answerError("tooManyFollowUps");
  }
  const { original } = interaction;
  if (original?.loading) {
    // Discord takes the first follow-up for the answer that was deferred; its own ephemeral flag does not count.
    fill(world, original, { interaction, body, request });
    record(world, interaction, { kind: "follow-up", message: original });
    return { status: 200, body: renderMessage(world, original) };
  }
  const message = addMessage(world, {
    ...asAnswer(world, interaction, isEphemeral(body.flags)),
    ...readContent(world, { interaction, body, request }),
    ...(original ? { reference: toReference(interaction, original) } : {}),
  });
  interaction.followUps.push(message);
  record(world, interaction, { kind: "follow-up", message });
  return { status: 200, body: renderMessage(world, message) };
}

function remove(world: World, request: RouteRequest): RouteAnswer {
  const { interaction, message } = addressed(world, request);
  removeMessage(world, message);
  record(world, interaction, { kind: "delete", message });
  return { status: 204 };
}

const read = (world: World, request: RouteRequest): RouteAnswer => ({
  status: 200,
  body: renderMessage(world, addressed(world, request).message),
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
