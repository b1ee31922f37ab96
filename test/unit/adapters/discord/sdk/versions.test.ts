import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

// Each file in src/adapters/discord/sdk says what it goes around in these versions. With another one, read the part of
// discord.js that it names, run the tests beside this one, and correct the file or delete it.
it.each([
  ["discord.js", "14.28.1"],
  ["@discordjs/ws", "1.2.3"],
  ["@discordjs/rest", "2.6.3"],
  ["@discordjs/formatters", "0.6.2"],
])("what goes around %s was read against %s", (name, expected) => {
  const text = readFileSync(`node_modules/${name}/package.json`, "utf8");
  expect((JSON.parse(text) as { version: string }).version).toBe(expected);
});
