import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { commands } from "../../../commands/index.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";

it("slack-manifest.json is what the commands and the adapter need (else: node scripts/write-slack-manifest.ts)", async () => {
  const file = new URL("../../../slack-manifest.json", import.meta.url);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(renderManifest(commands));
});

it("takes name, description and hint of a command from its definition", () => {
  expect(renderManifest(commands)).toMatchObject({
    features: {
      slash_commands: commands.map(({ name, description, options }) => ({
        command: `/${name}`,
        description,
        usage_hint: `<${Object.keys(options)[0]}>`,
        should_escape: false,
      })),
    },
  });
});
