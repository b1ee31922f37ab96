import { describe, expect, it } from "vitest";
import { recogniseRunway } from "../../../../src/adapters/runway/recognise.ts";

const ID = "d2e3d1f4-1b3c-4b5c-8d46-1c1d7ee86892";
const INVOCATION = `workflow_invocations/${ID}`;
const API = "https://api.dev.runwayml.com/v1";

describe("a text as a job of Runway", () => {
  it.each([
    [`runway:${ID}`, ID],
    [`RUNWAY:tasks/${ID}`, ID],
    [`runway:${INVOCATION}`, INVOCATION],
    [`${API}/tasks/${ID}`, ID],
    [`${API}/tasks/${ID.toUpperCase()}/`, ID],
    [`curl "${API}/${INVOCATION}" -H "Authorization: Bearer key_1"`, INVOCATION],
    [`http://127.0.0.1:81/proxy/v1/tasks/${ID}`, ID],
    ["runway:an-id-of-another-form", "an-id-of-another-form"],
  ])("is certain: %s", (text, jobId) => {
    expect(recogniseRunway(text, "127.0.0.1:81")).toEqual({
      source: "runway",
      jobId,
      certainty: "certain",
    });
  });

  it.each([ID, ID.toUpperCase()])("is possible if it is a UUID: %s", (text) => {
    expect(recogniseRunway(text)).toEqual({
      source: "runway",
      jobId: ID,
      certainty: "possible",
    });
  });

  it.each([
    "",
    `${ID}0`,
    INVOCATION,
    "runway:two words",
    "runway:other/kind",
    `${API}/uploads/${ID}`,
    `https://api.useapi.net/v1/runwayml/tasks/${ID}`,
    `http://127.0.0.1:82/v1/tasks/${ID}`,
    `https://api.dev.runwayml.com.evil.test/v1/tasks/${ID}`,
  ])("is none: %j", (text) => {
    expect(recogniseRunway(text, "127.0.0.1:81")).toBeUndefined();
  });
});
