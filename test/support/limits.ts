import type { AllowList } from "../../src/core/allow-list.ts";
import type { Quotas } from "../../src/core/quotas.ts";

/** Allows every place. */
export const EVERYWHERE: AllowList = { guilds: [], workspaces: [], channels: [] };

/** Quotas that no test meets by accident. */
export const PLENTY: Quotas = {
  followsPerUser: 100_000,
  followsPerChannel: 100_000,
  commandsPerMinute: 1000,
};
