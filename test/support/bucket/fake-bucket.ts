import { createHash } from "node:crypto";
import { MediaError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type {
  BucketRequest,
  MediaBucket,
  StoredFile,
} from "../../../src/core/ports/media-bucket.ts";
import type { KeptFile } from "../../../src/core/ports/media-spool.ts";
import type { MediaFile } from "../../../src/core/ports/media.ts";

/** A bucket in memory, which all processes share. */
export class FakeBucket implements MediaBucket {
  /** The files by key; a test may change them. */
  readonly files = new Map<string, { bytes: Uint8Array; sha256: string; storedAt: number }>();
  /** The calls so far, such as `get key`. */
  readonly calls: string[] = [];
  /** While set, every call rejects. */
  isDown = false;
  /** While set, calls reject only when their time is over. */
  isHanging = false;
  /** How long a call may take, in milliseconds. */
  static readonly limitMs = 5_000;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async put(
    { key, sha256 }: Pick<KeptFile, "key" | "sha256">,
    from: MediaFile,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#reach(`put ${key}`, signal);
    if (this.files.get(key)?.sha256 === sha256) return;
    const chunks: Uint8Array[] = [];
    for await (const chunk of from.open()) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    this.files.set(key, { bytes, sha256, storedAt: this.#clock.now() });
  }

  async get({ key, maxBytes, createFile, signal }: BucketRequest): Promise<boolean> {
    await this.#reach(`get ${key}`, signal);
    const found = this.files.get(key);
    if (!found || found.bytes.length > maxBytes) return false;
    const file = await createFile(found.bytes.length);
    if (!file) return false;
    await file.append(found.bytes);
    if (createHash("sha256").update(found.bytes).digest("hex") === found.sha256) return true;
    await file.dispose();
    this.files.delete(key);
    return false;
  }

  async list(signal: AbortSignal): Promise<readonly StoredFile[]> {
    await this.#reach("list", signal);
    return [...this.files].map(([key, { bytes, storedAt }]) => ({
      key,
      sizeBytes: bytes.length,
      storedAt,
    }));
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    await this.#reach(`remove ${key}`, signal);
    this.files.delete(key);
  }

  async close(): Promise<void> {}

  async #reach(call: string, signal: AbortSignal): Promise<void> {
    this.calls.push(call);
    const stopped = new MediaError("unavailable", "the transfer was stopped");
    if (signal.aborted) throw stopped;
    if (this.isDown) throw new MediaError("unavailable", "the bucket answered 503 SlowDown");
    if (!this.isHanging) return;
    const ended = Promise.withResolvers<never>();
    const end = (): void => ended.reject(stopped);
    signal.addEventListener("abort", end, { once: true });
    const cancel = this.#clock.setTimer(FakeBucket.limitMs, end);
    await ended.promise.finally(cancel);
  }
}
