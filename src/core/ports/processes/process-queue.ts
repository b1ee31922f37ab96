import type { CrashMarks } from "./crash-marks.ts";
import type { PartitionWork, Partitions } from "./partitions.ts";
import type { ProcessMessages } from "./process-messages.ts";
import type { SharedRateLimit } from "./shared-rate-limit.ts";

/** What a process needs to share the work with others. Its only implementation is on BullMQ: see `src/load-queue.ts`. */
export interface ProcessQueue {
  /** Which queue it is: the same id for all processes on it. A new one soon after the queue was wiped, as a rule. */
  readonly id: string;
  /** Carries messages between the processes, once started. */
  readonly messages: ProcessMessages;
  /** Shares the rate limits of the job APIs. */
  readonly sharedLimit: SharedRateLimit;
  readonly crashMarks: CrashMarks;
  /** Creates this process's part in sharing out the partitions; called once at most. */
  createPartitions(work: PartitionWork): Partitions;
  /**
   * Says on which store this process is; called before anything else. Rejects with a ConfigError if other processes use the queue
   * with another store: each would take work that only the others can do.
   */
  useStore(storeId: string): Promise<void>;
  /** Resolves if the queue answers. Rejects with a `QueueError` if it cannot be reached, and may take long to do so. */
  ping(): Promise<void>;
  /** Disconnects, after partitions and messages have stopped. May be called twice. */
  close(): Promise<void>;
}
