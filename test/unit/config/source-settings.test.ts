import { expect, test } from "vitest";
import { z } from "zod";
import { parseConfig } from "../../../src/config/config.ts";
import type { SourceDefinition } from "../../../src/core/ports/source-definition.ts";
import {
  minPollIntervalsMsOf,
  switchesOf,
  tokensOf,
  toEnabledSources,
  toSourceShape,
} from "../../../src/config/source-settings.ts";

const FARM: SourceDefinition = {
  name: "farm",
  displayName: "Farm",
  limits: { minPollIntervalMs: 10_000 },
  variables: [
    { name: "FARM_URL", kind: "base-urls", description: "addresses" },
    { name: "FARM_KEY", kind: "token", description: "key" },
  ],
  recognise: () => undefined,
};
const parse = (FARM_URL: string) => z.object(toSourceShape([FARM])).safeParse({ FARM_URL });

test("servers of one's own may be plain http, and several", () => {
  const { data = {} } = parse(" http://192.168.1.20:8188/, https://farm.test/a ,");
  expect(data["FARM_URL"]).toBe("http://192.168.1.20:8188,https://farm.test/a");
  expect(toEnabledSources([FARM], data)).toEqual([
    {
      name: "farm",
      values: { FARM_URL: "http://192.168.1.20:8188,https://farm.test/a" },
    },
  ]);
});

test.each([
  ",",
  "farm",
  "ftp://farm.test",
  "http://user:pw@farm.test",
  "http://a.test,http://b.test?x",
])("%s is a problem that does not repeat the value", (value) => {
  const { error } = parse(value);
  expect(error?.issues).toHaveLength(1);
  expect(error?.issues[0]?.message).not.toContain("farm");
});

const least = (FARM_URL: string) =>
  minPollIntervalsMsOf([FARM], [{ name: "farm", values: { FARM_URL } }])["farm"];

test("the least interval gives way if all servers are this machine", () => {
  expect(least("http://127.0.0.1:8188,http://localhost:8189")).toBe(0);
  expect(least("http://127.0.0.1:8188,http://192.168.1.20")).toBe(10_000);
});

test("a source that is switched on by its name is on, and needs its keys", () => {
  const [key, ...rest] = FARM.variables.toReversed();
  const farm = (isOn: boolean): SourceDefinition => ({ ...FARM, variables: [key!, ...rest], isOn });
  const env = { DISCORD_TOKEN: "t", FARM_URL: "https://farm.test" };
  const { sources } = parseConfig({ ...env, FARM_KEY: "k" }, [farm(true)]);
  expect(sources).toEqual([
    {
      name: "farm",
      values: { FARM_KEY: "k", FARM_URL: "https://farm.test" },
    },
  ]);
  expect(tokensOf([farm(true)], sources)).toEqual(["k"]);
  expect(() => parseConfig(env, [farm(true)])).toThrow(/^FARM_KEY is missing: Farm is switched on/);
  expect(() => parseConfig({ ...env, FARM_KEY: "k" }, [farm(false)])).toThrow(
    /^RELAY_SOURCES or RELAY_SOURCES_FILE is missing/,
  );
});

// Only the first variable was named, which the relay refuses without the others.
test("a source is switched on by all that it needs", () => {
  const [url, key] = [FARM.variables[0], { ...FARM.variables[1]!, isRequired: true }];
  expect(switchesOf(FARM)).toEqual(["FARM_URL"]);
  expect(switchesOf({ ...FARM, variables: [url, key] })).toEqual(["FARM_URL", "FARM_KEY"]);
  expect(switchesOf({ ...FARM, isOn: false })).toEqual(["RELAY_SOURCES=farm", "FARM_KEY"]);
});
