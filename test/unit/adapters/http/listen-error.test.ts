import { describe, expect, it } from "vitest";
import { toListenError } from "../../../../src/adapters/http/listen-error.ts";
import { ConfigError } from "../../../../src/core/errors.ts";

const errorOf = (code: string): Error => Object.assign(new Error(code), { code });

describe("toListenError", () => {
  it.each([
    ["EADDRINUSE", /^RELAY_HTTP_PORT is taken: .*port 80 of 127\.0\.0\.1, .*set another port$/],
    ["EACCES", /^RELAY_HTTP_PORT is not allowed: .*set one from 1024 on$/],
    ["EADDRNOTAVAIL", /^RELAY_HTTP_HOST is not an address of this machine: set it to 127\.0\.0\.1/],
    ["ENOTFOUND", /^RELAY_HTTP_HOST/],
  ])("names the variable and the cure for %s", (code, problem) => {
    const error = toListenError(errorOf(code), { host: "127.0.0.1", port: 80 });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ problems: [expect.stringMatching(problem)] });
  });

  it("leaves any other error as it is", () => {
    const error = errorOf("EMFILE");
    expect(toListenError(error, { host: "127.0.0.1", port: 80 })).toBe(error);
  });
});
