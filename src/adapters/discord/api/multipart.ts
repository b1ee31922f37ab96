import { randomUUID } from "node:crypto";
import type { ResultFile } from "../../../core/ports/platform.ts";
import { sentFilename } from "./sent-filename.ts";

/**
 * A multipart/form-data body built around byte streams: its length is known before the first byte, and no file is ever
 * whole in memory. (discord.js turns every file into a Blob.)
 */
export class MultipartBody {
  readonly contentType: string;
  readonly contentLength: number;
  readonly #parts: readonly Part[];
  readonly #end: Uint8Array;

  constructor(payload: unknown, files: readonly ResultFile[]) {
    const boundary = `pika-relay-${randomUUID()}`;
    const head = (lines: readonly string[]): Uint8Array =>
      encode([`--${boundary}`, ...lines, "", ""].join("\r\n"));
    const json = encode(JSON.stringify(payload));
    this.#parts = [
      {
        head: head([
          'Content-Disposition: form-data; name="payload_json"',
          "Content-Type: application/json",
        ]),
        sizeBytes: json.length,
        open: () => [json],
      },
      ...files.map((each, index) => ({
        head: head([
          `Content-Disposition: form-data; name="files[${index}]"; filename="${quotable(sentFilename(each))}"`,
          `Content-Type: ${each.file.contentType}`,
        ]),
        sizeBytes: each.file.sizeBytes,
        open: () => each.file.open(),
      })),
    ];
    this.#end = encode(`--${boundary}--\r\n`);
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.contentLength = this.#parts.reduce(
      (sum, { head: { length }, sizeBytes }) => sum + length + sizeBytes + CRLF.length,
      this.#end.length,
    );
  }

  /** The bytes from the beginning. Each attempt opens them again. Calls `beforeEnd` before the last ones, which may throw. */
  async *open(beforeEnd?: () => void): AsyncGenerator<Uint8Array> {
    for (const part of this.#parts) {
      yield part.head;
      yield* part.open();
      yield CRLF;
    }
    beforeEnd?.();
    yield this.#end;
  }
}

interface Part {
  readonly head: Uint8Array;
  readonly sizeBytes: number;
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const CRLF = encode("\r\n");

// As browsers do it (WHATWG HTML, multipart/form-data encoding algorithm).
const quotable = (name: string): string => name.replace(/["\r\n]/g, encodeURIComponent);
