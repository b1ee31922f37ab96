import { z } from "zod";
import type { Service } from "../service.ts";

/** What processes tell each other. It only wakes and asks: the truth is in the store. */
export const processMessage = z.discriminatedUnion("kind", [
  /** The process that holds the job's partition should poll it now. */
  z.strictObject({ kind: z.literal("poll"), jobKey: z.string() }),
  /** The process that holds the channel's partition should show the follow's status message now. */
  z.strictObject({ kind: z.literal("show-status"), followKey: z.string() }),
  /** A process has done what a message asked for. */
  z.strictObject({ kind: z.literal("done"), id: z.string() }),
  /** A record has changed that other processes may have in memory. */
  z.strictObject({ kind: z.literal("changed"), key: z.string() }),
]);
/** See {@link processMessage}. */
export type ProcessMessage = z.infer<typeof processMessage>;

/**
 * Carries messages to all processes that work together, the sender included. A message may be late, and one that was sent
 * around an outage may be missing: then `onGap` says so.
 */
export interface ProcessMessages extends Service {
  /** Resolves once the message is on its way. Rejects with a `QueueError` if that is not possible now. */
  publish(message: ProcessMessage): Promise<void>;
  /** `listener` gets each message that was published since the start, in the order in which they were published. */
  subscribe(listener: (message: ProcessMessage) => void): void;
  /** `listener` is called when messages may be missing: read everything again. */
  onGap(listener: () => void): void;
}
