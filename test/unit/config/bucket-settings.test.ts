import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const KEY = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "se/cr+et" };
const ENOUGH = { PIKA_API_TOKEN: "pika-token", DISCORD_TOKEN: "discord-token" };

const bucketOf = (env: Record<string, string>) =>
  parseConfig({ ...ENOUGH, ...env }, SOURCE_DEFINITIONS).media.bucket;

const problemsOf = (env: Record<string, string>) => configProblems(() => bucketOf(env));

describe("RELAY_SPOOL_URL", () => {
  it.each([
    [
      "s3://files?region=eu-west-1",
      { baseUrl: "https://files.s3.eu-west-1.amazonaws.com", prefix: "", region: "eu-west-1" },
    ],
    [
      "s3://files/pika/relay-1/?region=eu-west-1",
      {
        baseUrl: "https://files.s3.eu-west-1.amazonaws.com",
        prefix: "pika/relay-1/",
        region: "eu-west-1",
      },
    ],
    [
      "S3://my.files/relay?region=us-east-2",
      {
        baseUrl: "https://s3.us-east-2.amazonaws.com/my.files",
        prefix: "relay/",
        region: "us-east-2",
      },
    ],
    [
      "s3://files/relay?endpoint=http://minio:9000",
      { baseUrl: "http://minio:9000/files", prefix: "relay/", region: "us-east-1" },
    ],
    [
      "s3://files/relay?endpoint=https%3A%2F%2Fid.r2.cloudflarestorage.com%2F&region=auto",
      {
        baseUrl: "https://id.r2.cloudflarestorage.com/files",
        prefix: "relay/",
        region: "auto",
      },
    ],
  ])("is read: %s", (url, expected) => {
    expect(bucketOf({ RELAY_SPOOL_URL: url, ...KEY })).toEqual({
      ...expected,
      accessKeyId: "AKIAEXAMPLE",
      secretAccessKey: "se/cr+et",
    });
  });

  it("takes its region from AWS_REGION, and a session token", () => {
    const env = { RELAY_SPOOL_URL: "s3://files", ...KEY, AWS_REGION: "eu-north-1" };
    expect(bucketOf({ ...env, AWS_SESSION_TOKEN: "token" })).toMatchObject({
      region: "eu-north-1",
      sessionToken: "token",
    });
    const url = "s3://files?endpoint=https://host&region=here";
    expect(bucketOf({ ...env, RELAY_SPOOL_URL: url })).toMatchObject({ region: "here" });
  });

  it.each([
    ["https://files.s3.amazonaws.com", "is not the address of a bucket: "],
    ["files/relay", "is not the address of a bucket: "],
    ["s3:files", "is not the address of a bucket: "],
    ["s3://", "names no bucket: "],
    ["s3:///relay", "names no bucket: "],
    ["s3://Files?region=eu-west-1", "names no bucket: "],
    ["s3://files:9000/relay", "names no bucket: "],
    ["s3://key:secret@files/relay", "holds a key: "],
    ["s3://files/relay one", "has a prefix that is not"],
    ["s3://files//relay", "has a prefix that is not"],
    ["s3://files/relay?endpoint=https://host&secret=x", "has more than endpoint= and region="],
    ["s3://files/relay?region=EU West", "has an invalid region: "],
    ["s3://files/relay?endpoint=minio:9000", "has an endpoint that is not an http(s) URL: "],
    ["s3://files/relay?endpoint=", "has an endpoint that is not a URL: "],
    ["s3://files/relay?endpoint=https://a:b@host", "has an endpoint that holds a user name"],
  ])("is refused in one line with the cure, without the value: %s", (url, problem) => {
    const problems = problemsOf({ RELAY_SPOOL_URL: url, ...KEY, AWS_REGION: "eu-west-1" });
    expect(problems).toEqual([expect.stringContaining(`RELAY_SPOOL_URL ${problem}`)]);
    expect(problems.join()).not.toMatch(/secret@|secret=|files/i);
  });

  it("needs a key, a region and a directory, and says all of that at once", () => {
    expect(problemsOf({ RELAY_SPOOL_URL: "s3://files", STORE_URL: "memory:" })).toEqual([
      expect.stringMatching(/^AWS_ACCESS_KEY_ID is missing: set it to /),
      expect.stringMatching(/^AWS_SECRET_ACCESS_KEY is missing: set it to /),
      expect.stringMatching(/^AWS_REGION is missing: RELAY_SPOOL_URL needs it/),
      expect.stringMatching(/^RELAY_SPOOL_DIR is missing: RELAY_SPOOL_URL needs it/),
    ]);
    const env = { RELAY_SPOOL_URL: "s3://files", ...KEY, AWS_SESSION_TOKEN: "two words" };
    expect(problemsOf({ ...env, AWS_REGION: "EU" })).toEqual([
      expect.stringMatching(/^AWS_SESSION_TOKEN has spaces/),
      expect.stringMatching(/^AWS_REGION is not a region: /),
    ]);
  });

  it("is not needed, and neither is what machines at Amazon have set in any case", () => {
    const env = { AWS_REGION: "not one", AWS_ACCESS_KEY_ID: "a b", AWS_SECRET_ACCESS_KEY: "c d" };
    expect(bucketOf(env)).toBeUndefined();
  });
});
