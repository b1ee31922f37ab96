import { describe, expect, it } from "vitest";
import { recogniseReplicate } from "../../../../src/adapters/replicate/recognise.ts";

const ID = "ufawqhfynnddngldkgtslldrkq";

describe("a text as a prediction of Replicate", () => {
  it.each([
    ["an id after the name", `replicate:${ID}`],
    ["a link to its page", `https://replicate.com/p/${ID}`],
    ["a link in a sentence", `Look: https://www.replicate.com/p/${ID}.`],
    ["a link to its status", `https://api.replicate.com/v1/predictions/${ID}`],
    ["a line of curl", `curl -X POST "https://api.replicate.com/v1/predictions/${ID}/cancel"`],
    ["a link to the API's own host", `http://127.0.0.1:81/proxy/v1/predictions/${ID}`],
  ])("is certain if it is %s", (_what, text) => {
    expect(recogniseReplicate(text, "127.0.0.1:81")).toEqual({
      source: "replicate",
      jobId: ID,
      certainty: "certain",
    });
  });

  it.each([ID, ID.slice(1)])("is possible if it has the form of an id: %s", (id) => {
    expect(recogniseReplicate(id)).toEqual({
      source: "replicate",
      jobId: id,
      certainty: "possible",
    });
  });

  it("takes an id of another length if it is said to be one", () => {
    expect(recogniseReplicate("replicate:abc")?.jobId).toBe("abc");
    expect(recogniseReplicate("abc")).toBeUndefined();
  });

  it.each([
    "",
    ID.toUpperCase(),
    `${ID}a`,
    `${ID} ${ID}`,
    "replicate:two words",
    `https://elsewhere.test/p/${ID}`,
    `http://127.0.0.1:82/v1/predictions/${ID}`,
    `https://replicate.com.evil.test/p/${ID}`,
  ])("is none: %j", (text) => {
    expect(recogniseReplicate(text, "127.0.0.1:81")).toBeUndefined();
  });
});
