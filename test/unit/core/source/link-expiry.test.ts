import { describe, expect, test } from "vitest";
import { toLinkExpiry } from "../../../../src/core/source/link-expiry.ts";

describe("the expiry of a link", () => {
  test.each([
    ["https://a.example/v.mp4?ex=6782c1f0&is=1&hm=2&", 0x67_82_c1_f0 * 1000],
    ["https://a.example/v.mp4?hm=2&ex=FF", 255_000],
    ["https://a.example/v.mp4?ex=6782c1f0", undefined],
    ["https://a.example/v.mp4?ex=&hm=2", undefined],
    ["https://a.example/v.mp4?ex=soon&hm=2", undefined],
    ["https://a.example/v.mp4?ex=-1&hm=2", undefined],
    ["https://a.example/v.mp4?ex=0x10&hm=2", undefined],
    ["https://a.example/v.mp4?ex=fffffffffffff&hm=2", undefined],
    ["https://a.example/v.mp4", undefined],
    ["no address", undefined],
  ])("%s", (url, expiresAt) => {
    expect(toLinkExpiry(url)).toBe(expiresAt);
  });
});
