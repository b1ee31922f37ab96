import { readManifest, type AppSetup } from "./workspace/app-setup.ts";
import type { SlackSandboxOptions } from "./slack-sandbox.ts";

/** Scopes granted by default: what a relay with files, histories and direct messages could request. */
const DEFAULT_SCOPES: readonly string[] = [
  "commands",
  "app_mentions:read",
  "chat:write",
  "chat:write.public",
  "files:read",
  "files:write",
  "channels:read",
  "channels:join",
  "channels:history",
  "groups:read",
  "groups:history",
  "im:read",
  "im:write",
  "im:history",
  "users:read",
  "team:read",
];

type Optional = "redeliverAfterMs" | "rates" | "teamId";

/** The options with all defaults filled in. */
export type SlackSettings = Readonly<Required<Omit<SlackSandboxOptions, Optional | "manifest">>> &
  Pick<SlackSandboxOptions, Optional> & { readonly setup: AppSetup };

/** Fills in the defaults. */
export function toSettings({ manifest, ...options }: SlackSandboxOptions): SlackSettings {
  const setup = readManifest(manifest);
  return {
    port: 0,
    botToken: "xoxb-sandbox-bot-token",
    appToken: "xapp-sandbox-app-token",
    scopes: setup.scopes ?? DEFAULT_SCOPES,
    shareDelayMs: 150,
    maxFileBytes: 1024 ** 3,
    keepsFiles: true,
    ackTimeoutMs: 3000,
    responseUrlTtlMs: 30 * 60_000,
    pingIntervalMs: 5000,
    locale: "en-US",
    now: Date.now,
    setup,
    ...options,
  };
}
