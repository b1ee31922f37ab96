import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Signs links as the real media server does: `ex` and `is` in hex Unix seconds, `hm` over both and the path. */
export interface LinkSigner {
  /** Returns the query of a link that is valid for `lifetimeMs` from now. */
  sign(path: string, lifetimeMs: number): string;
  /** Whether this signer signed the link and it has not expired. */
  isValid(url: URL): boolean;
  /** Expires every link signed so far. */
  readonly expireAll: () => void;
}

/** Creates a signer with its own key. */
export function createLinkSigner(now: () => number): LinkSigner {
  let key = randomBytes(32);
  const mac = (path: string, ex: string, is: string): string =>
    createHmac("sha256", key).update(`${path}?ex=${ex}&is=${is}`).digest("hex");
  return {
    sign: (path, lifetimeMs) => {
      const ex = Math.floor((now() + lifetimeMs) / 1000).toString(16);
      const is = Math.floor(now() / 1000).toString(16);
      return `ex=${ex}&is=${is}&hm=${mac(path, ex, is)}&`;
    },
    isValid: ({ pathname, searchParams }) => {
      const ex = searchParams.get("ex") ?? "";
      const given = Buffer.from(searchParams.get("hm") ?? "");
      const expected = Buffer.from(mac(pathname, ex, searchParams.get("is") ?? ""));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
      return now() < Number.parseInt(ex, 16) * 1000;
    },
    expireAll: () => {
      key = randomBytes(32);
    },
  };
}
