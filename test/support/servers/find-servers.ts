import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Where Debian's packages put PostgreSQL, one directory for each major version. */
const POSTGRES_VERSIONS = "/usr/lib/postgresql";

/** Where to look. */
export interface Machine {
  readonly path?: string | undefined;
  readonly postgresVersions?: string;
}

/** The path of redis-server; `undefined` if it is not installed. */
export function findRedis({ path = process.env["PATH"] }: Machine = {}): string | undefined {
  return (path ?? "")
    .split(delimiter)
    .map((directory) => join(directory, "redis-server"))
    .find((file) => existsSync(file));
}

/**
 * The directory with PostgreSQL's programs, of the newest version; `undefined` if it is not installed. Never a directory of
 * links to them: another user runs them, who may not be allowed into it.
 */
export function findPostgres({
  path = process.env["PATH"],
  postgresVersions = POSTGRES_VERSIONS,
}: Machine = {}): string | undefined {
  const versions = existsSync(postgresVersions) ? readdirSync(postgresVersions) : [];
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a));
  const initdb = [
    ...(path ?? "").split(delimiter),
    ...newestFirst.map((version) => join(postgresVersions, version, "bin")),
  ]
    .map((directory) => join(directory, "initdb"))
    .find((file) => existsSync(file));
  return initdb === undefined ? undefined : dirname(realpathSync(initdb));
}
