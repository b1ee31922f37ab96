import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  utimes,
  type FileHandle,
} from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "../../core/errors.ts";
import type { MediaSpool, KeptFile, UnfinishedFile } from "../../core/ports/media-spool.ts";
import type { Arrival, MediaFile } from "../../core/ports/media.ts";
import { toSafeFilename } from "./filename.ts";
import { detectMediaKind, HEAD_BYTES } from "./media-kind.ts";
import { SyncLane } from "./sync-lane.ts";
import { TemporaryFile } from "./temporary-file.ts";

/** A kept file's name: its key, its size and the SHA-256 of its bytes. So no record beside it can be lost or be wrong. */
const KEPT = /^([\w-]{1,64})\.(\d{1,16})\.([0-9a-f]{64})$/;
const UNFINISHED = /^[\w-]{1,64}\.[0-9a-f-]{36}\.part$/;

/**
 * Bytes of a file that may wait for the disk. With more, a commit of the store on the same disk would wait for all of them once
 * the file is whole, and SQLite's holds the event loop meanwhile.
 */
const MAX_UNSYNCED_BYTES = 4 * 1024 * 1024;

/** A directory of kept files. Leaves other files in it alone. */
export class SpoolDirectory implements MediaSpool {
  readonly #directory: string;
  readonly #lane = new SyncLane();
  /** The names of the files whose bytes this process has written or read, and so knows to be whole. */
  readonly #checked = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(): Promise<readonly KeptFile[]> {
    const kept: KeptFile[] = [];
    for (const name of await readdir(this.#directory)) {
      if (UNFINISHED.test(name)) await rm(join(this.#directory, name), { force: true });
      const file = await this.#find(name);
      if (file) kept.push(file);
    }
    return kept;
  }

  /** Resolves with `undefined` if the name is not that of a kept file, or if the file has just been deleted. */
  async #find(name: string): Promise<KeptFile | undefined> {
    const [, key, size, sha256] = KEPT.exec(name) ?? [];
    if (key === undefined || size === undefined || sha256 === undefined) return undefined;
    const path = join(this.#directory, name);
    const mtimeMs = await stat(path).then((found) => found.mtimeMs, ifMissing);
    if (mtimeMs === undefined) return undefined;
    // The machine's clock was ahead. Otherwise the file would be kept until then and a week longer.
    const isAhead = mtimeMs > Date.now();
    if (isAhead) await touch(path);
    return { key, sizeBytes: Number(size), sha256, usedAt: isAhead ? Date.now() : mtimeMs };
  }

  async freeBytes(): Promise<number> {
    try {
      const { blocks, bavail, bsize } = await statfs(this.#directory);
      return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
    } catch {
      // Writing a file will show what is wrong.
      return Number.POSITIVE_INFINITY;
    }
  }

  async create(key: string): Promise<UnfinishedFile> {
    // Someone may have deleted the directory meanwhile.
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, `${key}.${randomUUID()}.part`);
    const handle = await open(path, "wx+", 0o600);
    const kept = (file: KeptFile) => this.#finish(path, file);
    return new SpoolFile({ key, path, handle, lane: this.#lane, kept });
  }

  async open(file: KeptFile, filename?: string): Promise<MediaFile | undefined> {
    if (!(await this.#isWhole(file))) {
      await this.remove(file);
      return undefined;
    }
    const path = this.#pathOf(file);
    const handle = await open(path, "r");
    const opened = new TemporaryFile(handle);
    try {
      await opened.measure();
      const head = Buffer.alloc(Math.min(HEAD_BYTES, file.sizeBytes));
      await handle.read(head, 0, head.length, 0);
      const kind = await detectMediaKind(head);
      if (!kind) throw new TypeError("a kept file is no media file");
      await touch(path);
      return {
        filename: toSafeFilename(filename, kind),
        contentType: kind.contentType,
        sizeBytes: file.sizeBytes,
        open: () => opened.read(),
        dispose: () => opened.dispose(),
      };
    } catch (error) {
      await opened.dispose();
      throw error;
    }
  }

  async remove(file: KeptFile): Promise<void> {
    this.#checked.delete(nameOf(file));
    await rm(this.#pathOf(file), { force: true });
  }

  async #finish(path: string, file: KeptFile): Promise<void> {
    await rename(path, this.#pathOf(file));
    this.#checked.add(nameOf(file));
  }

  /** Whether the bytes are there and the same as when they were written. A power cut may have left fewer. */
  async #isWhole(file: KeptFile): Promise<boolean> {
    const path = this.#pathOf(file);
    const found = await stat(path).catch(ifMissing);
    if (found?.size !== file.sizeBytes) return false;
    const name = nameOf(file);
    if (this.#checked.has(name)) return true;
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    if (hash.digest("hex") !== file.sha256) return false;
    this.#checked.add(name);
    return true;
  }

  #pathOf(file: KeptFile): string {
    return join(this.#directory, nameOf(file));
  }
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

/** Notes that a file is used now. A disk that takes no changes still has its bytes, so a failure does not matter. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

const nameOf = ({ key, sizeBytes, sha256 }: KeptFile): string => `${key}.${sizeBytes}.${sha256}`;

/** What a {@link SpoolFile} is made of. */
interface SpoolFileOptions {
  readonly key: string;
  readonly path: string;
  readonly handle: FileHandle;
  readonly lane: SyncLane;
  /** Gives the file the name under which it is kept. */
  readonly kept: (file: KeptFile) => Promise<void>;
}

/** A file of the directory while it is written. */
class SpoolFile implements UnfinishedFile {
  readonly #options: SpoolFileOptions;
  readonly #file: TemporaryFile;
  readonly #hash = createHash("sha256");
  #isKept = false;
  #synced: Promise<void> | undefined;
  #unsyncedBytes = 0;
  #isSyncing = false;

  constructor(options: SpoolFileOptions) {
    this.#options = options;
    this.#file = new TemporaryFile(options.handle);
  }

  get sizeBytes(): number {
    return this.#file.sizeBytes;
  }

  async append(...chunks: readonly Uint8Array[]): Promise<void> {
    const before = this.sizeBytes;
    for (const chunk of chunks) this.#hash.update(chunk);
    await this.#file.append(...chunks);
    this.#unsyncedBytes += this.sizeBytes - before;
    if (this.#unsyncedBytes >= MAX_UNSYNCED_BYTES && !this.#isSyncing) void this.#sync();
  }

  /** Nothing waits for it, and should it fail, the checksum tells. */
  async #sync(): Promise<void> {
    this.#isSyncing = true;
    this.#unsyncedBytes = 0;
    await this.#options.lane.sync(this.#options.handle);
    this.#isSyncing = false;
  }

  read(arrival?: Arrival): AsyncIterable<Uint8Array> {
    return this.#file.read(arrival);
  }

  async keep(): Promise<KeptFile> {
    const { key, kept } = this.#options;
    const sha256 = this.#hash.digest("hex");
    const file = { key, sizeBytes: this.sizeBytes, sha256, usedAt: Date.now() };
    await kept(file);
    this.#isKept = true;
    // For a power cut only.
    this.#synced = this.#sync();
    return file;
  }

  async dispose(): Promise<void> {
    await this.#synced;
    await this.#file.dispose();
    if (!this.#isKept) await rm(this.#options.path, { force: true });
  }
}

/**
 * Creates the directory for its owner alone. Rejects with a ConfigError naming RELAY_SPOOL_DIR if that is not possible, or
 * if others can open one that exists.
 */
export async function openSpoolDirectory(directory: string): Promise<SpoolDirectory> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { mode } = await stat(directory);
    // Windows has no such modes.
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new ConfigError([
        "RELAY_SPOOL_DIR can be opened by other users of this machine: name a directory that does not exist yet, or chmod 700 it",
      ]);
    const probe = join(directory, `probe.${randomUUID()}.part`);
    await (await open(probe, "wx", 0o600)).close();
    await rm(probe);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "no code";
    throw new ConfigError([
      `RELAY_SPOOL_DIR cannot be written to (${code}): name a directory that the relay may create, on a disk with room`,
    ]);
  }
  return new SpoolDirectory(directory);
}
