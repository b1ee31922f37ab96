import { ConfigError, ServerUnavailableError } from "../../../core/errors.ts";
import { isPassingError } from "./is-passing-error.ts";
import { knownCure } from "./known-cure.ts";

/** What a server is used for. */
export type ServerUse = keyof typeof VARIABLES;

/** The variable that has the URL. */
export const VARIABLES = { store: "STORE_URL", queue: "QUEUE_URL" } as const;

/** How to reach a store or a queue on a server. */
export interface ServerLocation {
  /** With user and password. */
  readonly url: string;
  /** Which of the relays in one database this is: a few lowercase letters, digits and hyphens. */
  readonly namespace: string;
  /** Whether other processes may have it open, too, if this is true for them. Default: false. */
  readonly isShared?: boolean;
}

/** A server without its user and password, for people. */
export function toAddress({ url, namespace }: ServerLocation): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}, namespace ${namespace}`;
}

/**
 * Why a server could not be opened, in one line without its password: a ServerUnavailableError if that may pass by itself. `cure`
 * is what helps unless the error says more: see {@link knownCure}.
 */
export function toOpenError(
  error: unknown,
  location: ServerLocation,
  { use, cure }: { readonly use: ServerUse; readonly cure: string },
): ConfigError {
  if (error instanceof ConfigError) return error;
  const reason = reasonOf(error).replace(/\s+/g, " ");
  const { password } = new URL(location.url);
  const secrets = [password, decodeURIComponent(password)].filter((secret) => secret !== "");
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, "[redacted]"), reason);
  const OpenError = isPassingError(error) ? ServerUnavailableError : ConfigError;
  // Without the cause: an SDK may put the URL into its errors.
  return new OpenError([
    `${VARIABLES[use]} names a ${use} that cannot be opened (${toAddress(location)}: ${safe}): ${knownCure(error) ?? cure}`,
  ]);
}

/** An AggregateError, which a host with several addresses causes, has a reason for each and no message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
