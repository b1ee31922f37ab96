/**
 * Answers to commands: the callback (message or deferred), the first answer, follow-ups. Does: the 3 seconds, the one
 * callback, the 15 minutes of the token, the deferred answer that the first follow-up fills, the five follow-ups of a
 * user-installed app. Does not: autocomplete, components, modals.
 */
import { uploadLimitBytes } from "./channel-access.ts";
import { answerError } from "./errors.ts";
import { expireUnanswered } from "./interaction.ts";
import {
  callbackBody,
  interactionMessageBody,
  type InteractionMessageBody,
} from "./message-body.ts";
import { toDraft, type Draft } from "./message-draft.ts";
import { addMessage, changeMessage, removeMessage } from "./message-log.ts";
import { toPings } from "./mentions.ts";
import { renderMessage } from "./render-message.ts";
import { parseStrictly } from "./strict-body.ts";
import type { InteractionReply, Pings } from "./handle.ts";
import type { Route, RouteAnswer, RouteRequest } from "./route.ts";
import type { InteractionRecord, MessageRecord, World } from "./state.ts";

const TOKEN_LIFETIME_MS = 15 * 60 * 1000;
const EPHEMERAL = 64;
const USER_INSTALL_FOLLOW_UPS = 5;

// oxlint-disable-next-line no-bitwise -- Discord's flags are a bit field
const isEphemeral = (flags: number | null | undefined): boolean => ((flags ?? 0) & EPHEMERAL) !== 0;

function callback(world: World, request: RouteRequest): RouteAnswer {
  const interaction = world.interactions.get(request.params["token"] ?? "");
  if (!interaction || interaction.id !== request.params["interactionId"]) {
    throw answerError("unknownInteraction");
  }
  expireUnanswered(world, interaction);
  if (interaction.state === "expired") throw answerError("unknownInteraction");
  if (interaction.state === "acknowledged") throw answerError("alreadyAcknowledged");
  const { type, data } = parseStrictly(callbackBody, request.json, request.report);
  const body: InteractionMessageBody = data ?? {};
  const ephemeral = isEphemeral(body.flags);
  const content = type === 4 ? readContent(world, { interaction, body, request }) : undefined;
  const message = addMessage(world, { ...asAnswer(world, interaction, ephemeral), ...content });
  interaction.state = "acknowledged";
  interaction.original = message;
  interaction.settle({ type, ephemeral, afterMs: world.now() - interaction.createdAt });
  record(world, message, "callback");
  if (request.query.get("with_response") !== "true") return { status: 204 };
  return { status: 200, body: renderCallback(world, interaction, { message, type }) };
}

const asAnswer = (
  world: World,
  interaction: InteractionRecord,
  ephemeral: boolean,
): Parameters<typeof addMessage>[1] => ({
  channelId: interaction.channelId,
  author: world.bot,
  interaction,
  ephemeral,
});

function renderCallback(
  world: World,
  interaction: InteractionRecord,
  { message, type }: { message: MessageRecord; type: number },
): Record<string, unknown> {
  return {
    interaction: {
      id: interaction.id,
      type: 2,
      response_message_id: message.id,
      response_message_loading: message.loading,
      response_message_ephemeral: message.ephemeral,
      channel_id: interaction.channelId,
      ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
    },
    // Discord describes a resource for a message only; a deferred answer has none yet.
    ...(type === 4 ? { resource: { type, message: renderMessage(world, message) } } : {}),
  };
}

interface Answering {
  readonly interaction: InteractionRecord;
  readonly body: InteractionMessageBody;
  readonly request: RouteRequest;
}

function readContent(
  world: World,
  { interaction, body, request }: Answering,
  earlier?: MessageRecord,
): { draft: Draft; pings: Pings } {
  const { files, report } = request;
  const maxBytes = uploadLimitBytes(world, interaction.guildId);
  const draft = toDraft(world, { body, files, maxBytes, report }, earlier);
  const pings = toPings(draft.content, {
    allowed: body.allowed_mentions,
    authorId: world.bot.id,
    mayMentionEveryone: false,
  });
  const ephemeral = earlier?.ephemeral ?? isEphemeral(body.flags);
  // Who cannot see a message is not notified by it.
  const users = pings.users.filter((id) => !ephemeral || id === interaction.userId);
  return { draft, pings: { ...pings, users, roles: ephemeral ? [] : pings.roles } };
}

function record(world: World, message: MessageRecord, kind: InteractionReply["kind"]): void {
  const { interaction, content, ephemeral } = message;
  if (!interaction) return;
  const reply = { kind, messageId: message.id, content, ephemeral, at: world.now() };
  interaction.replies.push(reply);
  world.announce("interaction-reply", interaction.view, reply);
}

/** The interaction behind a webhook path. Unknown until it was acknowledged, refused once its token ran out. */
function acknowledged(world: World, request: RouteRequest): InteractionRecord {
  const interaction = world.interactions.get(request.params["token"] ?? "");
  if (!interaction) throw answerError("invalidWebhookToken");
  if (request.params["applicationId"] !== world.application.id) throw answerError("unknownWebhook");
  if (interaction.state !== "acknowledged") throw answerError("unknownWebhook");
  if (world.now() - interaction.createdAt > TOKEN_LIFETIME_MS) {
    throw answerError("invalidWebhookToken");
  }
  return interaction;
}

function addressed(world: World, request: RouteRequest): MessageRecord {
  const interaction = acknowledged(world, request);
  const id = request.params["messageId"];
  const found =
    id === "@original"
      ? interaction.original
      : [interaction.original, ...interaction.followUps].find((message) => message?.id === id);
  if (!found) throw answerError("unknownMessage");
  return found;
}

function edit(world: World, request: RouteRequest): RouteAnswer {
  const message = addressed(world, request);
  const body = parseStrictly(interactionMessageBody, request.json, request.report);
  fill(world, message, { body, request });
  record(world, message, "edit");
  return { status: 200, body: renderMessage(world, message) };
}

function fill(
  world: World,
  message: MessageRecord,
  { body, request }: Pick<Answering, "body" | "request">,
): void {
  const { interaction } = message;
  if (!interaction) return;
  changeMessage(world, message, readContent(world, { interaction, body, request }, message));
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
    fill(world, original, { body, request });
    record(world, original, "follow-up");
    return { status: 200, body: renderMessage(world, original) };
  }
  const message = addMessage(world, {
    ...asAnswer(world, interaction, isEphemeral(body.flags)),
    ...readContent(world, { interaction, body, request }),
    ...(original ? { reference: toReference(interaction, original) } : {}),
  });
  interaction.followUps.push(message);
  record(world, message, "follow-up");
  return { status: 200, body: renderMessage(world, message) };
}

const toReference = (
  interaction: InteractionRecord,
  original: MessageRecord,
): NonNullable<MessageRecord["reference"]> => ({
  message_id: original.id,
  channel_id: original.channelId,
  ...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
});

function remove(world: World, request: RouteRequest): RouteAnswer {
  const message = addressed(world, request);
  removeMessage(world, message);
  record(world, message, "delete");
  return { status: 204 };
}

const read = (world: World, request: RouteRequest): RouteAnswer => ({
  status: 200,
  body: renderMessage(world, addressed(world, request)),
});

const WEBHOOK = "/webhooks/:applicationId/:token";
const MESSAGE = `${WEBHOOK}/messages/:messageId`;
const open = true;

/** See the head of this file. */
export const interactionRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/interactions/:interactionId/:token/callback",
    open,
    query: ["with_response"],
    run: callback,
  },
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
