import type { Logger } from "../../../core/ports/logger.ts";

/** Anything of discord.js that tells its listeners of what came over the gateway. */
interface Emitter {
  emit: (...event: never[]) => boolean;
}

/** discord.js throws at an event whose data it does not expect, unhandled, which would end the process. */
export function guardListeners(emitter: Emitter, log: Logger): void {
  const emit = emitter.emit.bind(emitter);
  emitter.emit = (...event) => {
    try {
      return emit(...event);
    } catch (err) {
      log.warn({ platform: "discord", err }, "event.not_understood");
      return true;
    }
  };
}
