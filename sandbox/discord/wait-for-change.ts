/** Waits for changes of the stand-in's state without polling. */
import type { DiscordState } from "./discord-state.ts";

/** Resolves with the first truthy value of `probe`, which runs now and after every change; rejects at the time-out or if it throws. */
export function waitForChange<T>(
  state: DiscordState,
  probe: () => T | undefined | null | false,
  { timeoutMs, describe }: { timeoutMs: number; describe: () => string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      state.events.off("change", check);
    };
    const check = (): void => {
      try {
        const found = probe();
        if (!found) return;
        end();
        resolve(found);
      } catch (error) {
        end();
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`waited ${timeoutMs} ms in vain for ${describe()}`));
    }, timeoutMs);
    state.events.on("change", check);
    check();
  });
}
