import type { ChannelRef } from "../core/channel/channel-ref.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";

/** The enabled platforms, and where on them the relay may be used. */
export interface Platforms {
  /**
   * By the platform's name. Adapters are made last, because they call the handlers of what people do; so this is empty
   * while services are made, and complete before anything starts.
   */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly isAllowed: (channel: ChannelRef) => boolean;
}
