import { createHash } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";

/** A Lua script, which Redis runs as one step. */
export class RedisScript {
  readonly source: string;
  readonly sha1: string;
  constructor(source: string) {
    this.source = source;
    this.sha1 = createHash("sha1").update(source).digest("hex");
  }
}

/** Runs a script by its digest; sends its source only if the server does not know it. */
export async function runScript(
  client: RedisClientType,
  { source, sha1 }: RedisScript,
  options: { readonly keys: string[]; readonly arguments: string[] },
): Promise<unknown> {
  try {
    return await client.evalSha(sha1, options);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
    return client.eval(source, options);
  }
}
