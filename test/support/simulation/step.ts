import type * as fc from "fast-check";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { Simulation } from "./simulation.ts";

/** What users were promised, as `jobId channel`: that the job's result, or the reason why not, comes into the channel. */
export type Model = Set<string>;
/** One step of a history. */
export type Step = fc.AsyncCommand<Model, Simulation>;

/** A step that may always be taken; `toString` is what a failing run prints. */
export const step = (
  name: string,
  run: (simulation: Simulation, model: Model) => Promise<void>,
): Step => ({
  check: () => true,
  run: (model, simulation) => run(simulation, model),
  toString: () => name,
});

/** One of the channel's follows, as its buttons name them. */
export function someFollow({ store }: Simulation, place: ChannelRef, nth: number): string {
  const here = store.all().filter(({ channel: { channel: id } }) => id === place.channel);
  return here[nth % Math.max(here.length, 1)]?.id ?? "nothing";
}

/** Starts a new process, as a supervisor does: again and again while the store is down. */
export async function restart(simulation: Simulation): Promise<void> {
  await simulation.stop();
  await simulation.start().catch(() => simulation.process.kill());
}
