import type { AllowList } from "../../src/core/channel/allow-list.ts";
import type { Quotas } from "../../src/core/channel/quotas.ts";

/** Allows every place. */
export const EVERYWHERE: AllowList = { guilds: [], workspaces: [], channels: [] };

/** Quotas that no test meets by accident. */
export const PLENTY: Quotas = {
  followsPerUser: 100_000,
  followsPerChannel: 100_000,
  commandsPerMinute: 1000,
};

/** The default polling terms: how often a job is polled, and for how long. */
export const USUAL_POLL = {
  intervalMs: 15_000,
  maxIntervalMs: 60_000,
  concurrency: 1000,
  maxPerSecond: 100,
  giveUpAfterMs: 86_400_000,
} as const;
