import { describe, expect, it } from "vitest";
import { commands } from "../../../commands/index.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { renderMessage } from "../../../src/adapters/discord/messages/render.ts";
import { LOCALES } from "../../../src/messages/translator.ts";
import { startTestRelay } from "../../support/test-relay.ts";
import { said } from "../../support/sentence.ts";
import { BOTH, peopleOn } from "./asking.ts";

describe.each(BOTH)("/pika-help on %s", (platform) => {
  it("explains each command with its options, in seven lines", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    const lines = (await type("pika-help", {}, { canManage: true })).split("\n");
    expect(lines).toHaveLength(7);
    for (const { name } of commands.filter((command) => command.name !== "pika-help"))
      expect(lines.join("\n")).toContain(`\`/${name}`);
    expect(lines[4]).toContain("`/pika-share <jobid> <channel>`");
    expect(lines[5]).toContain(
      "`/pika-settings [post|edit|thread] [broadcast on|off] [ping on|off]`",
    );
    expect(lines[6]).toBe(`-# ${said("help.managers")} \`/pika-notify on|off|status\``);
  });

  it.each(LOCALES)("fits one message in every language (%s)", async (locale) => {
    const { type, adapter } = peopleOn(await startTestRelay(), platform);
    const lines = (await type("pika-help", {}, { locale, canManage: true })).split("\n");
    const [answer] = adapter.answers;
    expect(answer && renderMessage(answer).content.split("\n")).toHaveLength(lines.length);
  });

  it("depends on the user's rights, and assumes none if they are unknown", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    const helped = async (canManage: boolean | Error) =>
      (await type("pika-help", {}, { canManage })).includes("/pika-notify");
    expect(await helped(true)).toBe(true);
    expect(await helped(false)).toBe(false);
    expect(await helped(new PlatformError("unavailable", "503"))).toBe(false);
  });
});
