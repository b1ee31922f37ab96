import { describe, expect, it } from "vitest";
import { listenHost, listenPort } from "../../../src/config/values.ts";

describe("listenPort", () => {
  it("takes 1 to 65535", () => {
    expect([listenPort.parse("1"), listenPort.parse("65535")]).toEqual([1, 65_535]);
  });

  it.each(["0", "65536", "http", "80.5", "-1", "0x50", "1e3"])("refuses %s", (value) => {
    expect(listenPort.safeParse(value).error?.issues).toMatchObject([
      { message: "is not a port: write a number from 1 to 65535" },
    ]);
  });
});

describe("listenHost", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "relay.internal"])(
    "takes %s",
    (value) => {
      expect(listenHost.parse(value)).toBe(value);
    },
  );

  it.each(["http://0.0.0.0", "0.0.0.0:8080", "[::1]:80", "two words", "*", "-x"])(
    "refuses %s",
    (value) => {
      expect(listenHost.safeParse(value).error?.issues).toMatchObject([
        { message: expect.stringMatching(/without http:\/\/ and port$/) },
      ]);
    },
  );
});
