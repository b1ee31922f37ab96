import { isIP, type Socket } from "node:net";
import { promises as dns } from "node:dns";
import { callbackify, promisify } from "node:util";
import { buildConnector } from "undici";
import { MediaError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import { isPublicAddress, portOf, type Allows } from "./address.ts";

/** All addresses of a name, in the order to try them. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** The system's resolver. IPv4 first: many containers have IPv6 addresses but no IPv6 route. */
export const systemLookup: Lookup = async (hostname) => {
  const found = await dns.lookup(hostname, { all: true, order: "ipv4first" });
  return found.map((entry) => entry.address);
};

/** More addresses than this are not tried. */
const MAX_ATTEMPTS = 4;

/** Options of {@link createCheckedConnector}. */
export interface CheckedConnectorOptions {
  /** Hosts that may have private addresses. */
  readonly allows: Allows;
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** For looking up the name, and again for each of its addresses. */
  readonly timeoutMs: number;
}

/**
 * A connector for undici that checks where it connects to at the moment of connecting: literals and every resolved
 * address alike, and then connects to the very address it checked, so that the name cannot resolve differently in between.
 */
export function createCheckedConnector(options: CheckedConnectorOptions): buildConnector.connector {
  // HTTP/1.1 only: each connection carries one download, which closing it aborts.
  const dial = promisify(buildConnector({ allowH2: false, timeout: options.timeoutMs }));
  const connect = async (target: buildConnector.Options): Promise<Socket | null> => {
    const addresses = await checkedAddresses(target, options);
    let failure: unknown;
    for (const address of addresses.slice(0, MAX_ATTEMPTS)) {
      try {
        return await dial({ ...target, hostname: address, servername: serverName(target) });
      } catch (err) {
        failure = err;
      }
    }
    throw failure;
  };
  // Node's types name two callback arguments of which one is always missing; undici's say so exactly.
  return callbackify(connect) as buildConnector.connector;
}

async function checkedAddresses(
  target: buildConnector.Options,
  { allows, lookup, clock, timeoutMs }: CheckedConnectorOptions,
): Promise<readonly string[]> {
  const { hostname } = target;
  // A resolver has no time-out of its own that we could set; without one its connection would stay half open for ever.
  const addresses =
    isIP(hostname) === 0
      ? await withTimeout(lookup(hostname), { clock, timeoutMs, fallback: throwTooSlow })
      : [hostname];
  if (addresses.length === 0)
    throw new MediaError("unavailable", `${hostname} has no address at the moment`);
  // One private address among public ones refuses them all: no honest file server mixes them.
  if (!allows(hostname, portOf(target)) && !addresses.every(isPublicAddress))
    throw new MediaError("address_refused", `${hostname} leads to a private or reserved address`);
  return addresses;
}

const throwTooSlow = (): never => {
  throw new MediaError("unavailable", "the name could not be looked up in time");
};

/** The certificate must be for the name, although the connection is to its address. */
function serverName({ hostname, protocol }: buildConnector.Options): string | undefined {
  return protocol === "https:" && isIP(hostname) === 0 ? hostname : undefined;
}
