import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { SecretBox } from "../../../../../src/adapters/slack/installations/secret-box.ts";

const newKey = (): string => randomBytes(32).toString("hex");
const PLACE = "slack:T1";

it("opens what it has sealed, and seals no text the same way twice", () => {
  const box = new SecretBox([newKey()]);
  const sealed = box.seal("xoxb-ä", PLACE);
  expect(box.open(sealed, PLACE)).toBe("xoxb-ä");
  expect(box.open(box.seal("", PLACE), PLACE)).toBe("");
  expect(box.seal("xoxb-ä", PLACE).sealed).not.toBe(sealed.sealed);
  expect(Buffer.from(sealed.sealed, "base64").toString("latin1")).not.toContain("xoxb");
});

it("opens a text for no other place", () => {
  const box = new SecretBox([newKey()]);
  expect(() => box.open(box.seal("text", PLACE), "slack:T2")).toThrow(
    expect.objectContaining({ code: "damaged" }),
  );
});

it("opens nothing that was changed or cut", () => {
  const box = new SecretBox([newKey()]);
  const { keyId, sealed } = box.seal("text", PLACE);
  const bytes = Buffer.from(sealed, "base64");
  const places = [...bytes.keys()];
  const changed = places.map((at) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  });
  const cut = places.map((length) => bytes.subarray(0, length));
  for (const each of [...changed, ...cut])
    expect(() => box.open({ keyId, sealed: each.toString("base64") }, PLACE)).toThrow(
      expect.objectContaining({ code: "damaged" }),
    );
});

it("seals with its first key, and opens with all of them", () => {
  const [older, newer] = [newKey(), newKey()];
  const sealedBefore = new SecretBox([older]).seal("text", PLACE);
  const box = new SecretBox([newer, older]);
  expect(box.isCurrent(sealedBefore)).toBe(false);
  expect(box.open(sealedBefore, PLACE)).toBe("text");
  const sealed = box.seal("text", PLACE);
  expect(box.isCurrent(sealed)).toBe(true);
  expect(new SecretBox([newer]).open(sealed, PLACE)).toBe("text");
  expect(() => new SecretBox([older]).open(sealed, PLACE)).toThrow(
    expect.objectContaining({ code: "unknown_key" }),
  );
});

it("names a key without telling anything about it", () => {
  const key = newKey();
  const { keyId } = new SecretBox([key]).seal("text", PLACE);
  expect(keyId).toMatch(/^[0-9a-f]{16}$/);
  expect(key).not.toContain(keyId);
});

it("needs a key", () => {
  expect(() => new SecretBox([])).toThrow(RangeError);
});
