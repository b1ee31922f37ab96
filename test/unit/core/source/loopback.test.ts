import { expect, test } from "vitest";
import { isLoopbackHost, isLoopbackUrl } from "../../../../src/core/source/loopback.ts";

test.each(["http://127.0.0.1:8188", "https://localhost/x", "http://[::1]:1", "http://127.1"])(
  "%s is this machine",
  (url) => expect(isLoopbackUrl(url)).toBe(true),
);

test.each(["http://127.0.0.1.test", "https://localhost.test", "http://192.168.1.20", "no URL", ""])(
  "%s is not this machine",
  (url) => expect(isLoopbackUrl(url)).toBe(false),
);

test("a host is compared as URLs spell it", () => {
  expect(isLoopbackHost("127.0.0.1")).toBe(true);
  expect(isLoopbackHost("127.0.0.1:80")).toBe(false);
});
