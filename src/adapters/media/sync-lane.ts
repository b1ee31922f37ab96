import type { FileHandle } from "node:fs/promises";

/**
 * Syncs files to the disk, one at a time: what waits for the same disk meanwhile, above all a commit of SQLite, which holds the
 * event loop, waits for the bytes of one file only.
 */
export class SyncLane {
  #last: Promise<void> = Promise.resolve();

  /** Resolves once the bytes that a file has at its turn are on the disk, or if the disk refuses. */
  sync(handle: Pick<FileHandle, "datasync">): Promise<void> {
    this.#last = this.#last.then(() => handle.datasync()).catch(() => {});
    return this.#last;
  }
}
