import type { SlackSandboxOptions } from "./handle.ts";

/** Scopes granted unless told otherwise: what a relay with files, histories and direct messages could ask for. */
const DEFAULT_SCOPES: readonly string[] = [
  "commands",
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

/** The options with every default filled in. */
export type SlackSettings = Readonly<Required<Omit<SlackSandboxOptions, "redeliverAfterMs">>> &
  Pick<SlackSandboxOptions, "redeliverAfterMs">;

/** Fills in the defaults. */
export function toSettings(options: SlackSandboxOptions): SlackSettings {
  return {
    port: 0,
    botToken: "xoxb-sandbox-bot-token",
    appToken: "xapp-sandbox-app-token",
    scopes: DEFAULT_SCOPES,
    shareDelayMs: 150,
    maxFileBytes: 1024 ** 3,
    ackTimeoutMs: 3000,
    responseUrlTtlMs: 30 * 60_000,
    pingIntervalMs: 5000,
    now: Date.now,
    ...options,
  };
}
