import { createHmac } from "node:crypto";
import { isValidSlackRequest } from "@slack/bolt";
import { expect, it } from "vitest";
import { signatureProblem } from "../../../../../src/adapters/slack/http/signature.ts";

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const TIMESTAMP = 1_531_420_618;
const SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

interface Change {
  readonly timestamp?: string;
  readonly signature?: string;
  readonly body?: string;
  readonly secret?: string;
  /** How much later than the timestamp it is, in seconds. */
  readonly laterS?: number;
}

function problemOf(change: Change): string | undefined {
  const { timestamp = String(TIMESTAMP), signature = SIGNATURE, body = BODY } = change;
  return signatureProblem({
    headers: new Headers({
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
    }),
    body: new TextEncoder().encode(body),
    signingSecret: change.secret ?? SECRET,
    nowMs: (TIMESTAMP + (change.laterS ?? 0)) * 1_000,
  });
}

it("accepts the example of Slack's documentation", () => {
  expect(problemOf({})).toBeUndefined();
});

it("still has to go around Bolt's own check, which accepts any time in the future", () => {
  const timestamp = TIMESTAMP + 86_400;
  const hmac = createHmac("sha256", SECRET).update(`v0:${timestamp}:${BODY}`).digest("hex");
  const request = {
    signingSecret: SECRET,
    body: BODY,
    headers: { "x-slack-signature": `v0=${hmac}`, "x-slack-request-timestamp": timestamp },
    nowMilliseconds: TIMESTAMP * 1_000,
  };
  expect(isValidSlackRequest(request)).toBe(true);
});

it.each([300, 299, -299, -300])("accepts a request at an age of %i s", (laterS) => {
  expect(problemOf({ laterS })).toBeUndefined();
});

it.each([
  ["older than five minutes", { laterS: 301 }, "timestamp"],
  ["a day old", { laterS: 86_400 }, "timestamp"],
  ["more than five minutes in the future", { laterS: -301 }, "timestamp"],
  ["far in the future", { timestamp: "999999999999" }, "timestamp"],
  ["of 1970", { timestamp: "0" }, "timestamp"],
  ["with a time in milliseconds", { timestamp: `${TIMESTAMP}000` }, "headers"],
  ["with a fraction of a second", { timestamp: `${TIMESTAMP}.5` }, "headers"],
  ["with a negative time", { timestamp: `-${TIMESTAMP}` }, "headers"],
  ["with two times", { timestamp: `${TIMESTAMP}, ${TIMESTAMP}` }, "headers"],
  ["with a time in another notation", { timestamp: "0x5b47a0ca" }, "headers"],
  ["without a time", { timestamp: "" }, "headers"],
  ["without a signature", { signature: "" }, "headers"],
  ["with a bare signature", { signature: SIGNATURE.slice(3) }, "headers"],
  ["with another version's signature", { signature: SIGNATURE.replace("v0", "v1") }, "headers"],
  ["with a short signature", { signature: SIGNATURE.slice(0, -2) }, "headers"],
  ["with a long signature", { signature: `${SIGNATURE}00` }, "headers"],
  ["with an empty signature", { signature: "v0=" }, "headers"],
  ["with two signatures", { signature: `${SIGNATURE}, ${SIGNATURE}` }, "headers"],
  ["with a signature that is not hexadecimal", { signature: `v0=${"z".repeat(64)}` }, "headers"],
  ["with a signature of another request", { signature: `v0=${"0".repeat(64)}` }, "signature"],
  ["signed with another secret", { secret: "another" }, "signature"],
  ["with one more byte", { body: `${BODY} ` }, "signature"],
  ["with another body", { body: BODY.replace("U2CERLKJA", "U2CERLKJB") }, "signature"],
  ["without a body", { body: "" }, "signature"],
  ["with another time", { timestamp: String(TIMESTAMP + 1) }, "signature"],
] as const)("refuses a request %s", (_, change, problem) => {
  expect(problemOf(change)).toBe(problem);
});

it("refuses a request without headers", () => {
  const body = new Uint8Array();
  expect(
    signatureProblem({ headers: new Headers(), body, signingSecret: SECRET, nowMs: Date.now() }),
  ).toBe("headers");
});
