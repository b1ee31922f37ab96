import type { ChannelRef } from "./channel-ref.ts";
import { PLATFORM_FACTS } from "./platform-facts.ts";

/** Where the relay may be used. An empty list allows everything of its kind. */
export interface AllowList {
  /** Discord server ids. */
  readonly guilds: readonly string[];
  /** Slack workspace ids, of the people who may use the relay. */
  readonly workspaces: readonly string[];
  /** Channel ids of both platforms, which cannot collide. A Discord thread has its own id. */
  readonly channels: readonly string[];
}

/**
 * Whether the relay may be used in a channel: the list of channels has to allow the channel, and the platform's list its
 * server or workspace. A direct message on Discord is in no server; one on Slack belongs to its workspace.
 */
export function isAllowed(
  allowed: AllowList,
  { platform, workspace, channel }: ChannelRef,
): boolean {
  const workspaces = allowed[PLATFORM_FACTS[platform].workspaceList];
  return allows(workspaces, workspace) && allows(allowed.channels, channel);
}

/**
 * Whether a person from the workspace `home` may use the relay: `home` is the channel's workspace or in the list. Shared
 * channels can contain people from other workspaces; an empty list allows none of them.
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
