import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { expect, it } from "vitest";
import {
  signatureProblem,
  toPublicKey,
} from "../../../../../src/adapters/discord/http/signature.ts";

// RFC 8032, section 7.1, test 2: not a pair that this code has made.
const SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const PKCS8 = "302e020100300506032b657004220420";
const key = createPrivateKey({
  key: Buffer.from(PKCS8 + SEED, "hex"),
  format: "der",
  type: "pkcs8",
});
const other = generateKeyPairSync("ed25519").privateKey;

const NOW_S = 1_800_000_000;
const BODY = '{"id":"1","type":1,"text":"zoë"}';

const signatureOf = (text: string, by: KeyObject = key): string =>
  sign(null, Buffer.from(text), by).toString("hex");

interface Sent {
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly body: string;
}

function problemOf({ signature, timestamp, body }: Sent) {
  const headers = new Headers();
  if (signature !== undefined) headers.set("X-Signature-Ed25519", signature);
  if (timestamp !== undefined) headers.set("X-Signature-Timestamp", timestamp);
  return signatureProblem({
    headers,
    body: Buffer.from(body),
    publicKey: toPublicKey(PUBLIC),
    nowMs: NOW_S * 1_000,
  });
}

const good: Sent = {
  signature: signatureOf(`${NOW_S}${BODY}`),
  timestamp: String(NOW_S),
  body: BODY,
};
const at = (seconds: number): Sent => ({
  ...good,
  signature: signatureOf(`${seconds}${BODY}`),
  timestamp: String(seconds),
});

it.each([
  ["as Discord signs it", good],
  ["in upper case", { ...good, signature: good.signature?.toUpperCase() }],
  ["five minutes ago", at(NOW_S - 300)],
  ["five minutes ahead", at(NOW_S + 300)],
  ["without a body", { ...good, signature: signatureOf(String(NOW_S)), body: "" }],
] as const)("accepts what is signed %s", (_, sent) => {
  expect(problemOf(sent)).toBeUndefined();
});

it.each([
  ["no signature", { ...good, signature: undefined }, "headers"],
  ["an empty signature", { ...good, signature: "" }, "headers"],
  ["a signature that is too short", { ...good, signature: good.signature?.slice(2) }, "headers"],
  ["a signature that is too long", { ...good, signature: `${good.signature}00` }, "headers"],
  ["a signature that is no hex", { ...good, signature: "z".repeat(128) }, "headers"],
  ["two signatures", { ...good, signature: `${good.signature}, ${good.signature}` }, "headers"],
  ["no timestamp", { ...good, timestamp: undefined }, "headers"],
  ["an empty timestamp", { ...good, timestamp: "", signature: signatureOf(BODY) }, "headers"],
  ["a timestamp that is no number", { ...good, timestamp: "now" }, "headers"],
  ["a negative timestamp", { ...good, timestamp: "-1" }, "headers"],
  ["a fraction of a second", { ...good, timestamp: `${NOW_S}.0` }, "headers"],
  ["an endless timestamp", { ...good, timestamp: "9".repeat(400) }, "headers"],
  ["the time in milliseconds", at(NOW_S * 1_000), "headers"],
  ["a time of 301 s ago", at(NOW_S - 301), "timestamp"],
  ["a time of 301 s ahead", at(NOW_S + 301), "timestamp"],
  ["a time of 1970", at(0), "timestamp"],
  ["a time in hours", at(NOW_S + 3_600), "timestamp"],
  ["another time than it signs", { ...good, timestamp: String(NOW_S + 1) }, "signature"],
  ["another body", { ...good, body: BODY.replace("1", "2") }, "signature"],
  ["more body", { ...good, body: `${BODY} ` }, "signature"],
  ["no body", { ...good, body: "" }, "signature"],
  ["the signature of the body alone", { ...good, signature: signatureOf(BODY) }, "signature"],
  ["another key", { ...good, signature: signatureOf(`${NOW_S}${BODY}`, other) }, "signature"],
  ["zeros", { ...good, signature: "0".repeat(128) }, "signature"],
  ["a flipped bit", { ...good, signature: good.signature?.replace(/^./, flip) }, "signature"],
  [
    "a digit of the time moved into the body",
    { ...good, timestamp: String(NOW_S).slice(0, -1), body: `0${BODY}` },
    "timestamp",
  ],
] as const)("refuses %s", (_, sent, problem) => {
  expect(problemOf(sent)).toBe(problem);
});

function flip(digit: string): string {
  return digit === "0" ? "1" : "0";
}
