/**
 * What a process does of the relay's work: a `gateway` receives commands, a `worker` polls and delivers, and `all` does both.
 */
export const ROLES = ["all", "gateway", "worker"] as const;
/** See {@link ROLES}. */
export type Role = (typeof ROLES)[number];
