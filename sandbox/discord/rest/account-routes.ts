/**
 * The bot's account and what it sees: gateway URLs, its user and application, guilds and channels; opening a direct
 * message. Not implemented: other members, roles, groups, changes.
 */
import { z } from "zod";
import { visibleChannel } from "../guilds/channel-access.ts";
import { openDirectMessage } from "../guilds/channels.ts";
import { answerError } from "./errors.ts";
import { renderChannel, renderGuild } from "../guilds/render-guild.ts";
import { renderApplication, renderMember, renderSelf } from "../guilds/render-user.ts";
import { snowflake } from "./snowflake.ts";
import { parseStrictly } from "./parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "./route.ts";
import type { DiscordState } from "../discord-state.ts";

const gatewayUrl = (state: DiscordState): string => state.origin.replace(/^http/, "ws");

const gatewayBot = (state: DiscordState): RouteAnswer => ({
  status: 200,
  body: {
    url: gatewayUrl(state),
    shards: state.sharding.shards,
    session_start_limit: {
      total: 1000,
      remaining: 999,
      reset_after: 14_400_000,
      max_concurrency: state.sharding.maxConcurrency,
    },
  },
});

const application = (state: DiscordState): RouteAnswer => ({
  status: 200,
  body: renderApplication(state),
});

function guild(state: DiscordState, request: RouteRequest): RouteAnswer {
  const found = state.guilds.get(request.params["guildId"] ?? "");
  if (!found?.hasBot) throw answerError("unknownGuild");
  return { status: 200, body: renderGuild(state, found) };
}

function member(state: DiscordState, request: RouteRequest): RouteAnswer {
  const found = state.guilds.get(request.params["guildId"] ?? "");
  if (!found?.hasBot) throw answerError("unknownGuild");
  // The stand-in shows no members but the bot itself.
  if (request.params["userId"] !== state.bot.id) throw answerError("unknownMember");
  return { status: 200, body: renderMember(state.bot) };
}

function channel(state: DiscordState, request: RouteRequest): RouteAnswer {
  const found = visibleChannel(state, request.params["channelId"] ?? "");
  return { status: 200, body: renderChannel(state, found) };
}

const directMessageBody = z.strictObject({ recipient_id: snowflake });

function openDirect(state: DiscordState, { json, report }: RouteRequest): RouteAnswer {
  const { recipient_id: recipientId } = parseStrictly(directMessageBody, json, report);
  // Opening always succeeds; whether the user accepts messages only shows at the first one.
  if (!state.users.has(recipientId)) throw answerError("invalidRecipient");
  return { status: 200, body: renderChannel(state, openDirectMessage(state, recipientId)) };
}

/** See the head of this file. */
export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/gateway",
    open: true,
    run: (state) => ({ status: 200, body: { url: gatewayUrl(state) } }),
  },
  { method: "GET", path: "/gateway/bot", run: gatewayBot },
  {
    method: "GET",
    path: "/users/@me",
    run: (state) => ({ status: 200, body: renderSelf(state) }),
  },
  { method: "POST", path: "/users/@me/channels", run: openDirect },
  { method: "GET", path: "/applications/@me", run: application },
  { method: "GET", path: "/oauth2/applications/@me", run: application },
  { method: "GET", path: "/guilds/:guildId", query: ["with_counts"], run: guild },
  { method: "GET", path: "/guilds/:guildId/members/:userId", run: member },
  { method: "GET", path: "/channels/:channelId", run: channel },
];
