import { ConfigError } from "../../core/errors.ts";

/** Where the server listens. */
export interface HttpAddress {
  /** A name or an address of this machine, such as `127.0.0.1`, or `0.0.0.0` for all its IPv4 addresses. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Converts the error of a server that could not listen into a ConfigError, if the operator can mend it. */
export function toListenError(error: unknown, { host, port }: HttpAddress): unknown {
  const problem = problemOf(error instanceof Error && "code" in error ? error.code : undefined, {
    host,
    port,
  });
  return problem === undefined ? error : new ConfigError([problem], { cause: error });
}

function problemOf(code: unknown, { host, port }: HttpAddress): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `RELAY_HTTP_PORT is taken: another program listens on port ${port} of ${host}, stop it or set another port`;
    case "EACCES":
      return `RELAY_HTTP_PORT is not allowed: this user may not listen on port ${port}, set one from 1024 on`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "RELAY_HTTP_HOST is not an address of this machine: set it to 127.0.0.1, or to 0.0.0.0 for all of its addresses";
    default:
      return undefined;
  }
}
