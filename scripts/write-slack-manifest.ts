import { writeFile } from "node:fs/promises";
import { commands } from "../commands/index.ts";
import { renderManifest } from "../src/adapters/slack/manifest.ts";

const target = new URL("../slack-manifest.json", import.meta.url);
await writeFile(target, `${JSON.stringify(renderManifest(commands), null, 2)}\n`);
console.log("slack-manifest.json is written from commands/ and src/adapters/slack/manifest.ts");
