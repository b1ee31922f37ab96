/** The faults that the page has injected and that last until they are cleared. */
import type { UserAction } from "../user-action.ts";
import { DISCORD_FAULTS, SLACK_FAULTS, type InjectFault } from "./faults.ts";
import type { StandIns } from "../../stand-ins.ts";

/** All faults, by the names that the page uses. A job API's begin with its name: `fal-outage`. */
const faultsOf = ({ scripted }: StandIns): Readonly<Record<string, InjectFault>> => ({
  ...Object.fromEntries(
    Object.values(scripted).flatMap(({ name, faults }) =>
      Object.entries(faults).map(([fault, inject]) => [`${name}-${fault}`, inject] as const),
    ),
  ),
  ...DISCORD_FAULTS,
  ...SLACK_FAULTS,
});

/** See the file's header. */
export class ActiveFaults {
  readonly #standIns: StandIns;
  readonly #tell: (faults: readonly string[]) => void;
  readonly #lasting = new Map<string, () => void>();

  constructor(standIns: StandIns, tell: (faults: readonly string[]) => void) {
    this.#standIns = standIns;
    this.#tell = tell;
  }

  /** Injects a fault. Throws if there is no such fault, or nothing left to break. */
  inject({ fault, ...where }: Extract<UserAction, { readonly kind: "inject-fault" }>): void {
    const injectFault = faultsOf(this.#standIns)[fault];
    if (injectFault === undefined) throw new Error(`no such fault: ${fault}`);
    if (this.#lasting.has(fault)) return;
    const clear = injectFault(this.#standIns, where);
    if (clear === undefined) return;
    this.#lasting.set(fault, clear);
    this.#tell([...this.#lasting.keys()]);
  }

  /** Clears all faults. Deleted channels stay deleted. */
  clear(): void {
    for (const clear of this.#lasting.values()) {
      try {
        clear();
      } catch {
        // The channel of the fault may be deleted by now.
      }
    }
    this.#lasting.clear();
    this.#tell([]);
  }
}
