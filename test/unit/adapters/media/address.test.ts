import { describe, expect, it } from "vitest";
import {
  isPublicAddress,
  parseAllowedHosts,
  parseMediaUrl,
} from "../../../../src/adapters/media/address.ts";

describe("the list of allowed hosts", () => {
  it.each([
    ["cdn.test", "cdn.test", 8080, true],
    ["CDN.Test", "cdn.test", 443, true],
    ["cdn.test:8080", "cdn.test", 8080, true],
    ["cdn.test:8080", "cdn.test", 8081, false],
    ["cdn.test:80", "cdn.test", 80, true],
    ["cdn.test:80", "cdn.test", 443, false],
    ["cdn.test", "evil.cdn.test", 443, false],
    ["cdn.test", "cdn.test.evil", 443, false],
    ["127.0.0.1", "127.0.0.1", 1, true],
    ["127.1:9000", "127.0.0.1", 9000, true],
    ["127.0.0.1", "127.0.0.2", 1, false],
    ["127.0.0.1", "localhost", 1, false],
    ["[::1]", "[::1]", 1, true],
    ["[::1]:9000", "::1", 9000, true],
    ["[::1]:9000", "::1", 9001, false],
    ["::1", "::1", 9000, true],
    ["[0:0::1]", "[::1]", 1, true],
    [" cdn.test ", "cdn.test", 1, true],
    ["bücher.test", "xn--bcher-kva.test", 1, true],
  ])("%j and %s on port %i: %s", (...[entry, hostname, port, allowed]) => {
    expect(parseAllowedHosts(["other.test", entry])(hostname, port)).toBe(allowed);
  });

  it("allows nothing when it is empty", () => {
    expect(parseAllowedHosts([])("cdn.test", 443)).toBe(false);
  });

  it("names every invalid entry at once", () => {
    const wrong = [
      "",
      "http://cdn.test",
      "cdn.test/videos",
      "a@cdn.test",
      "cdn.test:0",
      "cdn.test:70000",
      "cdn.test:x",
      "[::1",
      "a b",
      "1.2.3.4.5.999",
      "*",
    ];
    const failure = (() => {
      try {
        return parseAllowedHosts(["fine.test", ...wrong.slice(0, -1)]);
      } catch (err) {
        return err;
      }
    })();
    expect(failure).toMatchObject({
      code: "config_invalid",
      problems: wrong.slice(0, -1).map((entry) => `"${entry}" is neither a host nor host:port`),
    });
  });
});

describe("the address of a file", () => {
  it.each([
    "https://cdn.discordapp.com/attachments/1/2/a.mp4?ex=1&is=2&hm=3",
    "https://cdn.discordapp.com:443/a.mp4",
    "https://v3.fal.media/files/a.mp4",
    "https://8.8.8.8/a.mp4",
    "https://[2606:4700::1111]/a.mp4",
  ])("may be %s", (address) => {
    expect(parseMediaUrl(address, undefined, parseAllowedHosts([])).href).toBe(
      new URL(address).href,
    );
  });

  it("keeps the signed query unchanged", () => {
    const query = "?ex=65&hm=a%2Fb%20c+d&=&x";
    expect(
      parseMediaUrl(`https://cdn.test/a${query}`, undefined, parseAllowedHosts([])).search,
    ).toBe(query);
  });

  it("may be plain http or have a port only on an allowed host", () => {
    const allows = parseAllowedHosts(["127.0.0.1:9000"]);
    expect(parseMediaUrl("http://127.0.0.1:9000/a", undefined, allows).port).toBe("9000");
    expect(() => parseMediaUrl("http://127.0.0.1:9001/a", undefined, allows)).toThrow("not https");
    expect(() => parseMediaUrl("https://127.0.0.1:9001/a", undefined, allows)).toThrow("port 9001");
    expect(() => parseMediaUrl("http://u@127.0.0.1:9000/a", undefined, allows)).toThrow(
      "user name",
    );
  });
});

describe("a public address", () => {
  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
  ])("is %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(["::7f00:1", "::8.8.8.8", "4000::1", "fe80::1%eth0", "2130706433", "cdn.test", ""])(
    "is not %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );
});
