import { randomUUID } from "node:crypto";
import type { ClaimStore } from "../../core/ports/stores.ts";
import type { Claim } from "./record-kind.ts";
import type { KeyvRecords } from "./records.ts";

/** The claims in `records`. */
export function createKeyvClaimStore(records: KeyvRecords<Claim>): ClaimStore {
  return {
    take: async (key, ttlMs) => {
      // Also tells two claims of the same instant apart when the answer to a write is lost and what is stored is read again.
      const token = randomUUID();
      const { after } = await records.update(
        key,
        (stored) => stored ?? { token },
        () => ttlMs,
      );
      return after?.token === token;
    },
  };
}
