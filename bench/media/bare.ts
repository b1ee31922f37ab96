/*
 * What relaying videos costs at the least: no store, no limits, no second attempts. Arguments: the way that the bytes go, the platforms as
 * JSON, and a directory. Reads lines with tasks as JSON from its standard input, carries out those of one line at once, and prints
 * "done".
 */
import { createInterface } from "node:readline";
import type { Bot, Platforms, Task } from "./task.ts";

const [way = "", platformsText = "{}", directory = ""] = process.argv.slice(2);
const bot: Bot = { platforms: JSON.parse(platformsText) as Platforms, directory };

// Only what is used is loaded: it counts towards the memory.
const relay =
  way === "libraries"
    ? (await import("./with-libraries.ts")).createRelay(bot)
    : (await import("./with-undici.ts")).createRelay(bot, way);

process.stdin.ref();
process.stdout.write("ready\n");
for await (const line of createInterface(process.stdin)) {
  await Promise.all((JSON.parse(line) as readonly Task[]).map(relay));
  process.stdout.write("done\n");
}
