import { describe, expect, it } from "vitest";
import { shortJobId } from "../../../../src/core/job/short-job-id.ts";

describe("a short job id", () => {
  it.each([
    ["job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika", "021941022"],
    ["job:20241218235959999-user:1-bot:pika", "235959999"],
    ["job-1", "job-1"],
    ["abcdefghijkl", "abcdefghijkl"],
    ["abcdefghijklm", "abcdefgh"],
    ["8d3f6a52-4c1e-4b7a-9f00-1e2d3c4b5a69", "8d3f6a52"],
    ["job:2024121802194102-user:1308", "job:2024"],
  ])("of %s is %s, a part of it", (jobId, name) => {
    expect(shortJobId(jobId)).toBe(name);
    expect(jobId).toContain(name);
  });
});
