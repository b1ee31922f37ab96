/**
 * POST /interactions/{id}/{token}/callback, the acknowledgement. Implemented: the 3 seconds, once only, a message or
 * "thinking", keeping or updating the component's own message, choices. Not implemented: modals, activities.
 */
import { answerError } from "../rest/errors.ts";
import { parseCallback, type Callback } from "./callback-body.ts";
import { expireUnanswered } from "./interaction.ts";
import {
  asAnswer,
  fill,
  isEphemeral,
  readContent,
  record,
  toReference,
} from "./interaction-answer.ts";
import { addMessage, isAlive } from "../messages/message-log.ts";
import { renderMessage } from "../messages/render-message.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { InteractionRecord, MessageRecord, DiscordState } from "../discord-state.ts";

function callback(state: DiscordState, request: RouteRequest): RouteAnswer {
  const interaction = state.interactions.get(request.params["token"] ?? "");
  if (!interaction || interaction.id !== request.params["interactionId"]) {
    throw answerError("unknownInteraction");
  }
  const { type, message } = acknowledge(state, interaction, request);
  if (request.query.get("with_response") !== "true") return { status: 204 };
  return { status: 200, body: renderCallback(state, interaction, { message, type }) };
}

/** Takes the first answer to an interaction. Throws as Discord refuses it. */
export function acknowledge(
  state: DiscordState,
  interaction: InteractionRecord,
  request: RouteRequest,
): { readonly type: number; readonly message: MessageRecord | undefined } {
  expireUnanswered(state, interaction);
  if (interaction.state === "expired") throw answerError("unknownInteraction");
  if (interaction.state === "acknowledged") throw answerError("alreadyAcknowledged");
  const body = parseCallback(interaction, request);
  const message = carryOut(state, interaction, { body, request });
  interaction.state = "acknowledged";
  interaction.original = message;
  const { type } = body;
  const ephemeral = message?.ephemeral ?? false;
  interaction.settle({ type, ephemeral, afterMs: state.now() - interaction.createdAt });
  // Keeping a component's message as it is shows the user nothing.
  if (message && type !== 6) record(state, interaction, { kind: "callback", message });
  else state.changed();
  return { type, message };
}

/** Creates the first answer; none to a completion, or if the component's message is deleted by now. */
function carryOut(
  state: DiscordState,
  interaction: InteractionRecord,
  { body, request }: { body: Callback; request: RouteRequest },
): MessageRecord | undefined {
  if (body.type === 8) {
    interaction.choices = body.choices;
    return undefined;
  }
  const { type, data } = body;
  const { target } = interaction;
  if (type === 6 || type === 7) {
    const message = target && isAlive(state, target) ? target : undefined;
    if (type === 7 && !message) throw answerError("unknownMessage");
    if (type === 7 && message) fill(state, message, { interaction, body: data, request });
    return message;
  }
  const content = type === 4 ? readContent(state, { interaction, body: data, request }) : undefined;
  return addMessage(state, {
    ...asAnswer(state, interaction, isEphemeral(data.flags)),
    ...content,
    ...(target ? { reference: toReference(interaction, target) } : {}),
  });
}

function renderCallback(
  state: DiscordState,
  interaction: InteractionRecord,
  { message, type }: { message: MessageRecord | undefined; type: number },
): Record<string, unknown> {
  const answer = message && {
    response_message_id: message.id,
    response_message_loading: message.loading,
    response_message_ephemeral: message.ephemeral,
  };
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...answer,
      channel_id: interaction.channelId,
      ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
    },
    // Discord describes a resource for messages only; a deferred answer has none yet.
    ...(message && (type === 4 || type === 7)
      ? { resource: { type, message: renderMessage(state, message) } }
      : {}),
  };
}

/** See the head of this file. */
export const callbackRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/interactions/:interactionId/:token/callback",
    open: true,
    query: ["with_response"],
    run: callback,
  },
];
