import { createHash, randomUUID } from "node:crypto";
import type { MediaSpool, KeptFile, UnfinishedFile } from "../../../src/core/ports/media-spool.ts";
import type { MediaFile } from "../../../src/core/ports/media.ts";
import { FakeMediaFile } from "./fake-media.ts";

/** A directory in memory, which outlives the processes that use it. */
export class FakeSpool implements MediaSpool {
  /** The bytes of every file by its name; a test may cut them. */
  readonly files = new Map<string, Uint8Array>();
  /** What the disk takes, in bytes. */
  diskBytes = Number.POSITIVE_INFINITY;
  readonly #clock: { now(): number };
  readonly #kept = new Map<string, KeptFile>();

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  /** Bytes of all files. */
  get usedBytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async list(): Promise<readonly KeptFile[]> {
    for (const name of this.files.keys()) if (name.endsWith(".part")) this.files.delete(name);
    return [...this.#kept.values()];
  }

  async create(key: string): Promise<UnfinishedFile> {
    const name = `${key}.${randomUUID()}.part`;
    this.files.set(name, new Uint8Array());
    const bytesOf = (): Uint8Array => this.files.get(name) ?? new Uint8Array();
    return {
      get sizeBytes() {
        return bytesOf().length;
      },
      append: async (chunk) => void this.files.set(name, Buffer.concat([bytesOf(), chunk])),
      read: async function* () {
        yield bytesOf();
      },
      keep: async () => this.#keep(key, name),
      dispose: async () => void this.files.delete(name),
    };
  }

  async open(file: KeptFile, filename = "video.mp4"): Promise<MediaFile | undefined> {
    const bytes = this.files.get(nameOf(file));
    if (bytes?.length !== file.sizeBytes || sha256(bytes) !== file.sha256) {
      await this.remove(file);
      return undefined;
    }
    this.#kept.set(nameOf(file), { ...file, usedAt: this.#clock.now() });
    return new FakeMediaFile({ bytes, filename }, () => {});
  }

  async freeBytes(): Promise<number> {
    return this.diskBytes - this.usedBytes;
  }

  async remove(file: KeptFile): Promise<void> {
    this.files.delete(nameOf(file));
    this.#kept.delete(nameOf(file));
  }

  #keep(key: string, unfinishedName: string): KeptFile {
    const bytes = this.files.get(unfinishedName) ?? new Uint8Array();
    const file = {
      key,
      sizeBytes: bytes.length,
      sha256: sha256(bytes),
      usedAt: this.#clock.now(),
    };
    this.files.delete(unfinishedName);
    this.files.set(nameOf(file), bytes);
    this.#kept.set(nameOf(file), file);
    return file;
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const nameOf = ({ key, sizeBytes, sha256: hash }: KeptFile): string =>
  `${key}.${sizeBytes}.${hash}`;
