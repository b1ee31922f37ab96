import * as fc from "fast-check";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import { CANCEL_ANSWERS, CANCEL_EFFECTS, CANCEL_REFUSALS } from "./cancellations.ts";
import type { CrashPoint } from "./crashable-process.ts";
import type { Simulation } from "./simulation.ts";
import { restart, step, type Step } from "./step.ts";

/** What an API makes of the request to cancel a job. */
const ends = fc.oneof(
  fc.record({
    answer: fc.constantFrom(...CANCEL_ANSWERS),
    effect: fc.constantFrom(...CANCEL_EFFECTS),
  }),
  fc.record({ answer: fc.constantFrom(...CANCEL_REFUSALS), effect: fc.constant(undefined) }),
);

/** The process may die at one of its next calls: those before the request, the request itself, and those after it. */
const crashPoint = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 8 }),
    moment: fc.constantFrom("before", "after"),
  }),
  { nil: undefined },
);

/** People cancel jobs; the API does so or not, whether or not it says so, and the process may die meanwhile. */
export const cancellationSteps = (channel: fc.Arbitrary<ChannelRef>): fc.Arbitrary<Step>[] => [
  fc
    .record({ place: channel, nth: fc.nat(5), ends, crashPoint, presses: fc.constantFrom(1, 2) })
    .map(({ place, nth, ends: { answer, effect }, presses, ...dies }) =>
      step(
        `open job ${nth} on ${place.platform} is cancelled ${presses} times: ${answer}, it ${effect}, ${toText(dies)}`,
        async (simulation) => {
          // People see no answer of a process that is dead, and press again.
          if (simulation.process.isDead) await restart(simulation);
          const follow = openFollow(simulation, place, nth);
          if (!follow) return;
          simulation.cancellations.script(follow.jobId, answer, effect);
          if (dies.crashPoint) simulation.process.crashAt(dies.crashPoint);
          await Promise.all(Array.from({ length: presses }, () => confirm(simulation, follow)));
        },
      ),
    ),
];

const toText = (dies: { readonly crashPoint: CrashPoint | undefined }): string =>
  dies.crashPoint ? `dies ${dies.crashPoint.moment} call ${dies.crashPoint.call}` : "lives";

/** One of the channel's follows that wait for their job and that somebody has asked for. */
function openFollow({ store }: Simulation, place: ChannelRef, nth: number): Follow | undefined {
  const open = store
    .all()
    .filter(
      ({ channel, state, requesters }) =>
        channel.channel === place.channel && state === "pending" && requesters.length > 0,
    );
  return open[nth % Math.max(open.length, 1)];
}

/** Its first requester confirms that the job is to be cancelled. */
async function confirm(simulation: Simulation, follow: Follow): Promise<void> {
  const { id: argument, channel, requesters } = follow;
  simulation.cancellations.confirm(follow);
  await simulation.press({
    name: "cancel-job-now",
    argument,
    channel,
    userId: requesters[0] ?? "",
  });
}
