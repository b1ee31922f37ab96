/*
 * Loaded into a relay process before its own code (NODE_OPTIONS=--import): while the file that CHAOS_NAMELESS_FILE names
 * exists, no name has an address, as with a name server that has forgotten them.
 */
import dns from "node:dns";
import { existsSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const file = process.env["CHAOS_NAMELESS_FILE"] ?? "";
const { lookup } = dns;

type Done = (error: Error | null, address: string, family: number) => void;

function forgetful(name: string, options: dns.LookupOptions, done: Done): void {
  if (!existsSync(file)) {
    Reflect.apply(lookup, dns, [name, options, done]);
    return;
  }
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" });
  process.nextTick(() => done(error, "", 0));
}

dns.lookup = forgetful as unknown as typeof lookup;
syncBuiltinESMExports();
