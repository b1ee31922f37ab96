import { describe, expect, it } from "vitest";
import { commands } from "../../commands/index.ts";
import { PlatformError } from "../../src/core/errors.ts";
import { LOCALES } from "../../src/core/phrases.ts";
import { renderMessage } from "../../src/adapters/discord/render.ts";
import { startTestRelay } from "../support/relay.ts";
import { BOTH, peopleOn } from "./asking.ts";

describe.each(BOTH)("/pika-help on %s", (platform) => {
  it("says what there is in ten lines, each command with what it takes", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    const lines = (await type("pika-help")).split("\n");
    expect(lines.length).toBeLessThanOrEqual(10);
    for (const { name } of commands) expect(lines.join("\n")).toContain(`\`/${name}`);
    expect(lines.join("\n")).toContain("`/pika-share <jobid> <channel>`");
    expect(lines.join("\n")).toContain("`/pika-notify on|off|status`");
    expect(lines.join("\n")).toContain("`/pika-settings [post|edit|thread]`");
  });

  it.each(LOCALES)("fits one message in every language (%s)", async (locale) => {
    const { type, adapter } = peopleOn(await startTestRelay(), platform);
    const lines = (await type("pika-help", {}, { locale, canManage: true })).split("\n");
    const [answer] = adapter.answers;
    expect(answer && renderMessage(answer).content.split("\n")).toHaveLength(lines.length);
  });

  it("has the person's own rights in mind; who cannot be told apart is told as anybody", async () => {
    const { type } = peopleOn(await startTestRelay(), platform);
    const helped = async (canManage: boolean | Error) => {
      const answer = await type("pika-help", {}, { canManage });
      return [
        /you may, because you manage/.test(answer),
        /only people who can manage/.test(answer),
      ];
    };
    expect(await helped(true)).toEqual([true, false]);
    expect(await helped(false)).toEqual([false, true]);
    expect(await helped(new PlatformError("unavailable", "503"))).toEqual([false, true]);
  });
});
