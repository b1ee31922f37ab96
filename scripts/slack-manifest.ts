/**
 * Prints the manifest of the Slack app: `npm run --silent manifest`, or `npm run --silent manifest -- https://relay.example` for
 * Slack over HTTP at the relay's public address. The names of its commands begin with `RELAY_COMMAND_PREFIX`, from the
 * environment or from `.env`, as the relay reads it. Exits with 2 if one of the two is wrong.
 */
import { existsSync } from "node:fs";
import { createCommands } from "../commands/index.ts";
import { renderManifest } from "../src/adapters/slack/manifest.ts";
import { environment } from "../src/config/environment.ts";

function refuse(problem: string): never {
  console.error(problem);
  process.exit(2);
}

if (existsSync(".env")) process.loadEnvFile(".env");
const value = process.env["RELAY_COMMAND_PREFIX"]?.trim() || undefined;
const { data: commandPrefix, error } = environment.shape.RELAY_COMMAND_PREFIX.safeParse(value);
if (error) refuse(`RELAY_COMMAND_PREFIX ${error.issues[0]?.message}`);
const publicUrl = process.argv[2];
// Slack sends its requests to no other address than https.
if (publicUrl !== undefined && !/^https:\/\/[^/?#\s]+\/?$/.test(publicUrl))
  refuse("the relay's address must be like https://relay.example, without a path");
// For a relay of any job APIs.
const commands = createCommands({ isPikaAlone: false });
console.log(JSON.stringify(renderManifest(commands, { commandPrefix, publicUrl }), null, 2));
