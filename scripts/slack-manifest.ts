/**
 * Prints the manifest of the Slack app: `npm run --silent manifest`. The names of its commands begin with
 * `RELAY_COMMAND_PREFIX`, from the environment or from `.env`, as the relay reads it. Exits with 2 if that is wrong.
 */
import { existsSync } from "node:fs";
import { createCommands } from "../commands/index.ts";
import { renderManifest } from "../src/adapters/slack/manifest.ts";
import { environment } from "../src/config/environment.ts";

if (existsSync(".env")) process.loadEnvFile(".env");
const value = process.env["RELAY_COMMAND_PREFIX"]?.trim() || undefined;
const { data: prefix, error } = environment.shape.RELAY_COMMAND_PREFIX.safeParse(value);
if (error) {
  console.error(`RELAY_COMMAND_PREFIX ${error.issues[0]?.message}`);
  process.exitCode = 2;
} else {
  // For a relay of any job APIs.
  const commands = createCommands({ isPikaAlone: false });
  console.log(JSON.stringify(renderManifest(commands, prefix), null, 2));
}
