/** conversations.info, join, open, members. */
import { z } from "zod";
import { countArg, defineMethod, flagArg, type ApiMethod } from "../api-method.ts";
import { toPage } from "../to-page.ts";
import { renderChannel } from "../payloads.ts";
import { findChannel, needScopeFor } from "../channel-access.ts";
import { SlackFailure } from "../slack-failure.ts";

const MAX_MEMBERS = 1000;

const join = defineMethod({
  scopes: ["channels:join"],
  takesJson: true,
  shape: { channel: z.string() },
  run(backend, args) {
    const { workspace } = backend;
    const channel = findChannel(backend, args.channel);
    if (channel.kind !== "public") {
      throw new SlackFailure("method_not_supported_for_channel_type");
    }
    if (channel.isArchived) throw new SlackFailure("is_archived");
    const already = workspace.hasBot(channel);
    channel.members.add(workspace.bot.id);
    return {
      channel: renderChannel(backend, channel),
      ...(already
        ? {
            warning: "already_in_channel",
            response_metadata: { warnings: ["already_in_channel"] },
          }
        : {}),
    };
  },
});

const open = defineMethod({
  scopes: ["im:write"],
  takesJson: true,
  shape: {
    users: z.string().optional(),
    channel: z.string().optional(),
    return_im: flagArg.optional(),
    prevent_creation: flagArg.optional(),
  },
  run(backend, { users, channel: channelId, return_im: whole }) {
    const { workspace, credentials } = backend;
    if (channelId === undefined && users === undefined)
      throw new SlackFailure("users_list_not_supplied");
    // Group messages (several users) are not implemented: the scope they need is never granted.
    if (users?.includes(",") === true) credentials.need("mpim:write");
    if (users === workspace.bot.id) throw new SlackFailure("cannot_dm_bot");
    if (users !== undefined && !workspace.users.has(users))
      throw new SlackFailure("user_not_found");
    const channel =
      channelId === undefined
        ? workspace.openDirectMessage(users ?? "")
        : findChannel(backend, channelId);
    return { channel: whole === true ? renderChannel(backend, channel) : { id: channel.id } };
  },
});

/** See the file's header. */
export const CONVERSATION_METHODS: Readonly<Record<string, ApiMethod>> = {
  "conversations.info": defineMethod({
    shape: {
      channel: z.string(),
      include_locale: flagArg.optional(),
      include_num_members: flagArg.optional(),
    },
    run(backend, args) {
      const channel = findChannel(backend, args.channel);
      needScopeFor(backend, channel, "read");
      const members =
        args.include_num_members === true ? { num_members: channel.members.size } : {};
      const locale = args.include_locale === true ? { locale: backend.workspace.locale } : {};
      return { channel: { ...renderChannel(backend, channel), ...members, ...locale } };
    },
  }),
  "conversations.members": defineMethod({
    shape: { channel: z.string(), limit: countArg.optional(), cursor: z.string().optional() },
    run(backend, args) {
      const channel = findChannel(backend, args.channel);
      needScopeFor(backend, channel, "read");
      const { page, nextCursor } = toPage([...channel.members], {
        ...args,
        maxLimit: MAX_MEMBERS,
      });
      return { members: page, response_metadata: { next_cursor: nextCursor ?? "" } };
    },
  }),
  "conversations.join": join,
  "conversations.open": open,
};
