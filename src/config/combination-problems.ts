import { bucketProblems } from "./bucket-settings.ts";
import { environment } from "./environment.ts";
import { platformProblems } from "./platform-problems.ts";
import { queueProblems } from "./queue-settings.ts";
import { shardProblems } from "./shard-settings.ts";
import { toSpoolDirectory, type StoreConfig } from "./store-url.ts";

type Name = keyof typeof environment.shape;
type SetVariables = Readonly<Partial<Record<string, string>>>;

/** Returns the problems of variables that are each valid but do not fit together. */
export function combinationProblems(
  set: SetVariables,
  wrong: ReadonlyMap<string, string>,
): string[] {
  /** The value of a variable; `undefined` if it is invalid, which is reported already. */
  const read = (name: Name): unknown =>
    wrong.has(name) ? undefined : environment.shape[name].parse(set[name]);
  const { RELAY_ROLE, STORE_URL } = environment.shape;
  const role = RELAY_ROLE.safeParse(set["RELAY_ROLE"]).data;
  const store = STORE_URL.safeParse(set["STORE_URL"]).data;
  const problems = platformProblems(set, role);
  // A process that only posts has no shards.
  if (role !== "worker") problems.push(...shardProblems(set, wrong));
  problems.push(...queueProblems({ hasQueue: set["QUEUE_URL"] !== undefined, role, store }));
  const intervalMs = Number(read("RELAY_POLL_INTERVAL_MS"));
  const maxIntervalMs = Number(read("RELAY_POLL_MAX_INTERVAL_MS"));
  if (set["RELAY_POLL_MAX_INTERVAL_MS"] !== undefined && maxIntervalMs < intervalMs)
    problems.push(
      "RELAY_POLL_MAX_INTERVAL_MS is below RELAY_POLL_INTERVAL_MS: raise it to at least that, or leave it out",
    );
  if (Number(read("RELAY_MAX_DISK_BYTES")) < Number(read("RELAY_MAX_VIDEO_BYTES")))
    problems.push(
      "RELAY_MAX_DISK_BYTES is below RELAY_MAX_VIDEO_BYTES: raise it to at least that, or lower RELAY_MAX_VIDEO_BYTES",
    );
  const guildId = set["DISCORD_GUILD_ID"];
  const guilds = read("RELAY_ALLOWED_GUILDS");
  if (guildId !== undefined && Array.isArray(guilds) && !guilds.includes(guildId))
    problems.push(
      "RELAY_ALLOWED_GUILDS lacks the server of DISCORD_GUILD_ID, the only one that gets commands: add it, or remove one of the two",
    );
  return [...problems, ...spoolProblems(set, store)];
}

/** Returns what is missing for sharing kept files. */
function spoolProblems(set: SetVariables, store: StoreConfig | undefined): string[] {
  const { RELAY_SPOOL_URL } = environment.shape;
  const address = RELAY_SPOOL_URL.safeParse(set["RELAY_SPOOL_URL"]).data;
  if (!address) return [];
  const problems = bucketProblems(address, set);
  if (set["RELAY_SPOOL_DIR"] === undefined && store && toSpoolDirectory(store) === undefined)
    problems.push(
      "RELAY_SPOOL_DIR is missing: RELAY_SPOOL_URL needs it with this store, set it to a directory on this machine for this relay alone",
    );
  return problems;
}
