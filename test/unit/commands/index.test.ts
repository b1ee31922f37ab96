import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { actions, commands, createCommands } from "../../../commands/index.ts";
import { COMMAND_NAMES } from "../../../src/core/command-names.ts";
import type { Command, CommandOption } from "../../../src/core/command.ts";
import { en } from "../../../src/messages/i18n/en.ts";
import { CATALOGUES, LOCALES, translatorFor } from "../../../src/messages/translator.ts";
import { ACTION_NAMES } from "../../../src/core/actions.ts";

it("has one definition for every command name and action name", () => {
  expect(commands.map(({ name }) => name).toSorted()).toEqual(
    Object.values(COMMAND_NAMES).toSorted(),
  );
  expect(actions.map(({ name }) => name).toSorted()).toEqual(
    Object.values(ACTION_NAMES).toSorted(),
  );
});

const wordsOf = (list: readonly Command[]): string =>
  list
    .flatMap(({ description, options }) => [
      description,
      ...Object.values<CommandOption>(options).map((option) => option.description),
    ])
    .flatMap((text) => LOCALES.map((locale) => translatorFor(locale).textOf(text)))
    .join("\n")
    .replaceAll("Pika Relay", "");

it("names Pika in what people read about the commands only if its API is the only one", () => {
  expect(wordsOf(createCommands({ isPikaAlone: false }))).not.toContain("Pika");
  expect(wordsOf(createCommands({ isPikaAlone: true }))).toBe(wordsOf(commands));
  expect(wordsOf(commands)).toContain(en["command.pika-status"]);
});

it("has each command's name in one place", () => {
  const quoted = new RegExp(`["'\`/](${Object.values(COMMAND_NAMES).join("|")})["'\` ]`);
  const places = ["src", "commands"]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".ts") && !file.startsWith("src/messages/i18n/"))
    .filter((file) => quoted.test(code(file)));
  expect(places).toEqual(["src/core/command-names.ts"]);
});

// A name in a sentence would ignore RELAY_COMMAND_PREFIX.
it("has each command's name as a span in messages, never as text", () => {
  const inText = /(?<!command\.)\$\{COMMAND_NAMES|code\(COMMAND_NAMES|commandText/;
  const places = ["src/core", "src/services", "commands"]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".ts") && inText.test(code(file)));
  expect(places).toEqual([]);
  const sentences = Object.values(CATALOGUES).flatMap((catalogue) => Object.values(catalogue));
  expect(sentences.filter((text) => /\b(pika|job)-[a-z]/.test(JSON.stringify(text)))).toEqual([]);
});

/** A file without its comments. */
const code = (file: string): string =>
  readFileSync(file, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
