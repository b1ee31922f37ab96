import { expect, it } from "vitest";
import { checkSignature } from "../../../sandbox/s3/check-signature.ts";

/** The credentials and requests of the examples in S3's documentation, "Authenticating Requests: Examples". */
const RULES = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  nowMs: Date.UTC(2013, 4, 24),
};
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const headersOf = (signedHeaders: string, signature: string) => ({
  host: "examplebucket.s3.amazonaws.com",
  "x-amz-date": "20130524T000000Z",
  "x-amz-content-sha256": EMPTY,
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`,
});
const GET_OBJECT = {
  method: "GET",
  target: "/test.txt",
  headers: {
    ...headersOf(
      "host;range;x-amz-content-sha256;x-amz-date",
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
    range: "bytes=0-9",
  },
};
const LIST_OBJECTS = {
  method: "GET",
  target: "/?max-keys=2&prefix=J",
  headers: headersOf(
    "host;x-amz-content-sha256;x-amz-date",
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  ),
};
const PUT_OBJECT = {
  method: "PUT",
  target: "/test%24file.text",
  headers: {
    ...headersOf(
      "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ),
    date: "Fri, 24 May 2013 00:00:00 GMT",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
  },
};

it.each([GET_OBJECT, LIST_OBJECTS, PUT_OBJECT])(
  "takes the signature of the documentation's example: $method $target",
  (request) => {
    expect(checkSignature(request, RULES)).toBeUndefined();
  },
);

const { authorization, ...unsigned } = GET_OBJECT.headers;
it.each([
  ["AccessDenied", { ...GET_OBJECT, headers: unsigned }, RULES],
  ["InvalidArgument", { ...GET_OBJECT, headers: { ...unsigned, authorization: "Basic x" } }, RULES],
  ["SignatureDoesNotMatch", { ...GET_OBJECT, target: "/test.txt?acl=" }, RULES],
  ["SignatureDoesNotMatch", { ...GET_OBJECT, method: "DELETE" }, RULES],
  ["SignatureDoesNotMatch", GET_OBJECT, { ...RULES, secretAccessKey: "other" }],
  ["InvalidAccessKeyId", GET_OBJECT, { ...RULES, accessKeyId: "other" }],
  ["AuthorizationHeaderMalformed", GET_OBJECT, { ...RULES, region: "eu-west-1" }],
  ["InvalidToken", GET_OBJECT, { ...RULES, sessionToken: "token" }],
  ["RequestTimeTooSkewed", GET_OBJECT, { ...RULES, nowMs: RULES.nowMs + 16 * 60_000 }],
  // What a client adds without signing it could have been added on the way.
  [
    "AccessDenied",
    { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, "x-amz-meta-sha256": "x" } },
    RULES,
  ],
])("refuses what is not signed so: %s", (code, request, rules) => {
  expect(authorization).toBeDefined();
  expect(checkSignature(request, rules)).toBe(code);
});
