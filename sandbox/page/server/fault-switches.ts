/** What can be broken on purpose at the page, and the mending of it. */
import type { Deed } from "../user-action.ts";
import { DISCORD_FAULTS, JOB_API_FAULTS, SLACK_FAULTS, type Breaking } from "./faults.ts";
import type { Stage } from "../../stand-ins.ts";

const FAULTS: Readonly<Record<string, Breaking>> = {
  ...JOB_API_FAULTS,
  ...DISCORD_FAULTS,
  ...SLACK_FAULTS,
};

/** See the file's header. */
export class Weather {
  readonly #stage: Stage;
  readonly #tell: (faults: readonly string[]) => void;
  readonly #lasting = new Map<string, () => void>();

  constructor(stage: Stage, tell: (faults: readonly string[]) => void) {
    this.#stage = stage;
    this.#tell = tell;
  }

  /** Breaks something. Throws where there is no such thing, or nothing left to break. */
  break({ fault, ...where }: Extract<Deed, { readonly do: "break" }>): void {
    const breaking = FAULTS[fault];
    if (breaking === undefined) throw new Error(`no such fault: ${fault}`);
    if (this.#lasting.has(fault)) return;
    const mend = breaking(this.#stage, where);
    if (mend === undefined) return;
    this.#lasting.set(fault, mend);
    this.#tell([...this.#lasting.keys()]);
  }

  /** Ends everything that lasts. What is gone stays gone. */
  mend(): void {
    for (const mend of this.#lasting.values()) {
      try {
        mend();
      } catch {
        // The channel that it was about may be gone by now.
      }
    }
    this.#lasting.clear();
    this.#tell([]);
  }
}
