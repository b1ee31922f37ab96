/** api.test, auth.test, apps.connections.open, bots.info, users.info, team.info. */
import { z } from "zod";
import { defineMethod, flagArg, type ApiMethod } from "../api-method.ts";
import { renderUser } from "../payloads.ts";
import { SlackFailure } from "../slack-failure.ts";

/** See the file's header. */
export const WORKSPACE_METHODS: Readonly<Record<string, ApiMethod>> = {
  "api.test": defineMethod({
    token: "none",
    takesJson: true,
    shape: { error: z.string().optional(), foo: z.string().optional() },
    run(_backend, args) {
      if (args.error !== undefined) throw new SlackFailure(args.error, { args });
      return { args };
    },
  }),
  "auth.test": defineMethod({
    takesJson: true,
    shape: {},
    run({ workspace }) {
      return {
        url: `https://${workspace.teamDomain}.slack.com/`,
        team: "Pika sandbox",
        user: workspace.bot.name,
        team_id: workspace.teamId,
        user_id: workspace.bot.id,
        bot_id: workspace.botId,
        is_enterprise_install: false,
      };
    },
  }),
  "apps.connections.open": defineMethod({
    token: "app",
    takesJson: true,
    shape: {},
    run: ({ sockets }) => ({ url: sockets.issueUrl() }),
  }),
  "bots.info": defineMethod({
    scopes: ["users:read"],
    shape: { bot: z.string().optional() },
    run({ workspace }, { bot }) {
      if (bot !== undefined && bot !== workspace.botId) throw new SlackFailure("bot_not_found");
      return {
        bot: {
          id: workspace.botId,
          deleted: false,
          name: workspace.bot.name,
          app_id: workspace.appId,
          user_id: workspace.bot.id,
        },
      };
    },
  }),
  "users.info": defineMethod({
    scopes: ["users:read"],
    shape: { user: z.string(), include_locale: flagArg.optional() },
    run({ workspace }, { user: userId, include_locale: withLocale }) {
      const user = workspace.users.get(userId);
      if (user === undefined) throw new SlackFailure("user_not_found");
      return { user: renderUser(workspace, user, withLocale ?? false) };
    },
  }),
  "team.info": defineMethod({
    scopes: ["team:read"],
    shape: { team: z.string().optional() },
    run({ workspace }, { team }) {
      if (team !== undefined && team !== workspace.teamId) throw new SlackFailure("team_not_found");
      return {
        team: { id: workspace.teamId, name: "Pika sandbox", domain: workspace.teamDomain },
      };
    },
  }),
};
