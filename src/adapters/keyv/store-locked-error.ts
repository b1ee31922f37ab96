import { ConfigError } from "../../core/errors.ts";

/** Another process has the store open. The process ends with exit code 2. */
export class StoreLockedError extends ConfigError {
  override readonly code = "store_locked";
  /** `store`: its path or address, without user and password. */
  constructor(store: string, options?: ErrorOptions) {
    super(
      [
        `STORE_URL names a store that another process is using (${store}): stop the other relay, or give this one a STORE_URL of its own`,
      ],
      options,
    );
  }
}
