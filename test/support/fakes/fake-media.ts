import { MediaError, type MediaErrorCode } from "../../../src/core/errors.ts";
import type { MediaFetcher, MediaFile } from "../../../src/core/ports/media.ts";

/** The result of one download of an address. */
export type MediaAnswer =
  | { readonly bytes: Uint8Array; readonly contentType?: string; readonly filename?: string }
  | { readonly fails: MediaErrorCode };

type Request = Parameters<MediaFetcher["fetch"]>[0];

/** The beginning of an MP4 file, filled up with bytes that differ all along, so that a lost or doubled piece shows. */
export function mp4Bytes(sizeBytes = 2048): Uint8Array {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4)
    bytes.writeUInt32BE((at * 2_654_435_761) % 2 ** 32, at);
  const box = Buffer.concat([
    Buffer.from([0, 0, 0, 0x18]),
    Buffer.from("ftypisom\0\0\0\0isommp42"),
  ]);
  bytes.set(box.subarray(0, sizeBytes));
  return bytes;
}

const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** The beginning of a PNG file. */
export const pngBytes = (): Uint8Array => Buffer.concat([PNG, Buffer.alloc(2040)]);

const CHUNK_BYTES = 65_536;

/** A file in memory. Breaks the same rules of use as a real one would, and uses the memory of its chunks again. */
export class FakeMediaFile implements MediaFile {
  readonly filename: string;
  readonly contentType: string;
  readonly #bytes: Uint8Array;
  readonly #onDispose: () => void;
  #disposed = false;

  constructor(answer: Extract<MediaAnswer, { bytes: Uint8Array }>, onDispose: () => void) {
    this.filename = answer.filename ?? "video.mp4";
    const isPng = Buffer.from(answer.bytes).subarray(0, PNG.length).equals(PNG);
    this.contentType = answer.contentType ?? (isPng ? "image/png" : "video/mp4");
    this.#bytes = answer.bytes;
    this.#onDispose = onDispose;
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  open(): AsyncIterable<Uint8Array> {
    this.#assertOpen();
    return this.#chunks();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#onDispose();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const memory = Buffer.alloc(CHUNK_BYTES);
    for (let at = 0; at < this.#bytes.length; at += CHUNK_BYTES) {
      this.#assertOpen();
      const chunk = this.#bytes.subarray(at, at + CHUNK_BYTES);
      memory.set(chunk);
      yield memory.subarray(0, chunk.length);
    }
  }

  #assertOpen(): void {
    if (this.#disposed) throw new Error("the file was disposed of");
  }
}

/** A fetcher that answers from a script, per address. An address without one is gone, as an expired link is. */
export class FakeMediaFetcher implements MediaFetcher {
  /** Everything asked for, in order. */
  readonly requests: Request[] = [];
  /** Files handed out and not disposed of yet: must be 0 once the work is done. */
  undisposed = 0;
  closed = false;
  readonly #scripts = new Map<string, MediaAnswer[]>();

  /** From now on `url` gives these answers, one per request; the last one stays. */
  script(url: string, ...answers: readonly [MediaAnswer, ...MediaAnswer[]]): this {
    this.#scripts.set(url, [...answers]);
    return this;
  }

  /** How often `url` was asked for. */
  timesAsked(url: string): number {
    return this.requests.filter((request) => request.url === url).length;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async fetch(request: Request): Promise<MediaFile> {
    this.requests.push(request);
    if (request.signal?.aborted) throw new MediaError("unavailable", "the download was stopped");
    const answers = this.#scripts.get(request.url) ?? [];
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { fails: "link_expired" };
    if ("fails" in answer) throw new MediaError(answer.fails, `scripted: ${answer.fails}`);
    if (answer.bytes.length > request.maxBytes)
      throw new MediaError("too_large", `more than ${request.maxBytes} bytes`);
    if (answer.bytes.length === 0) throw new MediaError("not_media", "the file is empty");
    const written = await request.createFile?.(answer.bytes.length);
    await written?.append(answer.bytes);
    this.undisposed += 1;
    const filename = answer.filename ?? request.filename;
    const named = { ...answer, ...(filename !== undefined && { filename }) };
    const file = new FakeMediaFile(named, () => {
      this.undisposed -= 1;
      void written?.dispose();
    });
    request.onArriving?.(file);
    return file;
  }
}
