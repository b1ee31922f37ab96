/** What the index on a server keeps of one follow. Keys, ids and names of groups are digests: short and of plain characters. */
export interface IndexRow {
  /** Stands for the key of the follow's record. There is one row for each. */
  readonly key: string;
  /** Stands for the follow's id. */
  readonly id: string;
  readonly isSettled: boolean;
  /** The groups that the follow is found in. */
  readonly groups: readonly string[];
  /** Number of the partition of its job, and of its channel. */
  readonly partitions: Readonly<Record<PartitionKind, number>>;
  /** What a reader gets: one line. */
  readonly entry: string;
}

/** What has a partition. */
export type PartitionKind = "job" | "channel";

/** Places in several groups that are taken before a follow is stored. */
export interface IndexReservation {
  /** Of this reservation alone. */
  readonly id: string;
  /** As the key of the row. The row and reservations with the same key take one place together. */
  readonly key: string;
  readonly groups: readonly string[];
}

/**
 * The rows of a follow index on a server. Each call but the lists is one step there, and has the same effect if it is made
 * twice. A call rejects if the server fails, or if this process does not hold the store.
 */
export interface IndexRows {
  /** Adds a row, or replaces the one with its key, unless that says that the same follow has settled and this one does not. */
  put(row: IndexRow): Promise<void>;
  /** Removes the row with this key if it is of the follow with this id. */
  remove(key: string, id: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** The entries of a group, in the order in which their rows were added, page by page. */
  list(group: string): AsyncGenerator<readonly string[], void>;
  /** The entries whose job, or channel, has a partition, page by page, each row once. */
  listPartition(kind: PartitionKind, partition: number): AsyncGenerator<readonly string[], void>;
  /**
   * Takes a place in each group for `ttlMs` on the server's clock, or none: resolves with the number of the first group that
   * is full, counted from 0. `limits`: how many keys each group may have; `Infinity` for any number. A key that has a place
   * in a group takes no further one there.
   */
  reserve(
    reservation: IndexReservation,
    options: { readonly limits: readonly number[]; readonly ttlMs: number },
  ): Promise<number | undefined>;
  /** Ends a reservation. */
  release(reservation: IndexReservation): Promise<void>;
}
