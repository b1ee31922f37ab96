import { describe, expect, it } from "vitest";
import { recogniseFal } from "../../../../src/adapters/fal/recognise.ts";

const UUID = "0b1e5c2e-7a3f-4d38-9c55-2f4f6a1d9e10";
const JOB = `fal-ai/pika:${UUID}`;
const QUEUE = "https://queue.fal.run";

const certain = (jobId: string) => ({ source: "fal", jobId, certainty: "certain" });

describe("a text as a request of fal", () => {
  it.each([
    ["a link to its status", `${QUEUE}/fal-ai/pika/requests/${UUID}/status?logs=1`, JOB],
    [
      "a link to its stream of statuses",
      `${QUEUE}/fal-ai/pika/requests/${UUID}/status/stream`,
      JOB,
    ],
    ["a link to its result", `${QUEUE}/fal-ai/pika/requests/${UUID}`, JOB],
    ["a link with a slash at its end", `${QUEUE}/fal-ai/pika/requests/${UUID}/`, JOB],
    ["a link to its cancellation", `${QUEUE}/fal-ai/pika/requests/${UUID}/cancel`, JOB],
    ["a link of the other host", `https://queue.falrun.com/fal-ai/pika/requests/${UUID}`, JOB],
    ["a link with a model", `${QUEUE}/fal-ai/pika/v2.2/text-to-video/requests/${UUID}`, JOB],
    [
      "a link of a workflow",
      `${QUEUE}/workflows/ada/teaser/requests/${UUID}/status`,
      `workflows/ada/teaser:${UUID}`,
    ],
    ["a link of a Comfy app", `${QUEUE}/comfy/ada/flow/requests/${UUID}`, `comfy/ada/flow:${UUID}`],
    ["a link of an old app", `${QUEUE}/110602490-lora/requests/${UUID}`, `110602490/lora:${UUID}`],
    [
      "a link to the request of a model",
      `https://fal.ai/models/fal-ai/pika/v2.2/text-to-video/requests/${UUID}`,
      JOB,
    ],
    [
      "a model's page that names it",
      `https://fal.ai/models/fal-ai/pika/v2.2/playground?requestId=${UUID}`,
      JOB,
    ],
    [
      "a line of curl",
      `curl -H "Authorization: Key x" "${QUEUE}/fal-ai/pika/requests/${UUID}"`,
      JOB,
    ],
    [
      "the answer to the submission",
      JSON.stringify({
        request_id: UUID,
        status_url: `${QUEUE}/fal-ai/pika/requests/${UUID}/status`,
      }),
      JOB,
    ],
    ["an app and an id after its name", `fal:fal-ai/pika:${UUID}`, JOB],
    ["its name in capitals", `FAL:fal-ai/pika:${UUID}`, JOB],
    ["a model and an id after its name", `fal:fal-ai/pika/v2.2/text-to-video:${UUID}`, JOB],
    [
      "a workflow after its name",
      `fal:workflows/ada/teaser:${UUID}`,
      `workflows/ada/teaser:${UUID}`,
    ],
    ["an old app after its name", `fal:110602490-lora:${UUID}`, `110602490/lora:${UUID}`],
    [
      "an app of two parts whose owner looks like an old app",
      `fal:110602490-lora/v2:${UUID}`,
      `110602490-lora/v2:${UUID}`,
    ],
    ["an id that is no UUID after its name", "fal:fal-ai/pika:req_1", "fal-ai/pika:req_1"],
    ["one of fal's own apps and a UUID", JOB, JOB],
    ["a UUID in capitals", `fal:fal-ai/pika:${UUID.toUpperCase()}`, JOB],
  ])("is certain if it is %s", (_what, text, jobId) => {
    expect(recogniseFal(text)).toEqual(certain(jobId));
  });

  it("is possible if it is another owner's app and a UUID", () => {
    expect(recogniseFal(`ada/teaser:${UUID}`)).toEqual({
      source: "fal",
      jobId: `ada/teaser:${UUID}`,
      certainty: "possible",
    });
  });

  it.each([
    "",
    UUID,
    `fal:${UUID}`,
    "fal-ai/pika:req_1",
    `fal-ai:${UUID}`,
    `workflows/ada:${UUID}`,
    `https://fal.ai/dashboard/requests/${UUID}`,
    `https://fal.ai/models/fal-ai/pika?share=${UUID}`,
    `https://queue.fal.run.elsewhere.example/fal-ai/pika/requests/${UUID}`,
    `${QUEUE}/fal-ai/pika/requests/`,
    `${QUEUE}/fal-ai/requests/${UUID}`,
    `fal:../../pika:${UUID}`,
    `fal:fal-ai/..:${UUID}`,
    "fal:fal-ai/pika:../x",
    `fal:fal-ai/pika:${UUID}:1`,
    `https://fal.ai/pricing?requestId=${UUID}`,
    "https://fal.ai/models/fal-ai/pika/playground",
    `fal:fal-ai/pi%2fka:${UUID}`,
    `http://127.0.0.1:8188:${UUID}`,
    `fal:fal-ai/${"x".repeat(256)}:${UUID}`,
  ])("is none: %s", (text) => {
    expect(recogniseFal(text)).toBeUndefined();
  });

  it("knows the links of the address that the operator has set", () => {
    const base = "https://proxy.example/fal";
    const link = `${base}/fal-ai/pika/requests/${UUID}/status`;
    expect(recogniseFal(link)).toBeUndefined();
    expect(recogniseFal(link, base)).toEqual(certain(JOB));
    expect(recogniseFal(link, `${base}/`)).toEqual(certain(JOB));
    for (const other of ["https://elsewhere.example/fal", "https://proxy.example/abc"])
      expect(recogniseFal(link.replace(base, other), base)).toBeUndefined();
    expect(
      recogniseFal(`https://proxy.example/fal-ai/pika/requests/${UUID}`, base),
    ).toBeUndefined();
    expect(recogniseFal(`${QUEUE}/fal-ai/pika/requests/${UUID}`, base)).toEqual(certain(JOB));
  });
});
