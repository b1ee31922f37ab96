import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createCommands } from "../../../../commands/index.ts";
import { renderManifest } from "../../../../src/adapters/slack/manifest.ts";
import { offeredCommands } from "../../../support/offered-commands.ts";

it("slack-manifest.json is what the commands and the adapter need (else: npm run --silent manifest > slack-manifest.json)", async () => {
  const file = new URL("../../../../slack-manifest.json", import.meta.url);
  const commands = createCommands({ isPikaAlone: false });
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(renderManifest(commands));
});

it("has a command's name, description and hint from its definition", () => {
  expect(renderManifest(offeredCommands)).toMatchObject({
    features: {
      slash_commands: [
        {
          command: "/pika-status",
          description: "Follow a Pika video job and get its result in this channel",
          usage_hint: "<jobid>",
          should_escape: false,
        },
        { command: "/job-status", usage_hint: "<jobid>", should_escape: false },
        // Escaped, so that a channel comes with its id.
        { command: "/pika-share", usage_hint: "<jobid> <#channel>", should_escape: true },
        { command: "/pika-notify", usage_hint: "[on|off|status]", should_escape: false },
        { command: "/pika-help", should_escape: false },
      ],
    },
  });
});

it("keeps within Slack's limits for a shortcut", () => {
  const { features } = renderManifest([]) as {
    features: { shortcuts: { name: string; description: string }[] };
  };
  expect(features.shortcuts).toHaveLength(1);
  for (const { name, description } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(description.length).toBeLessThanOrEqual(150);
  }
});

it("names the relay's address for Slack over HTTP, and switches Socket Mode off", () => {
  const url = "https://relay.example/slack/events";
  const manifest = renderManifest(offeredCommands, { publicUrl: "https://relay.example" });
  expect(manifest).toMatchObject({
    features: { slash_commands: offeredCommands.map(() => ({ url })).concat([{ url }]) },
    oauth_config: { redirect_urls: ["https://relay.example/slack/oauth_redirect"] },
    settings: {
      event_subscriptions: {
        request_url: url,
        bot_events: ["app_mention", "app_uninstalled", "tokens_revoked"],
      },
      interactivity: { is_enabled: true, request_url: url },
      socket_mode_enabled: false,
    },
  });
  expect(JSON.stringify(renderManifest(offeredCommands))).not.toContain("url");
});
