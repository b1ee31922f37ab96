/** Starting a thread from a message. Not implemented: threads without a message, private threads, members, forums. */
import { z } from "zod";
import { requirePermission, visibleChannel } from "./channel-access.ts";
import { startThread } from "./channels.ts";
import { answerError } from "../rest/errors.ts";
import { renderChannel } from "./render-guild.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { DiscordState } from "../discord-state.ts";

const threadBody = z.strictObject({
  // discord.js also sends the fields of threads without a message; Discord ignores them.
  type: z.literal(11).nullish(),
  name: z.string().min(1).max(100),
  auto_archive_duration: z
    .union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10_080)])
    .nullish(),
  rate_limit_per_user: z.int().min(0).max(21_600).nullish(),
});

function start(state: DiscordState, request: RouteRequest): RouteAnswer {
  const channel = visibleChannel(state, request.params["channelId"] ?? "");
  if (channel.kind !== "text") throw answerError("wrongChannelType");
  const message = channel.messages.find(({ id }) => id === request.params["messageId"]);
  if (!message) throw answerError("unknownMessage");
  requirePermission(state, channel, "CreatePublicThreads");
  const body = parseStrictly(threadBody, request.json, request.report);
  const thread = startThread(state, message, {
    name: body.name,
    autoArchiveMinutes: body.auto_archive_duration ?? undefined,
  });
  const joinedAt = new Date(thread.createdAt).toISOString();
  const member = { id: thread.id, user_id: state.bot.id, join_timestamp: joinedAt, flags: 1 };
  return { status: 201, body: { ...renderChannel(state, thread), member } };
}

/** See the head of this file. */
export const threadRoutes: readonly Route[] = [
  { method: "POST", path: "/channels/:channelId/messages/:messageId/threads", run: start },
];
