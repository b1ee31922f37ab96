/** Several processes: what each of them takes. */
import { expect, it } from "vitest";
import { parseConfig as parse } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const STORE_URL = "postgres://u:p@host/db?namespace=second";
const QUEUE_URL = "redis://:pass@host:6379/1";
const parseConfig = (env: Record<string, string>) =>
  parse({ PIKA_API_TOKEN: "pika-token", STORE_URL, QUEUE_URL, ...env }, SOURCE_DEFINITIONS);
const discord = { DISCORD_TOKEN: "discord-token" };
const worker = { RELAY_ROLE: "worker" };
const problemsOf = (env: Record<string, string>) => configProblems(() => parseConfig(env));

it("has a queue with the namespace of the store", () => {
  const { queue, role, store } = parseConfig(discord);
  expect(queue).toEqual({
    url: QUEUE_URL,
    namespace: "second",
    lockMs: 30_000,
    allowsVolatile: false,
  });
  expect(role).toBe("all");
  expect(store).toMatchObject({ isShared: true });
  const changed = {
    RELAY_LOCK_MS: "1000",
    RELAY_ROLE: "Gateway",
    RELAY_ALLOW_VOLATILE_REDIS: "true",
  };
  expect(parseConfig({ ...discord, ...changed })).toMatchObject({
    queue: { lockMs: 1000, allowsVolatile: true },
    role: "gateway",
    media: { spoolDirectory: undefined },
  });
});

it("has none without its URL", () => {
  const alone = { ...discord, QUEUE_URL: "", RELAY_ROLE: "all", RELAY_LOCK_MS: "5000" };
  const { queue, store } = parseConfig(alone);
  expect(queue).toBeUndefined();
  expect(store).toMatchObject({ isShared: false });
});

it.each([
  ["sqlite:data/x.sqlite", "sqlite"],
  ["memory:", "memory"],
  ["", "sqlite"],
])("does not take a store for one process (%s)", (url) => {
  expect(problemsOf({ ...discord, STORE_URL: url })).toEqual([
    expect.stringMatching(/^QUEUE_URL needs a store .*: set STORE_URL to .*, or remove QUEUE_URL$/),
  ]);
});

it.each(["gateway", "worker"])("needs a queue to be a %s", (role) => {
  expect(
    problemsOf({ ...discord, DISCORD_PUBLIC_KEY: "", RELAY_ROLE: role, QUEUE_URL: "" }),
  ).toEqual([
    expect.stringMatching(
      `^QUEUE_URL is missing: RELAY_ROLE=${role} needs it, set it to the Redis`,
    ),
  ]);
});

it.each([
  ["postgres://host/db", "is not the URL of a Redis: write it like redis://"],
  ["sqlite:x", "is not the URL of a Redis"],
  ["host:6379", "is not the URL of a Redis"],
  ["redis:", "is not a URL"],
  ["redis://:p ss@h:port", "is not a URL"],
  ["redis://h/zero", "does not name a database of Redis: write a number after the host"],
  ["redis://h?namespace=x", "has a parameter: remove it, the queue has the namespace of STORE_URL"],
  ["redis://h/0?db=1", "has a parameter: remove it"],
])("does not take %s as the URL of a queue", (url, expected) => {
  for (const role of ["all", "worker"])
    expect(problemsOf({ ...discord, QUEUE_URL: url, RELAY_ROLE: role })).toEqual([
      expect.stringMatching(`^QUEUE_URL ${expected}`),
    ]);
});

it("does not repeat the URL of a queue, because it may contain a password", () => {
  for (const url of ["redis://:s3cret@", "mysql://u:s3cret@h", "redis://:s3cret@h?x=1"])
    expect(problemsOf({ ...discord, QUEUE_URL: url }).join()).not.toMatch(/s3cret/);
});

it("has a worker with the settings of a gateway, so that both may have the same", () => {
  const settings = {
    ...discord,
    DISCORD_PUBLIC_KEY: "ab".repeat(32),
    DISCORD_SHARD_IDS: "",
    SLACK_BOT_TOKEN: "xoxb-1-abc",
    SLACK_SIGNING_SECRET: "8f742231b10e8888",
  };
  expect(problemsOf({ ...settings, ...worker })).toEqual([]);
  expect(problemsOf({ ...settings, RELAY_ROLE: "gateway" })).toEqual([
    expect.stringMatching(/^RELAY_HTTP_PORT is missing: DISCORD_PUBLIC_KEY/),
    expect.stringMatching(/^RELAY_HTTP_PORT is missing: SLACK_SIGNING_SECRET/),
  ]);
});

it.each(["all", "gateway"])("does not start as %s if no commands could arrive", (role) => {
  expect(problemsOf({ RELAY_ROLE: role, SLACK_BOT_TOKEN: "xoxb-1-abc" })).toEqual([
    expect.stringMatching(/^SLACK_APP_TOKEN is missing: SLACK_BOT_TOKEN needs it/),
  ]);
});
