import { describe, expect, it } from "vitest";
import {
  COMMAND_NAMES,
  DEFAULT_COMMAND_PREFIX,
  MAX_COMMAND_PREFIX_LENGTH,
  toCommandName,
  typedName,
  typedNames,
} from "../../../src/core/command-names.ts";

const NAMES = Object.values(COMMAND_NAMES);

it("gives each command its own name under the default prefix", () => {
  expect(NAMES.map((name) => typedName(name, DEFAULT_COMMAND_PREFIX))).toEqual(NAMES);
});

describe("under another prefix", () => {
  it("replaces the prefix of each command", () => {
    expect(NAMES.map((name) => typedName(name, "render"))).toEqual(
      ["status", "jobs", "forget", "share", "notify", "settings", "help"].map(
        (end) => `render-${end}`,
      ),
    );
  });

  it("keeps /job-status, once", () => {
    expect(typedNames(COMMAND_NAMES.status, "pika")).toEqual(["pika-status", "job-status"]);
    expect(typedNames(COMMAND_NAMES.status, "render")).toEqual(["render-status", "job-status"]);
    expect(typedNames(COMMAND_NAMES.status, "job")).toEqual(["job-status"]);
    expect(typedNames(COMMAND_NAMES.jobs, "render")).toEqual(["render-jobs"]);
  });

  it("fits Slack's 32 characters with the slash, and no longer prefix does", () => {
    const prefix = "x".repeat(MAX_COMMAND_PREFIX_LENGTH);
    const lengths = NAMES.map((name) => `/${typedName(name, prefix)}`.length);
    expect(Math.max(...lengths)).toBe(32);
  });
});

describe("a typed name", () => {
  it.each(["pika", "render", "job", "pika-status", "a"])(
    "with the prefix %s means its command",
    (prefix) => {
      for (const name of NAMES)
        for (const typed of typedNames(name, prefix)) expect(toCommandName(typed)).toBe(name);
    },
  );

  it.each(["", "status", "pika", "pika-stop", "pika-statuses", "pika-status-x"])(
    "such as %j means none",
    (typed) => {
      expect(toCommandName(typed)).toBeUndefined();
    },
  );
});
