/** Reads a multipart form while it arrives, and keeps of its files only the length and the SHA-256. */
import { createHash } from "node:crypto";

/** One part of a form. */
export interface FormPart {
  readonly name: string;
  /** `undefined` for a field, not a file. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  /** Of a field. */
  readonly text: string;
  readonly sizeBytes: number;
  /** Of its bytes, in hexadecimal digits. */
  readonly sha256: string;
}

const LINE_END = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");
const LAST = "--";

/** Resolves with the parts of a form, or with `undefined` if it ends too early. Rejects if `body` does. */
export async function digestForm(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): Promise<readonly FormPart[] | undefined> {
  const form = new FormReader(boundary);
  for await (const chunk of body) form.add(chunk);
  return form.isWhole ? form.parts : undefined;
}

/** Takes a form in chunks of any size. */
class FormReader {
  readonly parts: FormPart[] = [];
  isWhole = false;
  readonly #delimiter: Buffer;
  /** What is not read yet. The first delimiter has no line before it whose end could belong to it. */
  #rest: Buffer = LINE_END;
  /** The part whose content is next; `undefined` before the first one. */
  #part: PartReader | undefined;
  #isInHead = false;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  add(chunk: Uint8Array): void {
    if (this.isWhole) return;
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#isInHead ? this.#readHead() : this.#readContent());
  }

  /** Returns whether it got to the part's end. */
  #readContent(): boolean {
    const end = this.#rest.indexOf(this.#delimiter);
    // The last bytes may be the beginning of a delimiter.
    const known = end === -1 ? Math.max(this.#rest.length - this.#delimiter.length + 1, 0) : end;
    this.#part?.add(this.#rest.subarray(0, known));
    this.#rest = this.#rest.subarray(end === -1 ? known : end + this.#delimiter.length);
    if (end === -1) return false;
    if (this.#part) this.parts.push(this.#part.end());
    this.#isInHead = true;
    return true;
  }

  /** Returns whether it got to the head's end. */
  #readHead(): boolean {
    this.isWhole = this.#rest.toString("latin1", 0, LAST.length) === LAST;
    const end = this.#rest.indexOf(HEAD_END);
    if (this.isWhole || end === -1) return false;
    this.#part = new PartReader(this.#rest.toString("utf8", 0, end));
    this.#rest = this.#rest.subarray(end + HEAD_END.length);
    this.#isInHead = false;
    return true;
  }
}

/** Takes one part in chunks. */
class PartReader {
  readonly #head: Pick<FormPart, "name" | "filename" | "contentType">;
  readonly #hash = createHash("sha256");
  /** Of a field. */
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(head: string) {
    this.#head = {
      name: /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? "",
      filename: /[; ]filename="([^"]*)"/i.exec(head)?.[1],
      contentType: /^content-type:\s*(\S.*)$/im.exec(head)?.[1],
    };
  }

  add(chunk: Uint8Array): void {
    this.#sizeBytes += chunk.length;
    this.#hash.update(chunk);
    if (this.#head.filename === undefined) this.#chunks.push(chunk);
  }

  end(): FormPart {
    return {
      ...this.#head,
      text: Buffer.concat(this.#chunks).toString(),
      sizeBytes: this.#sizeBytes,
      sha256: this.#hash.digest("hex"),
    };
  }
}
