import type { Invocation } from "../../../core/invocation.ts";
import { nameCommands } from "../../../core/message.ts";
import { checkAccess } from "../access/access.ts";
import { canManageChannel } from "../access/can-manage-channel.ts";
import { checkSharing } from "../access/sharing.ts";
import { readHome } from "../access/user.ts";
import type { SlackWorkspace } from "../installations/slack-workspace.ts";
import type { Interaction } from "./interaction.ts";
import { createPrivateReply, type ReplyOptions } from "./private-reply.ts";

/** Time limit for all calls to Slack before an answer, together, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2_500;

/** Options of {@link toInvocation}. */
export interface InvocationOptions extends Omit<ReplyOptions, "client"> {
  /** What the names of the commands begin with for people. */
  readonly commandPrefix: string;
}

/** An interaction in a workspace, as the handlers get it. Its limit for calls to Slack begins now. */
export function toInvocation(
  interaction: Interaction,
  workspace: SlackWorkspace,
  { commandPrefix, ...options }: InvocationOptions,
): Invocation {
  const { identity, locales } = workspace;
  const { channel, userId, userTeam, isBot } = interaction;
  // One signal for all calls of this interaction: people expect an answer within 3 s.
  const client = workspace.client.withSignal(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
  const botName = identity.botName ?? "pika-relay";
  const { workspace: id } = channel;
  const check = { client, channel: channel.channel, userId, userTeam, workspace: id, botName };
  const reply = createPrivateReply({ ...options, client: workspace.client }, interaction);
  return {
    channel,
    userId,
    isBot,
    locale: locales.known(userId),
    workspaceLocale: locales.known(channel.channel),
    readLocales: () => locales.read(userId, channel.channel),
    readHome: async () => userTeam ?? readHome(client, userId, id),
    canManageChannel: () => canManageChannel(check),
    checkAccess: () => checkAccess(check),
    checkSharing: (channelId) => checkSharing({ ...check, channel: channelId }),
    reply: (answer) => reply(nameCommands(answer, commandPrefix)),
  };
}
