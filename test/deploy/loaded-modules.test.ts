import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { createEnvironment } from "../support/processes/test-environment.ts";

const ROOT = pathToFileURL(resolve(import.meta.dirname, "../..")).href;
const LISTING = join(import.meta.dirname, "../support/processes/list-loaded.js");

/** What a relay with these settings has loaded between its start and its stop, relative to the root. */
async function loadedWith(env: Record<string, string>): Promise<readonly string[]> {
  await using environment = await createEnvironment();
  const file = join(environment.directory, "loaded");
  const NODE_OPTIONS = `--import=${LISTING}`;
  const relay = await environment.readyRelay({ NODE_OPTIONS, LOADED_FILE: file, ...env });
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  return (await readFile(file, "utf8")).split("\n").map((url) => url.replace(`${ROOT}/`, ""));
}

/** The packages among them, and the relay's own adapters by their folder, or by their file for job APIs. */
const partsIn = (loaded: readonly string[]): readonly string[] => [
  ...new Set(
    loaded.flatMap((path) => {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
      if (name !== undefined) return [name];
      if (/^src\/adapters\/\w+\/job-source\.ts$/.test(path)) return [path];
      return /^src\/adapters\/\w+(?=\/)/.exec(path) ?? [];
    }),
  ),
];

/** What only some settings need. */
const OPTIONAL = `
  @slack/bolt discord.js src/adapters/discord src/adapters/slack
  @keyv/sqlite @keyv/redis pg bullmq src/adapters/bullmq src/adapters/redis
  fastify prom-client src/adapters/http src/adapters/prometheus
  aws4fetch src/adapters/s3 src/adapters/ffmpeg
  yaml @aws-lambda-powertools/jmespath src/adapters/described/job-source.ts
  src/adapters/pika/job-source.ts src/adapters/useapi/job-source.ts src/adapters/fal/job-source.ts
  src/adapters/comfy/job-source.ts src/adapters/replicate/job-source.ts src/adapters/runway/job-source.ts
  src/adapters/videos/job-source.ts`
  .trim()
  .split(/\s+/);
const optionalPartsOf = async (env: Record<string, string>): Promise<readonly string[]> => {
  const parts = partsIn(await loadedWith(env));
  return OPTIONAL.filter((part) => parts.includes(part));
};

const WITHOUT_DISCORD = { DISCORD_TOKEN: "" };
const WITHOUT_SLACK = { SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: "" };

it("loads no platform, store, job API or server that is not switched on", async () => {
  expect(await optionalPartsOf({ ...WITHOUT_SLACK, STORE_URL: "memory:" })).toEqual([
    "discord.js",
    "src/adapters/discord",
    "src/adapters/pika/job-source.ts",
  ]);
  const fal = { PIKA_API_TOKEN: "", FAL_KEY: "fal-key" };
  expect(await optionalPartsOf({ ...WITHOUT_DISCORD, ...fal })).toEqual([
    "@slack/bolt",
    "src/adapters/slack",
    "@keyv/sqlite",
    "src/adapters/fal/job-source.ts",
  ]);
});

it("reads YAML only if a job API is described in it", async () => {
  const preset = { PIKA_API_TOKEN: "", RELAY_SOURCES: "luma", LUMAAI_API_KEY: "luma-key" };
  expect(await optionalPartsOf({ ...WITHOUT_DISCORD, ...preset, STORE_URL: "memory:" })).toEqual([
    "@slack/bolt",
    "src/adapters/slack",
    "yaml",
    "@aws-lambda-powertools/jmespath",
    "src/adapters/described/job-source.ts",
  ]);
});
