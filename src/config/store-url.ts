import { z } from "zod";

const STORE_CURE =
  "the known ones are sqlite: (like sqlite:data/pika-relay.sqlite), postgres://, redis://, rediss:// and memory:";

/** Where a store in a file is by default. */
export const DEFAULT_PATH = "data/pika-relay.sqlite";

/** Which relay of several in one database it is, unless the URL says so. */
const DEFAULT_NAMESPACE = "pika-relay";
const NAMESPACE = /^[a-z0-9-]{1,40}$/;

/** A store on a server. */
interface ServerStore {
  /** With user and password, without the relay's own parameter. */
  readonly url: string;
  readonly namespace: string;
  /** Whether other processes work on it, too. Default: false. */
  readonly isShared?: boolean;
}

interface RedisStore extends ServerStore {
  readonly scheme: "redis";
  /** Whether the server may lose what it has stored. Default: false. */
  readonly allowsVolatile?: boolean;
}

/** Where follows are stored. A relative path starts in the working directory of the process. */
export type StoreConfig =
  | { readonly scheme: "sqlite"; readonly path: string }
  | { readonly scheme: "memory" }
  | RedisStore
  | ({ readonly scheme: "postgres" } & ServerStore);

/** A value, or what is wrong with it, which never repeats it: a URL may contain a password. */
type Parsed<T> = T | { readonly problem: string };

/** The URL of a store: `sqlite:<path>`, `memory:`, or that of a Redis or PostgreSQL server. */
export const storeUrl = z.string().transform((value, context): StoreConfig => {
  const parsed = parseStoreUrl(value);
  if (!("problem" in parsed)) return parsed;
  context.addIssue({ code: "custom", message: parsed.problem });
  return z.NEVER;
});

function parseStoreUrl(value: string): Parsed<StoreConfig> {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(value) ?? [];
  switch (scheme?.toLowerCase()) {
    case "memory":
      return rest === ""
        ? { scheme: "memory" }
        : { problem: "has something after memory: remove it, such a store has no name" };
    case "sqlite":
      return parseSqlitePath(rest.replace(/^\/\//, ""));
    case "redis":
    case "rediss":
      return parseRedisUrl(value);
    case "postgres":
    case "postgresql": {
      const server = parseServerUrl(value);
      return "problem" in server ? server : { scheme: "postgres", ...server };
    }
    case undefined:
      return { problem: `has no scheme: ${STORE_CURE}` };
    default:
      return { problem: `has an unknown scheme: ${STORE_CURE}` };
  }
}

function parseSqlitePath(path: string): Parsed<StoreConfig> {
  if (path === ":memory:")
    return { problem: "names no file: write memory: for a store without one" };
  if (path === "" || path.endsWith("/") || path.includes("\0"))
    return { problem: "names no file: write it like sqlite:data/pika-relay.sqlite" };
  return { scheme: "sqlite", path };
}

/** Parses the URL of a Redis, which may have the relay's own parameter. */
export function parseRedisUrl(value: string): Parsed<RedisStore> {
  const server = parseServerUrl(value);
  if ("problem" in server) return server;
  const { pathname, search } = new URL(server.url);
  if (!/^\/?\d*$/.test(pathname))
    return {
      problem:
        "does not name a database of Redis: write a number after the host, like redis://host:6379/0",
    };
  if (search !== "")
    return { problem: "has an unknown parameter for Redis: remove it, only namespace is allowed" };
  return { scheme: "redis", ...server };
}

function parseServerUrl(value: string): Parsed<ServerStore> {
  const problem = {
    problem:
      "is not a URL: write it like redis://:password@host:6379 or postgres://user:password@host/database, with %40 for an @ and %25 for a % in user and password",
  };
  if (!URL.canParse(value)) return problem;
  const url = new URL(value);
  const isReadable = isDecodable(url.username) && isDecodable(url.password);
  if (url.hostname === "" || url.hash !== "" || !isReadable) return problem;
  const namespace = url.searchParams.get("namespace") ?? DEFAULT_NAMESPACE;
  if (!NAMESPACE.test(namespace))
    return {
      problem:
        "has a namespace that is not 1 to 40 lowercase letters, digits and hyphens: rename it",
    };
  url.searchParams.delete("namespace");
  return { url: url.href, namespace };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The secrets in the URL of a server, in each spelling that an error may have. */
export function urlSecrets(url: string): string[] {
  const { password, searchParams } = new URL(url);
  return [password, decodeURIComponent(password), searchParams.get("password") ?? ""].filter(
    (secret) => secret !== "",
  );
}

/** Where files are kept if no directory is set: beside a file, else where that is by default; `undefined` for memory. */
export function toSpoolDirectory(store: StoreConfig): string | undefined {
  if (store.scheme === "memory") return undefined;
  const path = store.scheme === "sqlite" ? store.path : DEFAULT_PATH;
  return `${path.replace(/\.sqlite$/, "")}.files`;
}
