/**
 * Uploaded files: reserved, received, completed, shared, deleted. Bytes are stored in a temporary directory, never whole in
 * memory. Like Slack, a file id exists from the reservation on, `files.info` knows it from the completion on, and a
 * share appears some time after the completion. Not implemented: thumbnails, previews, scans, storage quota.
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { findFilePart, type ByteRange } from "./multipart.ts";

/** One appearance of a file in a channel. */
export interface Share {
  readonly channelId: string;
  readonly channelName: string;
  readonly kind: "public" | "private";
  readonly ts: string;
  readonly threadTs: string | undefined;
}

/** A file in the store. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly altText: string | undefined;
  readonly uploadSecret: string;
  /** What a browser sends instead of a token. */
  readonly viewSecret: string;
  readonly createdAt: number;
  title: string;
  state: "reserved" | "received" | "completed" | "deleted";
  /** Of its bytes, once they are received. */
  sha256: string;
  /** Where they are, if they are kept. */
  bytes: { readonly path: string; readonly range: ByteRange } | undefined;
  readonly shares: Share[];
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpg: "image/jpeg",
  json: "application/json",
  mov: "video/quicktime",
  mp4: "video/mp4",
  png: "image/png",
  txt: "text/plain",
  webm: "video/webm",
};

/** The type that Slack shows for a file, derived from its name. */
export const toMimeType = (name: string): string =>
  MIME_TYPES[toFileType(name)] ?? "application/octet-stream";

/** Slack's `filetype`: the extension without the dot. */
export const toFileType = (name: string): string => extname(name).slice(1).toLowerCase();

/** See the file's header. */
export class FileStore {
  readonly #keepsFiles: boolean;
  readonly #files = new Map<string, StoredFile>();
  #directory: Promise<string> | undefined;
  #received = 0;

  constructor({ keepsFiles }: { readonly keepsFiles: boolean }) {
    this.#keepsFiles = keepsFiles;
  }

  /** Returns a file by id, in any state. */
  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  /** Returns the file of an upload URL. */
  bySecret(secret: string): StoredFile | undefined {
    return [...this.#files.values()].find((file) => file.uploadSecret === secret);
  }

  /** Returns the file of a view URL. */
  byViewSecret(secret: string): StoredFile | undefined {
    return [...this.#files.values()].find((file) => file.viewSecret === secret);
  }

  /** Reserves a file. */
  reserve(file: Pick<StoredFile, "id" | "name" | "length" | "altText" | "createdAt">): StoredFile {
    const reserved: StoredFile = {
      ...file,
      uploadSecret: randomBytes(24).toString("base64url"),
      viewSecret: randomBytes(24).toString("base64url"),
      title: file.name,
      state: "reserved",
      sha256: "",
      bytes: undefined,
      shares: [],
    };
    this.#files.set(file.id, reserved);
    return reserved;
  }

  /**
   * Stores the bytes of an upload; `boundary` is set if they come as a multipart form. Resolves with their number, or with
   * `undefined` if the form is malformed. Only an upload of exactly the announced length is kept.
   */
  async receive(
    file: StoredFile,
    body: Readable,
    boundary: string | undefined,
  ): Promise<number | undefined> {
    if (!this.#keepsFiles && boundary === undefined) return receiveDigest(file, body);
    this.#directory ??= mkdtemp(join(tmpdir(), "slack-sandbox-"));
    this.#received += 1;
    const path = join(await this.#directory, `${file.id}-${this.#received}`);
    const sink = createWriteStream(path);
    await pipeline(body, sink);
    const range =
      boundary === undefined
        ? { start: 0, end: sink.bytesWritten }
        : await findFilePart(path, boundary);
    if (range === undefined) return undefined;
    const size = range.end - range.start;
    if (size === file.length) {
      file.bytes = { path, range };
      file.sha256 = await hash(path, range);
      file.state = "received";
    } else {
      await rm(path);
    }
    return size;
  }

  /** Streams the bytes from `start` up to, not including, `end`. */
  open(file: StoredFile, { start, end }: ByteRange = { start: 0, end: file.length }): Readable {
    if (file.bytes === undefined) throw new Error(`file ${file.id} has no bytes`);
    const { path, range } = file.bytes;
    return createReadStream(path, { start: range.start + start, end: range.start + end - 1 });
  }

  /** Returns the bytes, for tests. */
  read(id: string): Buffer | undefined {
    const bytes = this.#files.get(id)?.bytes;
    if (bytes === undefined) return undefined;
    return readFileSync(bytes.path).subarray(bytes.range.start, bytes.range.end);
  }

  /** Deletes all files from disk. */
  async clear(): Promise<void> {
    if (this.#directory !== undefined) {
      await rm(await this.#directory, { recursive: true, force: true });
    }
  }
}

/** Receives bytes without keeping them. */
async function receiveDigest(file: StoredFile, body: Readable): Promise<number> {
  const sha256 = createHash("sha256");
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    sha256.update(chunk);
  }
  if (size === file.length) {
    file.sha256 = sha256.digest("hex");
    file.state = "received";
  }
  return size;
}

async function hash(path: string, { start, end }: ByteRange): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path, { start, end: end - 1 }), digest);
  return digest.digest("hex");
}
