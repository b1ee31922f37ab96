/**
 * Promises: an event that discord.js cannot read is lost, but never ends the process; and an interaction is answered even if the
 * server sends less than Discord documents (other servers of the same API do).
 *
 * Why around discord.js 14.28.1 (@discordjs/ws 1.2.3): its handlers throw at data that they do not expect, and the
 * exception becomes an unhandled rejection. So what emits the gateway's events is wrapped. Its classes of interactions throw
 * likewise, and need a client with a gateway. So it gets no interactions: the relay reads them itself, from the gateway as from
 * HTTP.
 */
import { GatewayDispatchEvents, type GatewayDispatchPayload } from "discord.js";
import type { Logger } from "../../../core/ports/logger.ts";

/** Emits the gateway's events: the manager of @discordjs/ws. */
interface Emitter {
  emit: (...event: never[]) => boolean;
}

/** Options of {@link guardEvents}. */
export interface EventGuard {
  readonly log: Logger;
  /** Called with the payload of each interaction, which discord.js does not get. */
  readonly onInteraction: (payload: unknown) => void;
}

/** Wraps `emitter`: drops events that throw, and passes interactions to `onInteraction` alone. */
export function guardEvents(emitter: Emitter, { log, onInteraction }: EventGuard): void {
  const emit = emitter.emit.bind(emitter) as (...event: unknown[]) => boolean;
  const guarded = (name: unknown, ...values: unknown[]): boolean => {
    try {
      const [event] = values as [{ data: GatewayDispatchPayload }?];
      if (name !== DISPATCH || event?.data.t !== INTERACTION) return emit(name, ...values);
      onInteraction(event.data.d);
      return true;
    } catch (err) {
      log.warn({ platform: "discord", err }, "event.not_understood");
      return true;
    }
  };
  emitter.emit = guarded;
}

/** WebSocketShardEvents.Dispatch of @discordjs/ws, whose name discord.js gives to another enum. */
const DISPATCH = "dispatch";
const INTERACTION = GatewayDispatchEvents.InteractionCreate;
