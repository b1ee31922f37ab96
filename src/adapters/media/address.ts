import { isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { ConfigError, MediaError } from "../../core/errors.ts";

/** Whether a host and port may be plain http, on any port, and private. */
export type Allows = (hostname: string, port: number) => boolean;

/**
 * Reads `host` and `host:port` entries (`[::1]` for IPv6; no port means every port). Throws a ConfigError that names
 * every entry that is neither.
 */
export function parseAllowedHosts(entries: readonly string[]): Allows {
  const problems: string[] = [];
  const keys = new Set<string>();
  for (const entry of entries) {
    const key = toAllowedKey(entry.trim());
    if (key === undefined) problems.push(`"${entry}" is neither a host nor host:port`);
    else keys.add(key);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return (hostname, port) => {
    const host = bare(hostname);
    return keys.has(host) || keys.has(`${host} ${port}`);
  };
}

/** `host` or `host port`, the host spelt as URLs spell it, so that 127.1 and 127.0.0.1 are the same entry. */
function toAllowedKey(entry: string): string | undefined {
  // Only what can be a host: a URL would also accept a path, a query or a user name around it.
  const parts = /^(?<host>\[[\da-f:.]+\]|[^\s/?#@:[\]\\]+)(?::(?<port>\d{1,5}))?$/i.exec(
    isIPv6(entry) ? `[${entry}]` : entry,
  )?.groups;
  const url = parts && URL.parse(`http://${parts["host"]}`);
  if (!url) return undefined;
  if (parts["port"] === undefined) return bare(url.hostname);
  const port = Number(parts["port"]);
  return port > 0 && port < 65_536 ? `${bare(url.hostname)} ${port}` : undefined;
}

/**
 * An address that the relay may request: https on port 443 without user name, or http or https on any port of an allowed
 * host. Throws a MediaError otherwise. The machine behind it is checked when connecting, not here.
 */
export function parseMediaUrl(address: string, base: URL | undefined, allows: Allows): URL {
  const url = URL.parse(address, base?.href);
  if (!url) throw new MediaError("address_refused", "the link is not an address");
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new MediaError("address_refused", "the link is not https");
  if (url.username !== "" || url.password !== "")
    throw new MediaError("address_refused", "the link carries a user name");
  if (allows(url.hostname, portOf(url))) return url;
  if (url.protocol !== "https:") throw new MediaError("address_refused", "the link is not https");
  if (url.port !== "")
    throw new MediaError("address_refused", `the link asks for port ${url.port} instead of 443`);
  return url;
}

/** The port a URL leads to. */
export const portOf = (url: { readonly protocol: string; readonly port: string }): number =>
  url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);

/**
 * Whether an IP address belongs to the public internet. Ranges that only carry an IPv4 address inside (mapped, 6to4,
 * Teredo, NAT64) count as not public, because what they lead to depends on the network they are used in.
 */
export function isPublicAddress(address: string): boolean {
  // Spelt as URLs spell it first: ipaddr.js takes ::8.8.8.8, which no system connects to as IPv4, for 8.8.8.8.
  const url = isIP(address) && URL.parse(`http://${isIPv6(address) ? `[${address}]` : address}`);
  if (!url) return false;
  const parsed = ipaddr.process(bare(url.hostname));
  if (parsed.range() !== "unicast") return false;
  // Only 2000::/3 is given out. The rest of IPv6 counts as "unicast" too: ::7f00:1 is the old way to write 127.0.0.1.
  const [first = 0] = parsed.toByteArray();
  return parsed.kind() === "ipv4" || (first & 0xe0) === 0x20;
}

const bare = (hostname: string): string => hostname.toLowerCase().replace(/^\[(.*)\]$/, "$1");
