import { z } from "zod";
import type { Role } from "../core/ports/processes/role.ts";
import { parseRedisUrl, type StoreConfig } from "./store-url.ts";

/** The queue through which several processes share the work. */
export interface QueueConfig {
  /** URL of a Redis, with user and password. */
  readonly url: string;
  /** Which of the relays in one Redis this is: that of the store. */
  readonly namespace: string;
  /** How long a process that does not answer keeps what it works on, in milliseconds. */
  readonly lockMs: number;
  /** Whether the Redis may lose what it has stored. */
  readonly allowsVolatile: boolean;
}

/** The URL of the Redis that has the queue. */
export const queueUrl = z.string().transform((value, context): string => {
  const parsed = parseQueueUrl(value);
  if ("url" in parsed) return parsed.url;
  context.addIssue({ code: "custom", message: parsed.problem });
  return z.NEVER;
});

function parseQueueUrl(value: string): { readonly url: string } | { readonly problem: string } {
  if (!/^rediss?:/i.test(value))
    return {
      problem:
        "is not the URL of a Redis: write it like redis://:password@host:6379, or rediss:// for TLS",
    };
  if (URL.parse(value)?.search)
    return { problem: "has a parameter: remove it, the queue has the namespace of STORE_URL" };
  return parseRedisUrl(value);
}

/** Returns what is wrong with the variables of several processes, taken together. `undefined` stands for one that is invalid. */
export function queueProblems({
  hasQueue,
  role,
  store,
}: {
  readonly hasQueue: boolean;
  readonly role: Role | undefined;
  readonly store: StoreConfig | undefined;
}): string[] {
  if (!hasQueue)
    return role === undefined || role === "all"
      ? []
      : [
          `QUEUE_URL is missing: RELAY_ROLE=${role} needs it, set it to the Redis through which the processes share the work, or remove RELAY_ROLE`,
        ];
  return store === undefined || "namespace" in store
    ? []
    : [
        "QUEUE_URL needs a store that several processes can use: set STORE_URL to a Redis (redis://…) or PostgreSQL (postgres://…), or remove QUEUE_URL",
      ];
}

/** Returns `undefined` without the URL of a queue. */
export const toQueueConfig = ({
  QUEUE_URL: url,
  STORE_URL: store,
  RELAY_LOCK_MS: lockMs,
  RELAY_ALLOW_VOLATILE_REDIS: allowsVolatile,
}: {
  readonly QUEUE_URL?: string | undefined;
  readonly STORE_URL: StoreConfig;
  readonly RELAY_LOCK_MS: number;
  readonly RELAY_ALLOW_VOLATILE_REDIS: boolean;
}): QueueConfig | undefined =>
  url !== undefined && "namespace" in store
    ? { url, namespace: store.namespace, lockMs, allowsVolatile }
    : undefined;
