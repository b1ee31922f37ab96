import { jobKey, KEPT_FOR_MS, type Follow } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { MediaSpool, SpooledFile } from "../../../core/ports/media-spool.ts";
import type { Service } from "../../../core/ports/service.ts";
import type { DiskBudget } from "./disk-budget.ts";

/** How often files that are kept long enough are deleted, in milliseconds. */
const SWEEP_INTERVAL_MS = 3_600_000;

/** Options of {@link KeptFiles}. */
export interface KeptFilesOptions {
  readonly directory: MediaSpool;
  /** What may be on the disk at once, kept files included. */
  readonly disk: DiskBudget;
  /** Returns the follows whose results are not delivered yet. */
  readonly awaiting: () => readonly Follow[];
  /** Returns a short hash of a text. */
  readonly digest: (text: string) => string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Which files are kept on the disk, and for how long: for a week after their last use, or until the disk budget needs the
 * room. Then those that are delivered are deleted first, the longest unused before others.
 */
export class KeptFiles implements Service {
  readonly #options: KeptFilesOptions;
  /** By key. */
  readonly #kept = new Map<string, SpooledFile>();
  /** How many readers each kept file has now, by key. A file that is read is not deleted. */
  readonly #readers = new Map<string, number>();
  #cancelTimer = (): void => {};

  constructor(options: KeptFilesOptions) {
    this.#options = options;
  }

  /** Finds the files that earlier processes have kept. Rejects if the directory cannot be read. */
  async start(): Promise<void> {
    for (const file of await this.#options.directory.list()) {
      const other = this.#kept.get(file.key);
      const [newer, older] = other && other.usedAt > file.usedAt ? [other, file] : [file, other];
      if (older) await this.#remove(older);
      this.#kept.set(newer.key, newer);
    }
    await this.#removeOld();
    await this.#shrink();
    this.#cancelTimer();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#cancelTimer();
  }

  #schedule(): void {
    this.#cancelTimer = this.#options.clock.setTimer(SWEEP_INTERVAL_MS, () => {
      void this.#removeOld();
      this.#schedule();
    });
  }

  /** Deletes the files that have not been used for a week. Never rejects. */
  async #removeOld(): Promise<void> {
    const awaited = this.#awaitedKeys();
    const before = this.#options.clock.now() - KEPT_FOR_MS;
    for (const file of this.#unread())
      if (file.usedAt < before && !awaited.has(file.key)) await this.#remove(file);
  }

  /**
   * The key of a file of a follow's job, the same for all channels. It does not depend on the link, which changes when it is
   * renewed.
   */
  keyOf(follow: Follow, index: number): string {
    const { outcome } = follow;
    const attachments = outcome?.kind === "completed" ? outcome.attachments : [];
    const { filename = "", contentType = "", sizeBytes = "" } = attachments[index] ?? {};
    return this.#options.digest(
      [jobKey(follow), index, filename, contentType, sizeBytes].join("\n"),
    );
  }

  /** The file that is kept under a key. */
  find(key: string): SpooledFile | undefined {
    return this.#kept.get(key);
  }

  /** Notes that a file is kept, or that it was used. */
  note(file: SpooledFile): void {
    this.#kept.set(file.key, { ...file, usedAt: this.#options.clock.now() });
  }

  /** Notes that a file is lost. */
  forget(key: string): void {
    if (this.#kept.delete(key)) this.#options.log.warn({ key }, "spool.file_lost");
  }

  /** Bytes of kept files whose results are not delivered yet and which no one reads now. */
  get awaitedBytes(): number {
    const awaited = this.#awaitedKeys();
    return sumBytes(this.#unread().filter(({ key }) => awaited.has(key)));
  }

  /** Makes room for bytes that are about to be written. Resolves with a function that ends the claim on them. */
  async makeRoom(bytes: number): Promise<() => void> {
    const unclaim = this.#options.disk.claim(bytes);
    await this.#shrink();
    return unclaim;
  }

  /** Counts a reader of a file until the returned function is called. May be called twice. */
  addReader(key: string): () => void {
    this.#readers.set(key, (this.#readers.get(key) ?? 0) + 1);
    let isReading = true;
    return () => {
      if (!isReading) return;
      isReading = false;
      const others = (this.#readers.get(key) ?? 1) - 1;
      if (others > 0) this.#readers.set(key, others);
      else this.#readers.delete(key);
    };
  }

  /** Deletes files until the others fit onto the disk. */
  async #shrink(): Promise<void> {
    const { disk } = this.#options;
    const unread = this.#unread();
    let excessBytes = sumBytes(unread) - disk.spareBytes;
    if (excessBytes <= 0) return;
    const awaited = this.#awaitedKeys();
    const inOrder = unread.toSorted(
      (a, b) => Number(awaited.has(a.key)) - Number(awaited.has(b.key)) || a.usedAt - b.usedAt,
    );
    const removed: Promise<void>[] = [];
    for (const file of inOrder) {
      if (excessBytes <= 0) break;
      excessBytes -= file.sizeBytes;
      // Not counted from now on, so that a simultaneous call deletes no others.
      removed.push(this.#remove(file));
    }
    await Promise.all(removed);
  }

  async #remove(file: SpooledFile): Promise<void> {
    const { directory, log } = this.#options;
    this.#kept.delete(file.key);
    try {
      await directory.remove(file);
      log.debug({ key: file.key, sizeBytes: file.sizeBytes }, "spool.removed");
    } catch (err) {
      log.warn({ key: file.key, err }, "spool.not_removed");
    }
  }

  #awaitedKeys(): ReadonlySet<string> {
    const keys = this.#options
      .awaiting()
      .flatMap((follow) =>
        follow.outcome?.kind === "completed"
          ? [...follow.outcome.attachments.keys()].map((index) => this.keyOf(follow, index))
          : [],
      );
    return new Set(keys);
  }

  #unread(): SpooledFile[] {
    return [...this.#kept.values()].filter(({ key }) => !this.#readers.has(key));
  }
}

const sumBytes = (files: readonly SpooledFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
