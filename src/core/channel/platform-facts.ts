import type { ChannelRef, Platform } from "./channel-ref.ts";

/** Facts about a platform that the relay needs outside the platform's adapter. */
interface PlatformFacts {
  /** Its name in a sentence. */
  readonly name: string;
  /** Whose terms its clients use: Discord's, as the catalogues do, or Slack's. */
  readonly terms: "discord" | "slack";
  /** How many bytes its clients count as one kilobyte. */
  readonly kilobyteBytes: 1000 | 1024;
  /** Whether a reply shows the message it replies to. If not, a result links to its status message. */
  readonly repliesShowTheirTarget: boolean;
  /** Whether an attached file can be covered until a person clicks on it. */
  readonly hasSpoilers: boolean;
  /**
   * Whether a file is uploaded by a request of its own, before the one that shows it. Such an upload may wait for bytes and break
   * off, and holds up no other message meanwhile.
   */
  readonly uploadsApart: boolean;
  /** Whether a channel is a direct conversation with one person. */
  readonly isDirect: (channel: ChannelRef) => boolean;
  /** The list of `AllowList` that allows its servers or workspaces. */
  readonly workspaceList: "guilds" | "workspaces";
}

/** The facts about each platform. */
export const PLATFORM_FACTS: Readonly<Record<Platform, PlatformFacts>> = {
  discord: {
    name: "Discord",
    terms: "discord",
    kilobyteBytes: 1024,
    repliesShowTheirTarget: true,
    hasSpoilers: true,
    uploadsApart: false,
    isDirect: ({ workspace }) => workspace === "@me",
    workspaceList: "guilds",
  },
  slack: {
    name: "Slack",
    terms: "slack",
    kilobyteBytes: 1000,
    // Slack has no replies outside threads, so a result replies to nothing there.
    repliesShowTheirTarget: false,
    hasSpoilers: false,
    uploadsApart: true,
    isDirect: ({ channel }) => channel.startsWith("D"),
    workspaceList: "workspaces",
  },
};
