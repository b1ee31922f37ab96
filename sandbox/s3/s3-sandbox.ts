/*
 * A stand-in for an S3-compatible service with one bucket on a loopback port.
 *
 * Like the real one: buckets in the path; PutObject, GetObject, HeadObject, DeleteObject and ListObjectsV2 with its pages;
 * signatures, checked from the documentation's text; the codes of its errors; an upload without its length, or with another
 * checksum than was signed, is refused and stores nothing.
 *
 * Unlike the real one: no rights, versions, parts or expiry; the text of its errors is short.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeServer, listen } from "../loopback-server.ts";
import { checkSignature, type Credentials, type SignatureRules } from "./check-signature.ts";
import {
  S3Bucket,
  toError,
  type S3Request,
  type S3Response,
  type StoredObject,
} from "./s3-bucket.ts";
import { sendFaultyBody, type S3Fault, type S3FaultScope } from "./s3-fault.ts";

/** A running stand-in. */
export interface S3Sandbox {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** By key. A test may change them. */
  readonly objects: Map<string, StoredObject>;
  /** Method and key of every request with a right signature, oldest first. */
  readonly requests: readonly string[];
  /** The largest number of requests that were in progress at the same time. */
  readonly mostAtOnce: number;
  /** What a client sent that a service does not know, or whose signature is not right. */
  readonly violations: readonly string[];
  /** Answers matching requests with a fault; the returned function ends it. The fault that came first goes first. */
  fault(fault: S3Fault, scope?: S3FaultScope): () => void;
  close(): Promise<void>;
}

/** Options of {@link createS3Sandbox}. */
export interface S3SandboxOptions {
  /** Objects on a page of a list. Default: 1,000, as in S3. */
  readonly pageSize?: number;
  /** Whether the credentials are temporary ones, with a session token. Default: true. */
  readonly isTemporary?: boolean;
  /** Returns the service's time, in Unix milliseconds. Default: that of the system. */
  readonly now?: () => number;
}

const REGION = "eu-test-1";
const BUCKET = "relay-files";
/** The statuses of S3's codes for a signature that is not right; 403 for all others. */
const BAD_REQUESTS: ReadonlySet<string> = new Set([
  "AuthorizationHeaderMalformed",
  "InvalidArgument",
  "InvalidToken",
]);

/** Starts a stand-in. */
export async function createS3Sandbox({
  pageSize = 1_000,
  isTemporary = true,
  now = Date.now,
}: S3SandboxOptions = {}): Promise<S3Sandbox> {
  const credentials = {
    accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: isTemporary ? randomBytes(60).toString("base64") : undefined,
  };
  const bucket = new S3Bucket(BUCKET, { pageSize, now });
  const service = new S3Service(bucket, { ...credentials, region: REGION, now });
  const server = createServer((req, res) => {
    // A client may disconnect at any time.
    req.on("error", () => undefined);
    res.on("error", () => undefined);
    void service.serve(req, res).catch(() => res.destroy());
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: BUCKET,
    region: REGION,
    credentials,
    objects: bucket.objects,
    requests: service.requests,
    violations: service.violations,
    get mostAtOnce() {
      return service.mostAtOnce;
    },
    fault: (fault, scope) => service.fault(fault, scope),
    close: () => closeServer(server),
  };
}

class S3Service {
  readonly requests: string[] = [];
  readonly violations: string[] = [];
  mostAtOnce = 0;
  readonly #bucket: S3Bucket;
  readonly #rules: Omit<SignatureRules, "nowMs"> & { readonly now: () => number };
  readonly #faults = new Set<{ fault: S3Fault; method: string | undefined; left: number }>();
  readonly #inProgress = new Set<ServerResponse>();

  constructor(bucket: S3Bucket, rules: Omit<SignatureRules, "nowMs"> & { now: () => number }) {
    this.#bucket = bucket;
    this.#rules = rules;
  }

  fault(fault: S3Fault, { method, times = Infinity }: S3FaultScope = {}): () => void {
    const entry = { fault, method, left: times };
    this.#faults.add(entry);
    return () => void this.#faults.delete(entry);
  }

  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.#inProgress.add(res);
    res.on("close", () => this.#inProgress.delete(res));
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#inProgress.size);
    const { method = "", url: target = "", headers } = req;
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    const wrong = checkSignature(
      { method, target, headers },
      { ...this.#rules, nowMs: this.#rules.now() },
    );
    if (wrong !== undefined) {
      this.violations.push(`${wrong}: ${method} ${target}`);
      send(res, toError(BAD_REQUESTS.has(wrong) ? 400 : 403, wrong));
      return;
    }
    const { pathname, searchParams: query } = new URL(target, "http://127.0.0.1");
    const [, bucket, ...path] = pathname.split("/").map((each) => decodeURIComponent(each));
    const key = path.join("/");
    this.requests.push([method, key].join(" "));
    if (bucket !== BUCKET) return send(res, toError(404, "NoSuchBucket"));
    this.#answer({ method, key, query, headers, body: Buffer.concat(chunks) }, res);
  }

  #answer(request: S3Request, res: ServerResponse): void {
    const fault = this.#faultOf(request.method);
    switch (fault?.kind) {
      case "hang":
        return;
      case "reset":
        res.destroy();
        return;
      case "status":
        return send(res, toError(fault.status, fault.code));
      default:
    }
    const answer = this.#bucket.answer(request);
    if (!answer)
      this.violations.push(`unknown: ${request.method} ${request.key} ${request.query.toString()}`);
    const { status, headers, body } = answer ?? toError(501, "NotImplemented");
    if (fault?.kind === "lost-answer") {
      res.destroy();
      return;
    }
    if (!fault || request.method === "HEAD" || !body)
      return send(res, answer ?? toError(501, "NotImplemented"), request.method);
    res.writeHead(status, { "content-length": body.length, ...headers });
    sendFaultyBody(fault, res, body);
  }

  #faultOf(method: string): S3Fault | undefined {
    for (const entry of this.#faults) {
      if (entry.left <= 0 || (entry.method ?? method) !== method) continue;
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  }
}

/** A body is left out of the answer to HEAD, but its headers are not. */
function send(res: ServerResponse, { status, headers, body }: S3Response, method = "GET"): void {
  res.writeHead(status, headers);
  res.end(method === "HEAD" ? undefined : body);
}
