import { ConfigError } from "../../core/errors.ts";

/** Options of {@link StoreLockedError}. */
interface StoreLockedOptions extends ErrorOptions {
  /** Whether this process would share the store with others. Not set if the store cannot be shared. */
  readonly isShared?: boolean;
}

/** Another process has the store open. The process ends with exit code 2. */
export class StoreLockedError extends ConfigError {
  override readonly code = "store_locked";
  /** `store`: its path or address, without user and password. */
  constructor(store: string, { isShared, ...options }: StoreLockedOptions = {}) {
    super([`STORE_URL names a store that ${toRest(store, isShared)}`], options);
  }
}

function toRest(store: string, isShared: boolean | undefined): string {
  if (isShared === true)
    return `a process without QUEUE_URL, or with another one, is using (${store}): set the same QUEUE_URL for both, or stop that one first`;
  const cures = ["stop the other relay", "give this one a STORE_URL of its own"];
  if (isShared === false) cures.push("set the same QUEUE_URL for both");
  return `another process is using (${store}): ${cures.slice(0, -1).join(", ")}, or ${cures.at(-1)}`;
}
