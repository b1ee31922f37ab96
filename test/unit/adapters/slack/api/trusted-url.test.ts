import { expect, it } from "vitest";
import { isTrustedUrl } from "../../../../../src/adapters/slack/api/trusted-url.ts";

const SLACK = "https://slack.com/api/";

it.each([
  ["https://files.slack.com/upload/v1/x", SLACK],
  ["http://localhost:4010/upload", "http://127.0.0.1:4020/api/"],
  ["http://[::1]:4010/upload", "http://localhost:4020/api/"],
  ["http://slack.test:4010/upload", "http://slack.test:4010/api/"],
])("trusts %s if the API is at %s", (address, apiUrl) => {
  expect(isTrustedUrl(address, apiUrl)).toBe(true);
});

it.each([
  ["http://files.slack.com/upload", SLACK],
  ["http://localhost:4010/upload", SLACK],
  ["http://slack.test:4011/upload", "http://slack.test:4010/api/"],
  ["http://127.0.0.1.evil.test/upload", "http://localhost:4020/api/"],
  ["ftp://slack.com/upload", SLACK],
  ["file:///etc/passwd", "http://localhost:4020/api/"],
  ["/upload", SLACK],
  ["", SLACK],
])("does not trust %j if the API is at %s", (address, apiUrl) => {
  expect(isTrustedUrl(address, apiUrl)).toBe(false);
});
