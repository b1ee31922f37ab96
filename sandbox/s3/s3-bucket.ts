import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A request, once its body is read. */
export interface S3Request {
  readonly method: string;
  /** Empty if the request is about the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A whole answer. */
export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** An object. A test may change it. */
export interface StoredObject {
  bytes: Uint8Array;
  readonly contentType: string;
  /** The headers `x-amz-meta-…`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** In Unix milliseconds. */
  modifiedAt: number;
}

/** The answer that is an error, with S3's code for it. */
export const toError = (status: number, code: string): S3Response => ({
  status,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>stand-in</Message></Error>`,
  ),
});

/** One bucket. */
export class S3Bucket {
  /** By key. */
  readonly objects = new Map<string, StoredObject>();
  readonly #name: string;
  readonly #pageSize: number;
  readonly #now: () => number;

  /** `pageSize`: objects on a page of a list. `now`: returns the time in Unix milliseconds. */
  constructor(name: string, options: { readonly pageSize: number; readonly now: () => number }) {
    this.#name = name;
    this.#pageSize = options.pageSize;
    this.#now = options.now;
  }

  /** Carries a request out. Returns `undefined` if it is none of those that the stand-in knows. */
  answer(request: S3Request): S3Response | undefined {
    const { method, key, query } = request;
    if (key === "")
      return method === "GET" && query.get("list-type") === "2" ? this.#list(query) : undefined;
    if (query.size > 0) return undefined;
    switch (method) {
      case "PUT":
        return this.#put(request);
      case "GET":
      case "HEAD":
        return this.#get(key);
      case "DELETE":
        this.objects.delete(key);
        return { status: 204 };
      default:
        return undefined;
    }
  }

  #put({ key, headers, body }: S3Request): S3Response {
    if (headers["content-length"] === undefined) return toError(411, "MissingContentLength");
    const sha256 = createHash("sha256").update(body).digest("hex");
    if (headers["x-amz-content-sha256"] !== sha256)
      return toError(400, "XAmzContentSHA256Mismatch");
    const metadata = Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith("x-amz-meta-") ? [[name, String(value)] as const] : [],
    );
    this.objects.set(key, {
      bytes: body,
      contentType: headers["content-type"] ?? "binary/octet-stream",
      metadata: Object.fromEntries(metadata),
      modifiedAt: this.#now(),
    });
    return { status: 200, headers: { etag: etagOf(body) } };
  }

  #get(key: string): S3Response {
    const object = this.objects.get(key);
    if (!object) return toError(404, "NoSuchKey");
    const { bytes, contentType, metadata, modifiedAt } = object;
    return {
      status: 200,
      headers: {
        "content-type": contentType,
        "content-length": String(bytes.length),
        "last-modified": new Date(modifiedAt).toUTCString(),
        etag: etagOf(bytes),
        ...metadata,
      },
      body: bytes,
    };
  }

  /** ListObjectsV2. The token of a page has characters that XML and addresses escape. */
  #list(query: URLSearchParams): S3Response {
    const prefix = query.get("prefix") ?? "";
    const after = (query.get("continuation-token") ?? "").replace(/^<&\+/, "");
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after)
      .toSorted();
    const page = keys.slice(0, this.#pageSize);
    const isTruncated = page.length < keys.length;
    const contents = page.map((key) => {
      const { bytes = new Uint8Array(), modifiedAt = 0 } = this.objects.get(key) ?? {};
      const modified = new Date(modifiedAt).toISOString();
      return `<Contents><Key>${toXml(key)}</Key><LastModified>${modified}</LastModified><ETag>${toXml(etagOf(bytes))}</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    });
    const next = isTruncated
      ? `<NextContinuationToken>${toXml(`<&+${page.at(-1)}`)}</NextContinuationToken>`
      : "";
    return {
      status: 200,
      headers: { "content-type": "application/xml" },
      body: Buffer.from(
        `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${this.#name}</Name><Prefix>${toXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${this.#pageSize}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${contents.join("")}${next}</ListBucketResult>`,
      ),
    };
  }
}

const etagOf = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

const toXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
