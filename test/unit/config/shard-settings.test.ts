import { expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const enough = { PIKA_API_TOKEN: "pika-token", DISCORD_TOKEN: "discord-token" };
const PUBLIC_KEY = "0123456789abcdef".repeat(4);

const shardsOf = (env: Record<string, string>) =>
  parseConfig({ ...enough, ...env }, SOURCE_DEFINITIONS).discord?.shards;

const problemsOf = (env: Record<string, string>) => configProblems(() => shardsOf(env));

it.each([
  [{}, undefined],
  [{ DISCORD_SHARDS: "auto" }, undefined],
  [{ DISCORD_SHARDS: "AUTO" }, undefined],
  [{ DISCORD_SHARDS: "1" }, { count: 1, ids: [0] }],
  [{ DISCORD_SHARDS: "3" }, { count: 3, ids: [0, 1, 2] }],
  [
    { DISCORD_SHARDS: "8", DISCORD_SHARD_IDS: "0" },
    { count: 8, ids: [0] },
  ],
  [
    { DISCORD_SHARDS: "8", DISCORD_SHARD_IDS: "7, 2 - 4,3" },
    { count: 8, ids: [2, 3, 4, 7] },
  ],
])("reads %j as %j", (env, shards) => {
  expect(shardsOf(env)).toEqual(shards);
});

it.each([
  [{ DISCORD_SHARDS: "0" }, /^DISCORD_SHARDS is not a number of shards: write auto/],
  [{ DISCORD_SHARDS: "-1" }, /^DISCORD_SHARDS is not a number of shards/],
  [{ DISCORD_SHARDS: "1.5" }, /^DISCORD_SHARDS is not a number of shards/],
  [{ DISCORD_SHARDS: "many" }, /^DISCORD_SHARDS is not a number of shards/],
  [{ DISCORD_SHARDS: "999999" }, /^DISCORD_SHARDS is not a number of shards/],
  [{ DISCORD_SHARDS: "many", DISCORD_SHARD_IDS: "0" }, /^DISCORD_SHARDS is not a number of shards/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "x" }, /^DISCORD_SHARD_IDS is not a list .*0-3$/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "0,,1" }, /^DISCORD_SHARD_IDS is not a list/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "3-0" }, /^DISCORD_SHARD_IDS is not a list/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "0-999999" }, /^DISCORD_SHARD_IDS is not a list/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "-1" }, /^DISCORD_SHARD_IDS is not a list/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "4" }, /^DISCORD_SHARD_IDS has an id that is too/],
  [{ DISCORD_SHARDS: "4", DISCORD_SHARD_IDS: "0-4" }, /^DISCORD_SHARD_IDS has an id that is too/],
  [{ DISCORD_SHARD_IDS: "0" }, /^DISCORD_SHARDS is missing: DISCORD_SHARD_IDS needs it/],
  [{ DISCORD_SHARDS: "auto", DISCORD_SHARD_IDS: "0" }, /^DISCORD_SHARDS is missing/],
  [
    { DISCORD_SHARDS: "2", DISCORD_PUBLIC_KEY: PUBLIC_KEY, RELAY_HTTP_PORT: "3000" },
    /^DISCORD_SHARDS cannot be combined with DISCORD_PUBLIC_KEY/,
  ],
  [
    { DISCORD_SHARD_IDS: "2", DISCORD_PUBLIC_KEY: PUBLIC_KEY, RELAY_HTTP_PORT: "3000" },
    /^DISCORD_SHARD_IDS cannot be combined with DISCORD_PUBLIC_KEY/,
  ],
])("says so in one line if the variables are %j", (env, problem) => {
  expect(problemsOf(env)).toEqual([expect.stringMatching(problem)]);
});
