import { describe, expect, it } from "vitest";
import {
  isSameId,
  parseJobId,
  toPublicId,
  toStatusPath,
} from "../../../../src/adapters/useapi/job-id.ts";

const UUID = "4aa24347-8099-4624-80ec-fb758db74419";

describe("the public form of an id", () => {
  it.each([
    [
      "midjourney:j1023141520123456789i-u12345-c1234567890123456789-bot:midjourney",
      "midjourney:23456789i",
    ],
    [
      "midjourney-v2:job:20241218021941022-user:1308-channel:131-bot:midjourney",
      "midjourney-v2:021941022",
    ],
    ["dreamina:j0223140530123456789v-u12345-US:a@example.com:dreamina", "dreamina:23456789v"],
    ["google-flow:j1731859234567v-u1-email:a***@b.com-bot:google-flow", "google-flow:59234567v"],
    [`google-vids:user:12345-1234567890@example.com-job:${UUID}`, "google-vids:58db74419"],
    [`luma:j1v-u12345-email:a@example.com:${UUID}-bot:luma`, "luma:58db74419"],
    [`runwayml:user:12345-runwayml:a@example.com-task:${UUID}`, "runwayml:58db74419"],
    ["minimax:user:12345-minimax:a@example.com-video:3012345678901", "minimax:345678901"],
    ["kling:a@example.com:123456789", "kling:123456789"],
    ["kling:7", "kling:7"],
  ])("of %s is %s", (jobId, publicId) => {
    expect(toPublicId(jobId)).toBe(publicId);
  });

  it.each([
    "faceswap:job:20241218021941022-user:1308-channel:131-bot:faceswap",
    "luma:12345-ann@example.com",
    "dreamina-images:user:12345",
    "of no service",
    "",
  ])("of an id of no known form is a hash: %s", (jobId) => {
    expect(toPublicId(jobId)).toMatch(/^[a-z-]+:[\da-f]{8}$/);
    expect(toPublicId(jobId)).not.toBe(toPublicId(`${jobId}x`));
  });
});

describe("the status request", () => {
  it.each([
    ["midjourney-v2:job:1-user:2", "/v2/jobs/?jobid=job%3A1-user%3A2"],
    ["luma:j1:a@b.com?x/../y", "/v1/luma/jobs/j1%3Aa%40b.com%3Fx%2F..%2Fy"],
    ["luma:$&", "/v1/luma/jobs/%24%26"],
    ["kling:a+b@c.com:12", "/v1/kling/tasks/12?email=a%2Bb%40c.com"],
    ["kling:12", "/v1/kling/tasks/12"],
  ])("of %s is %s", (jobId, path) => {
    expect(toStatusPath(parseJobId(jobId)!)).toBe(path);
  });

  it.each(["", ":", "luma", "luma:", "other:1", "kling:", "kling:a@b.com:"])(
    "does not exist for %j",
    (jobId) => {
      expect(parseJobId(jobId)).toBeUndefined();
    },
  );
});

describe("two ids", () => {
  it("are the same if only the account's address is masked", () => {
    const id = "j17v-u12345-email:joanna@gmail.com-bot:google-flow";
    expect(isSameId(id, id.replace("joanna", "jo***"))).toBe(true);
    expect(isSameId(id, id.replace("j17v", "j18v"))).toBe(false);
    expect(isSameId("a", "b")).toBe(false);
  });
});
