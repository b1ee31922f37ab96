import { isLoopbackHost } from "../../core/source/loopback.ts";

/** The address of one server. */
export interface ServerAddress {
  /** What stands before a UUID in a job's canonical id: the address without its scheme, such as `192.168.1.20:8188`. */
  readonly server: string;
  readonly origin: string;
  /** Where its paths begin, without a slash at the end. Mostly empty. */
  readonly root: string;
  /** Whether a key that is sent there cannot be read on the way. */
  readonly isSafe: boolean;
}

/** Reads an address, which may be given with or without the path of either API (`/api/v2`, `/api`). */
export function toServerAddress(baseUrl: string): ServerAddress {
  const { host, hostname, origin, pathname, protocol } = new URL(baseUrl);
  const root = pathname.replace(/\/+$/, "").replace(/\/api(?:\/v2)?$/, "");
  const isSafe = protocol === "https:" || isLoopbackHost(hostname);
  return { server: `${host}${root}`, origin, root, isSafe };
}
