import type { StoreDown } from "../../../core/command-context.ts";
import type { Logger } from "../../../core/ports/logger.ts";

/**
 * Resolves with the result of `task`, or with `store-down` if it rejects: because of a StoreError before anything was stored,
 * or of a defect. Either way, the person has been promised nothing. Never rejects. `fields`: for the log.
 */
export async function orStoreDown<T>(
  { log }: { readonly log: Logger },
  fields: { readonly jobId?: string },
  task: () => Promise<T>,
): Promise<T | StoreDown> {
  try {
    return await task();
  } catch (err) {
    log.error({ ...fields, err }, "follow.not_registered");
    return { kind: "store-down" };
  }
}
