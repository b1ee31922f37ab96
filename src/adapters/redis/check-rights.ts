import type { RedisClientType } from "@keyv/redis";
import { isPermissionError } from "./is-permission-error.ts";

/**
 * Runs commands that change nothing, to see at the start what a user may not do, and not when people wait for it. Rejects with
 * the server's reason. Every other failure shows elsewhere; some services do not know `CLIENT`, and BullMQ does without it.
 */
export async function checkRights(
  client: RedisClientType,
  commands: readonly (readonly string[])[],
): Promise<void> {
  const answers = commands.map((command) =>
    client.sendCommand([...command]).catch((error: unknown) => {
      if (isPermissionError(error)) throw error;
    }),
  );
  await Promise.all(answers);
}
