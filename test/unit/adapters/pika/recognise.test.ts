import { describe, expect, it } from "vitest";
import { recognisePika } from "../../../../src/adapters/pika/recognise.ts";

const ID = "job:20241218021941022-user:1308-channel:131-bot:pika";

describe("a text as a job of the Pika API", () => {
  it.each([
    ["its id", ID, ID],
    ["an id after its name", "pika:anything", "anything"],
    [
      "a link to its status",
      `https://api.useapi.net/v1/pika/jobs/?jobid=${encodeURIComponent(ID)}`,
      ID,
    ],
    [
      "a line of curl",
      `curl -H "Authorization: x" "https://api.useapi.net/v1/pika/jobs/?jobid=${ID}"`,
      ID,
    ],
  ])("is certain if it is %s", (_what, text, jobId) => {
    expect(recognisePika(text)).toEqual({ source: "pika", jobId, certainty: "certain" });
  });

  it("is possible whatever the id is: the API promises no form", () => {
    expect(recognisePika("x-1")).toEqual({ source: "pika", jobId: "x-1", certainty: "possible" });
  });

  it.each(["", "two words", "https://elsewhere.example/jobs/1", "x".repeat(257), "ünïcode"])(
    "is none: %s",
    (text) => {
      expect(recognisePika(text)).toBeUndefined();
    },
  );
});
