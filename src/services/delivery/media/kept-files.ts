import { jobKey, KEPT_FOR_MS, type Follow } from "../../../core/follow/follow.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { MediaSpool, KeptFile } from "../../../core/ports/media-spool.ts";
import { PeriodicService } from "../../runtime/periodic-service.ts";
import type { DiskBudget } from "./disk-budget.ts";

/** How often files that are kept long enough are deleted, in milliseconds. */
const SWEEP_INTERVAL_MS = 3_600_000;

/** Bytes of the disk that kept files leave to others, above all to the store, which may be on the same disk. */
const LEFT_FREE_BYTES = 128 * 1024 * 1024;

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

/** Room for bytes that are about to be written. */
export interface Room {
  /** Whether a file of that size may be kept. */
  readonly isFree: boolean;
  /** Ends the claim on it. May be called twice. */
  release(): void;
}

/**
 * Which files are kept on the disk, and for how long: for a week after their last use, or until the disk budget or the disk
 * itself needs the room. Then those that are delivered are deleted first, the longest unused before others.
 */
export class KeptFiles extends PeriodicService<void> {
  readonly #options: KeptFilesOptions;
  /** By key, the longest unused first. */
  readonly #kept = new Map<string, KeptFile>();
  /** How many readers each kept file has now, by key. A file that is read is not deleted. */
  readonly #readers = new Map<string, number>();
  /** Files that are being deleted, and so are still on the disk. */
  readonly #removals = new Set<Promise<void>>();
  /** The keys of all files of a follow's job. Counting what is awaited needs them again and again. */
  readonly #keys = new WeakMap<Follow, readonly string[]>();
  #found: Promise<void> | undefined;

  constructor(options: KeptFilesOptions) {
    const { clock, log } = options;
    super({ clock, log, failureEvent: "spool.sweep_failed", firstPauseMs: SWEEP_INTERVAL_MS });
    this.#options = options;
  }

  /** Finds the files that earlier processes have kept. Rejects if the directory cannot be read. */
  override async start(): Promise<void> {
    await super.start();
    this.#found ??= this.#find();
    await this.#found;
  }

