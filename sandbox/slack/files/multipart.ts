/** Finds one part of a multipart/form-data body that is stored in a file, without reading the file into memory. */
import { createReadStream } from "node:fs";

/** The bytes from `start` up to, not including, `end` of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const MAX_PART_HEAD_BYTES = 16_384;
const HEAD_END = Buffer.from("\r\n\r\n");

/** Returns the boundary of a content type; `undefined` if it is not a multipart form. */
export function multipartBoundary(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/** Finds the file's bytes: the first part with a file name, else the first part. Resolves with `undefined` if it is malformed. */
export async function findFilePart(path: string, boundary: string): Promise<ByteRange | undefined> {
  const delimiters = await findAll(path, Buffer.from(`--${boundary}`));
  const parts: Array<ByteRange & { readonly head: string }> = [];
  for (const [index, delimiter] of delimiters.entries()) {
    const next = delimiters[index + 1];
    if (next === undefined) break;
    const from = delimiter + boundary.length + 4;
    const head = await readStart(path, { start: from, end: next });
    const headEnd = head.indexOf(HEAD_END);
    if (headEnd === -1) return undefined;
    parts.push({
      head: head.subarray(0, headEnd).toString("utf8"),
      start: from + headEnd + HEAD_END.length,
      end: next - 2,
    });
  }
  return parts.find(({ head }) => /filename\*?=/i.test(head)) ?? parts[0];
}

async function findAll(path: string, needle: Buffer): Promise<number[]> {
  const found: number[] = [];
  let carry: Buffer = Buffer.alloc(0);
  let carryAt = 0;
  for await (const chunk of createReadStream(path)) {
    const window = Buffer.concat([carry, chunk as Buffer]);
    for (let at = window.indexOf(needle); at !== -1; at = window.indexOf(needle, at + 1)) {
      found.push(carryAt + at);
    }
    // A needle may span two chunks, so one byte less than its length is carried over; none is found twice.
    const keep = Math.min(window.length, needle.length - 1);
    carryAt += window.length - keep;
    carry = window.subarray(window.length - keep);
  }
  return found;
}

async function readStart(path: string, { start, end }: ByteRange): Promise<Buffer> {
  if (start >= end) return Buffer.alloc(0);
  const last = Math.min(end, start + MAX_PART_HEAD_BYTES) - 1;
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { start, end: last })) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
