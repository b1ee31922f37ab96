import type { ChannelRef } from "../core/channel/channel-ref.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";

/** The enabled platforms, and where the relay may be used. */
export interface Platforms {
  /**
   * By platform. Adapters are created last, because they need the handlers, which need the services. So this map is empty
   * while services are created, and complete before anything starts.
   */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}