  async #find(): Promise<void> {
    const files = await this.#options.directory.list();
    for (const file of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
      const older = this.#kept.get(file.key);
      if (older) await this.#remove(older);
      this.#kept.set(file.key, file);
    }
    await this.pass();
    await this.#shrink(0, { isSparing: false });
  }

  protected pauseMs(): number {
    return SWEEP_INTERVAL_MS;
  }

  /** Deletes the files that have not been used for a week, and others if the disk is filling up. */
  async pass(): Promise<void> {
    const before = this.#options.clock.now() - KEPT_FOR_MS;
    for (const file of this.#unread().delivered) if (file.usedAt < before) void this.#remove(file);
    await this.#shrink(0, { isSparing: true });
  }

  /**
   * The key of a file of a follow's job, the same for all channels. It does not depend on the link, which changes when it is
   * renewed. Throws a RangeError if the job has no such file.
   */
  keyOf(follow: Follow, index: number): string {
    const key = this.#keysOf(follow)[index];
    if (key === undefined) throw new RangeError(`the job has no file ${index}`);
    return key;
  }

  #keysOf(follow: Follow): readonly string[] {
    const known = this.#keys.get(follow);
    if (known) return known;
    const { outcome } = follow;
    const attachments = outcome?.kind === "completed" ? outcome.attachments : [];
    const keys = attachments.map(({ filename = "", contentType = "", sizeBytes = "" }, index) =>
      this.#options.digest([jobKey(follow), index, filename, contentType, sizeBytes].join("\n")),
    );
    this.#keys.set(follow, keys);
    return keys;
  }

  /** The file that is kept under a key. */
  find(key: string): KeptFile | undefined {
    return this.#kept.get(key);
  }

  /** Notes that a file is kept, or that it was used. Deletes another one with the same key. */
  note(file: KeptFile): void {
    const other = this.#kept.get(file.key);
    if (other && other.sha256 !== file.sha256) void this.#remove(other);
    this.#kept.delete(file.key);
    this.#kept.set(file.key, { ...file, usedAt: this.#options.clock.now() });
  }

  /** Notes that a file is lost. */
  forget(key: string): void {
    if (this.#kept.delete(key)) this.#options.log.warn({ key }, "spool.file_lost");
  }

  /** Bytes of kept files whose results are not delivered yet and which no one reads now. */
  get awaitedBytes(): number {
    return sumBytes(this.#unread().awaited);
  }

  /**
   * Claims room for bytes that are about to be written, and deletes files to make it. `isSparing`: none whose results are not
   * delivered yet. Default: false.
   */
  async makeRoom(bytes: number, { isSparing = false } = {}): Promise<Room> {
    const release = this.#options.disk.claim(bytes);
    return { isFree: await this.#shrink(bytes, { isSparing }), release };
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

  /**
   * Deletes files until the others fit into the budget beside what is claimed, and until the disk has room for `bytes` more.
   * For the disk's sake, or if `isSparing`, it deletes only files whose results are delivered. Resolves with whether there is
   * room.
   */
  async #shrink(bytes: number, { isSparing }: { readonly isSparing: boolean }): Promise<boolean> {
    const { disk, directory } = this.#options;
    await this.#removed();
    const freeBytes = await directory.freeBytes();
    // No await from here on until the files are chosen, so that a simultaneous call counts none of them.
    let excessBytes = this.#keptBytes - disk.spareBytes;
    let lackingBytes = bytes + LEFT_FREE_BYTES - freeBytes;
    if (excessBytes > 0 || lackingBytes > 0) {
      const { delivered, awaited } = this.#unread();
      const remove = (file: KeptFile): void => {
        excessBytes -= file.sizeBytes;
        lackingBytes -= file.sizeBytes;
        void this.#remove(file);
      };
      for (const file of delivered) if (excessBytes > 0 || lackingBytes > 0) remove(file);
      if (!isSparing) for (const file of awaited) if (excessBytes > 0) remove(file);
    }
    await this.#removed();
    return lackingBytes <= 0 && this.#keptBytes <= disk.spareBytes;
  }

  /** Resolves once no file is being deleted any more. Until then their bytes are still on the disk. */
  async #removed(): Promise<void> {
    while (this.#removals.size > 0) await Promise.all(this.#removals);
  }

  /** Deletes a file. Resolves once it is gone, or once it is noted again because the disk did not delete it. */
  #remove(file: KeptFile): Promise<void> {
    this.#kept.delete(file.key);
    const removal = this.#delete(file).finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
    return removal;
  }

  async #delete(file: KeptFile): Promise<void> {
    const { directory, log } = this.#options;
    const { key, sizeBytes } = file;
    try {
      await directory.remove(file);
      log.debug({ key, sizeBytes }, "spool.removed");
    } catch (err) {
      log.warn({ key, err }, "spool.not_removed");
      if (!this.#kept.has(key)) this.#kept.set(key, file);
    }
  }

  /** The files that no one reads now, by whether their results are delivered; the longest unused first. */
  #unread(): Record<"delivered" | "awaited", readonly KeptFile[]> {
    const awaitedKeys = new Set<string>();
    for (const follow of this.#options.awaiting())
      for (const key of this.#keysOf(follow)) if (this.#kept.has(key)) awaitedKeys.add(key);
    const unread = [...this.#kept.values()].filter(({ key }) => !this.#readers.has(key));
    return {
      delivered: unread.filter(({ key }) => !awaitedKeys.has(key)),
      awaited: unread.filter(({ key }) => awaitedKeys.has(key)),
    };
  }

  get #keptBytes(): number {
    return sumBytes([...this.#kept.values()]);
  }
}

const sumBytes = (files: readonly KeptFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
