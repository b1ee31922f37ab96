import { createHash } from "node:crypto";
import type { Dispatcher } from "undici";
import type { Clock } from "../../core/ports/clock.ts";
import type { BucketRequest, MediaBucket, StoredFile } from "../../core/ports/media-bucket.ts";
import type { KeptFile } from "../../core/ports/media-spool.ts";
import type { MediaFile, WritableFile } from "../../core/ports/media.ts";
import type { BucketLocation } from "./bucket-location.ts";
import { errorCodeOf, toStatusError } from "./errors.ts";
import { parseObjectPage, type ObjectPage } from "./object-list.ts";
import { readText } from "./read-text.ts";
import { S3Client, type Progress } from "./s3-client.ts";

/** What the name of an object ends with, so that others in the bucket are left alone. */
const SUFFIX = ".kept";
const KEY = /^[\w-]{1,64}$/;
/** The header with an object's SHA-256. It is stored with the object and is replaced together with its bytes. */
const SHA256_HEADER = "x-amz-meta-sha256";
const SHA256 = /^[0-9a-f]{64}$/;

/** A request that transfers next to nothing. */
const SHORT = { stallMs: 10_000, maxBytes: 0, leastRate: 1 };
/** A page has up to 1,000 objects, with several hundred bytes for each. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
/** A service that never ends its list would keep the relay busy for ever. */
const MAX_PAGES = 1_000;
const MAX_ERROR_BYTES = 65_536;
/** A delivery waits for it, and can ask the job API instead. 1,000 bytes per millisecond are 1 MB/s. */
const DOWNLOAD = { stallMs: 3_000, leastRate: 1_000 };
/** Nothing waits for it. */
const LIST = { stallMs: 10_000, leastRate: 1_000 };
/** Nothing waits for it. A service may take long to answer once it has all bytes. */
const UPLOAD = { stallMs: 30_000, leastRate: 100 };

/** What became of a download. `absent`: nothing was written. `changed`: the bytes are not those that were uploaded. */
type Download = "whole" | "absent" | "changed";

/** A bucket of an S3-compatible service. Leaves other objects in it alone. */
export class S3MediaBucket implements MediaBucket {
  readonly #client: S3Client;
  readonly #prefix: string;

  constructor(location: BucketLocation, clock: Clock) {
    this.#client = new S3Client(location, clock);
    this.#prefix = location.prefix;
  }

  async put(
    { key, sha256 }: Pick<KeptFile, "key" | "sha256">,
    from: MediaFile,
    signal: AbortSignal,
  ): Promise<void> {
    if (await this.#has({ key, sha256, sizeBytes: from.sizeBytes }, signal)) return;
    const headers = { "content-length": String(from.sizeBytes), [SHA256_HEADER]: sha256 };
    await this.#client.exchange({
      ...UPLOAD,
      request: { method: "PUT", object: this.#nameOf(key), headers, sha256 },
      maxBytes: from.sizeBytes,
      signal,
      body: (progress) => counted(from, progress),
      read: expectSuccess,
    });
  }

