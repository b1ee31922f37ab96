import net from "node:net";
import { describe, expect, it } from "vitest";

describe("the tests", () => {
  it("cannot connect to another machine", async () => {
    expect(() => net.connect({ host: "192.0.2.1", port: 80 })).toThrow("tests stay on loopback");
    expect(() => net.connect(80, "example.com")).toThrow("tests stay on loopback");
    await expect(fetch("http://192.0.2.1/")).rejects.toThrow("fetch failed");
  });
});
