import type { RedisClientType } from "@keyv/redis";
import { ConfigError } from "../../../core/errors.ts";
import { isPermissionError } from "../../redis/is-permission-error.ts";
import { VARIABLES, type ServerUse } from "../server/server-address.ts";

/**
 * What makes a server lose what it has acknowledged; empty if nothing does. Reads INFO, not CONFIG, which managed servers
 * refuse. A server that keeps a setting to itself is taken at its worst.
 */
export function findVolatility(info: string): string[] {
  const settings = new Map(
    info.split(/\r?\n/).map((line) => {
      const [name = "", value = ""] = line.split(":", 2);
      return [name, value.trim()] as const;
    }),
  );
  const isAppending = settings.get("aof_enabled") === "1";
  const policy = settings.get("maxmemory_policy") ?? "unknown";
  return [
    ...(isAppending ? [] : ["appendonly is not yes"]),
    ...(policy === "noeviction" ? [] : [`maxmemory-policy is ${policy}`]),
  ];
}

/**
 * Resolves with what makes the server lose what it has acknowledged; empty if nothing does. Rejects with a ConfigError that
 * names the settings and the cure, unless `allowsVolatile`.
 */
export async function checkDurability(
  client: RedisClientType,
  { use, allowsVolatile = false }: { readonly use: ServerUse; readonly allowsVolatile?: boolean },
): Promise<string[]> {
  const found = await readVolatility(client);
  if (found.length > 0 && !allowsVolatile)
    throw new ConfigError([
      `${VARIABLES[use]} names a Redis that may lose what it has stored (${found.join(", ")}): set appendonly yes and maxmemory-policy noeviction there, or RELAY_ALLOW_VOLATILE_REDIS=true here to try things out`,
    ]);
  return found;
}

async function readVolatility(client: RedisClientType): Promise<string[]> {
  try {
    const [persistence, memory] = await Promise.all([
      client.info("persistence"),
      client.info("memory"),
    ]);
    // Until it has read its append-only file, it says that it has none. It answers all but a few commands like this.
    if (/^loading:1/m.test(persistence)) throw new Error("LOADING Redis is loading the dataset");
    return findVolatility(`${persistence}\n${memory}`);
  } catch (error) {
    // Only an answer of the server says that it does not tell; anything else is a broken connection.
    if (!isPermissionError(error)) throw error;
    return ["the user may not read INFO"];
  }
}
