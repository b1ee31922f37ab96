import { urlsIn } from "./pasted-text.ts";

/** A path on one of several hosts. */
export interface PathOnHosts {
  /** With their ports, if any. */
  readonly hosts: readonly (string | undefined)[];
  readonly path: RegExp;
}

/** The match of a path in the first link of a text that is to one of the hosts and has it. */
export function findLinkedPath(
  text: string,
  { hosts, path }: PathOnHosts,
): RegExpExecArray | undefined {
  for (const url of urlsIn(text)) {
    const match = hosts.includes(url.host) ? path.exec(url.pathname) : null;
    if (match) return match;
  }
  return undefined;
}
