import { AwsV4Signer } from "aws4fetch";
import type { Clock } from "../../core/ports/clock.ts";
import type { BucketLocation } from "./bucket-location.ts";

/** The SHA-256 of no bytes at all. */
const NO_BYTES_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A request to an S3-compatible service, without its signature. */
export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Default: the bucket itself. */
  readonly object?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the body, in hexadecimal digits. Default: that of no body. */
  readonly sha256?: string;
}

/**
 * Resolves with the URL and the headers of a request that is signed with AWS Signature Version 4. The signature covers the
 * body's checksum, so that the service stores no other bytes.
 */
export async function toSignedRequest(
  { method, object = "", query = {}, headers = {}, sha256 = NO_BYTES_SHA256 }: S3Request,
  { baseUrl, region, accessKeyId, secretAccessKey, sessionToken }: BucketLocation,
  clock: Clock,
): Promise<{ readonly url: URL; readonly headers: Record<string, string> }> {
  const url = new URL(`${baseUrl}/${object}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, "x-amz-content-sha256": sha256 },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: "s3",
    region,
    datetime: new Date(clock.now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
  });
  const signed = await signer.sign();
  return { url: signed.url, headers: Object.fromEntries(signed.headers) };
}
