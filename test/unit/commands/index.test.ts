import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { actions, commands } from "../../../commands/index.ts";
import { COMMAND_NAMES } from "../../../src/core/command-names.ts";
import { ACTION_NAMES } from "../../../src/core/actions.ts";

it("has one definition for every command name and action name", () => {
  expect(commands.map(({ name }) => name).toSorted()).toEqual(
    Object.values(COMMAND_NAMES).toSorted(),
  );
  expect(actions.map(({ name }) => name).toSorted()).toEqual(
    Object.values(ACTION_NAMES).toSorted(),
  );
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

/** A file without its comments. */
const code = (file: string): string =>
  readFileSync(file, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
