/*
 * AWS Signature Version 4 as the documentation of S3 describes it ("Authenticating Requests: Using the Authorization Header"),
 * from the side of the service. Written from that text, so that a mistake of the client's signer shows.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Who may use a service. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only with temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** A request as it came. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a service expects of a signature. */
export interface SignatureRules extends Credentials {
  readonly region: string;
  /** In Unix milliseconds. */
  readonly nowMs: number;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const MAX_SKEW_MS = 15 * 60_000;

/** Returns S3's code for what is wrong with a request's signature; `undefined` if it is right. */
export function checkSignature(
  { method, target, headers }: SignedRequest,
  { region, nowMs, accessKeyId, secretAccessKey, sessionToken }: SignatureRules,
): string | undefined {
  const parts = AUTHORIZATION.exec(headers.authorization ?? "");
  if (!parts) return headers.authorization === undefined ? "AccessDenied" : "InvalidArgument";
  const [, keyId, day = "", scopeRegion = "", signedNames = "", signature = ""] = parts;
  if (keyId !== accessKeyId) return "InvalidAccessKeyId";
  if (scopeRegion !== region) return "AuthorizationHeaderMalformed";
  if (headers["x-amz-security-token"] !== sessionToken) return "InvalidToken";
  const timestamp = String(headers["x-amz-date"]);
  const [, year, month, date, hour, minute, second] = TIMESTAMP.exec(timestamp) ?? [];
  const sentAtMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (!timestamp.startsWith(day) || Number.isNaN(sentAtMs)) return "AccessDenied";
  if (Math.abs(nowMs - sentAtMs) > MAX_SKEW_MS) return "RequestTimeTooSkewed";
  const names = signedNames.split(";");
  const mustBeSigned = [
    "host",
    ...Object.keys(headers).filter((name) => name.startsWith("x-amz-")),
  ];
  if (mustBeSigned.some((name) => !names.includes(name))) return "AccessDenied";
  const canonicalRequest = [
    method,
    canonicalPath(target),
    canonicalQuery(target),
    ...names.map((name) => `${name}:${valueOf(headers, name)}`),
    "",
    signedNames,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonicalRequest)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer | string>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const wanted = createHmac("sha256", key).update(toSign).digest();
  const isRight = timingSafeEqual(wanted, Buffer.from(signature, "hex"));
  return isRight ? undefined : "SignatureDoesNotMatch";
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const valueOf = (headers: IncomingHttpHeaders, name: string): string =>
  String(headers[name] ?? "")
    .trim()
    .replaceAll(/ +/g, " ");

/** Every byte but the unreserved characters of RFC 3986, in upper-case hexadecimal. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function canonicalPath(target: string): string {
  const [path = ""] = target.split("?");
  return path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
}

function canonicalQuery(target: string): string {
  const [, query = ""] = target.split("?");
  if (query === "") return "";
  return query
    .split("&")
    .map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
    })
    .toSorted()
    .join("&");
}