  async #has(
    { key, sha256, sizeBytes }: Omit<KeptFile, "usedAt">,
    signal: AbortSignal,
  ): Promise<boolean> {
    return this.#client.exchange({
      ...SHORT,
      request: { method: "HEAD", object: this.#nameOf(key) },
      signal,
      read: async (response, progress) => {
        // It has no body that tells a missing file from a missing bucket; the upload will.
        if (response.statusCode === 404) return false;
        await expectSuccess(response, progress);
        const { headers } = response;
        return headers[SHA256_HEADER] === sha256 && Number(headers["content-length"]) === sizeBytes;
      },
    });
  }

  async get(request: BucketRequest): Promise<boolean> {
    const { key, maxBytes, signal } = request;
    const headers = { "accept-encoding": "identity" };
    const download = await this.#client.exchange({
      ...DOWNLOAD,
      request: { method: "GET", object: this.#nameOf(key), headers },
      maxBytes,
      signal,
      read: (response, progress) => save(response, { ...request, progress }),
    });
    if (download === "changed") await this.remove(key, signal);
    return download === "whole";
  }

  async list(signal: AbortSignal): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    let next: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const page = await this.#page(next, signal);
      for (const { name, sizeBytes, modifiedAt } of page.objects) {
        const key = this.#keyOf(name);
        if (key !== undefined) files.push({ key, sizeBytes, storedAt: modifiedAt });
      }
      next = page.next;
      if (next === undefined) break;
    }
    return files;
  }

  async #page(token: string | undefined, signal: AbortSignal): Promise<ObjectPage> {
    const query = {
      "list-type": "2",
      ...(token !== undefined && { "continuation-token": token }),
      ...(this.#prefix !== "" && { prefix: this.#prefix }),
    };
    return this.#client.exchange({
      ...LIST,
      request: { method: "GET", query },
      maxBytes: MAX_PAGE_BYTES,
      signal,
      read: async (response, progress) => {
        if (response.statusCode !== 200) return fail(response, progress);
        return parseObjectPage(
          await readText(response.body, { maxBytes: MAX_PAGE_BYTES, progress }),
        );
      },
    });
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    await this.#client.exchange({
      ...SHORT,
      request: { method: "DELETE", object: this.#nameOf(key) },
      signal,
      read: async (response, progress) => {
        if (response.statusCode !== 404) await expectSuccess(response, progress);
      },
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #nameOf(key: string): string {
    return `${this.#prefix}${key}${SUFFIX}`;
  }

  /** Returns `undefined` if the object is not the relay's. */
  #keyOf(name: string): string | undefined {
    if (!name.startsWith(this.#prefix) || !name.endsWith(SUFFIX)) return undefined;
    const key = name.slice(this.#prefix.length, -SUFFIX.length);
    return KEY.test(key) ? key : undefined;
  }
}

async function* counted(file: MediaFile, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    progress(chunk.length);
    yield chunk;
  }
}

/** Rejects with the error that an answer tells. */
async function fail(
  { statusCode, body }: Dispatcher.ResponseData,
  progress: Progress,
): Promise<never> {
  const code = errorCodeOf(await readText(body, { maxBytes: MAX_ERROR_BYTES, progress }));
  throw toStatusError(statusCode, code);
}

/** Reads the rest of the answer, so that its connection can be used again. */
async function expectSuccess(response: Dispatcher.ResponseData, progress: Progress): Promise<void> {
  if (response.statusCode < 200 || response.statusCode > 299) await fail(response, progress);
  await readText(response.body, { maxBytes: MAX_ERROR_BYTES, progress });
}

/** Writes an object to a file that it makes, unless there is no object, no file, or too many bytes. */
async function save(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { maxBytes, createFile, progress }: BucketRequest & { readonly progress: Progress },
): Promise<Download> {
  if (statusCode !== 200) {
    const code = errorCodeOf(await readText(body, { maxBytes: MAX_ERROR_BYTES, progress }));
    // A missing bucket is a mistake in the settings, which has to be logged.
    if (statusCode === 404 && code !== "NoSuchBucket") return "absent";
    throw toStatusError(statusCode, code);
  }
  const sha256 = String(headers[SHA256_HEADER]);
  if (!SHA256.test(sha256)) return "changed";
  const sizeBytes = Number(headers["content-length"]);
  // Fewer bytes than announced make undici reject. Without a length, nobody knows what room they take.
  if (!(sizeBytes <= maxBytes)) return "absent";
  const file = await createFile(sizeBytes);
  if (!file) return "absent";
  try {
    const written = await write(body, file, progress);
    if (written === sha256) return "whole";
  } catch (error) {
    await file.dispose();
    throw error;
  }
  await file.dispose();
  return "changed";
}

/** Resolves with the SHA-256 of all that was written. */
async function write(
  body: AsyncIterable<Uint8Array>,
  file: WritableFile,
  progress: Progress,
): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of body) {
    progress(chunk.length);
    hash.update(chunk);
    await file.append(chunk);
  }
  return hash.digest("hex");
}
