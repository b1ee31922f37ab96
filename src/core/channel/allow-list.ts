import type { ChannelRef } from "./channel-ref.ts";

/** Where the relay may be used. An empty list allows all of its kind. */
export interface AllowList {
  /** Discord server ids. */
  readonly guilds: readonly string[];
  /** Slack workspace ids, of the people who may use the relay. */
  readonly workspaces: readonly string[];
  /** Channel ids of both platforms, whose ids never look alike. A Discord thread has an id of its own. */
  readonly channels: readonly string[];
}

/**
 * Whether the relay may be used in a channel: it has to be in the list of channels, and its server or workspace in its
 * platform's list. A direct message on Discord is in no server, one on Slack belongs to its workspace.
 */
export function isAllowed(
  allowed: AllowList,
  { platform, workspace, channel }: ChannelRef,
): boolean {
  const workspaces = platform === "discord" ? allowed.guilds : allowed.workspaces;
  return allows(workspaces, workspace) && allows(allowed.channels, channel);
}

/**
 * Whether a person of the workspace `home` may use the relay: the channel's own, or one in the list. People of other
 * workspaces can be in shared channels; an empty list allows none of them.
 */
export function isAtHome(
  { workspaces }: AllowList,
  { workspace }: ChannelRef,
  home: string,
): boolean {
  return home === workspace || workspaces.includes(home);
}

const allows = (list: readonly string[], id: string): boolean =>
  list.length === 0 || list.includes(id);
