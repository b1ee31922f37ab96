/**
 * Remembers what each process is working on, so that a process that takes a partition over knows what its predecessors were
 * working on when they ended. Only the process that holds a partition uses its marks. A key is the work's name.
 */
export interface CrashMarks {
  /**
   * Resolves with the keys that were being worked on in a partition when processes ended, each with the number of these
   * processes. What is a day old is forgotten. Rejects with a `QueueError`.
   */
  leftBehind(partition: number): Promise<ReadonlyMap<string, number>>;
  /** This process begins to work on a key. Resolves once that is stored, or cannot be stored now. */
  begin(partition: number, key: string): Promise<void>;
  /** This process no longer works on a key. Resolves once that is stored, or cannot be stored now: then it is stored later. */
  end(partition: number, key: string): Promise<void>;
  /** Forgets that others worked on a key when they ended. Rejects with a `QueueError`. */
  clear(partition: number, key: string): Promise<void>;
}
