import { expect, it } from "vitest";
import { SAMPLE_VIDEO } from "../../../sandbox/job-api/sample-files.ts";
import { openPage, seen } from "./page-fixture.ts";

it("covers a spoiler on Discord until a click, and nothing else", async () => {
  await using fixture = await openPage();
  const { discord } = fixture.sandbox.standIns;
  const form = new FormData();
  form.append("payload_json", JSON.stringify({ content: "two videos" }));
  for (const [index, name] of ["SPOILER_a.mp4", "b.mp4"].entries())
    form.append(
      `files[${index}]`,
      new Blob([new Uint8Array(SAMPLE_VIDEO)], { type: "video/mp4" }),
      name,
    );
  const { status } = await fetch(`${discord.apiUrl}/v10/channels/${discord.channelId}/messages`, {
    method: "POST",
    headers: { authorization: `Bot ${discord.token}` },
    body: form,
  });
  expect(status).toBe(200);
  const message = fixture.pane("discord").message("two videos");
  await seen(message.locator("video").first());
  const covered = message.locator(".spoiler");
  expect(await covered.count()).toBe(1);
  expect(await covered.locator("[inert] video").count()).toBe(1);
  await message.getByRole("button", { name: "Show SPOILER_a.mp4, a spoiler" }).click();
  expect(await covered.count()).toBe(0);
  expect(await message.locator("video").count()).toBe(2);
  expect(fixture.complaints).toEqual([]);
});
