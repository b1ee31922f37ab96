import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { ChannelAccess, Invocation, SharingAccess } from "../../core/invocation.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** A person who asks for something in a channel, with what the platform knows about them. */
export interface Asker {
  readonly channel: ChannelRef;
  readonly userId: string;
  /** Largest file that the channel accepts, in bytes, if the platform says so. */
  readonly uploadLimitBytes?: number | undefined;
  /** The language of what is posted in the channel, as a BCP 47 tag. */
  readonly locale: string;
  /** Whether they may manage the channel. Resolves with `false` if the platform cannot tell; never rejects. */
  canManageChannel(): Promise<boolean>;
  /** See {@link Invocation.checkAccess}. */
  checkAccess(): Promise<ChannelAccess>;
  /** See {@link Invocation.checkSharing}. */
  checkSharing(channelId: string): Promise<SharingAccess>;
}

/** The person behind an invocation. `locale`: the language of what the relay posts in the channel, as a BCP 47 tag. */
export function toAsker(
  invocation: Invocation,
  { locale, log }: { readonly locale: string; readonly log: Logger },
): Asker {
  const { channel, userId, uploadLimitBytes } = invocation;
  return {
    channel,
    userId,
    uploadLimitBytes,
    locale,
    canManageChannel: async () => {
      try {
        return await invocation.canManageChannel();
      } catch (err) {
        log.warn({ platform: channel.platform, userId, err }, "rights.unknown");
        return false;
      }
    },
    checkAccess: () => invocation.checkAccess(),
    checkSharing: (channelId) => invocation.checkSharing(channelId),
  };
}
