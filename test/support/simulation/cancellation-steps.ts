import * as fc from "fast-check";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { CANCEL_ANSWERS, CANCEL_EFFECTS, CANCEL_REFUSALS } from "./cancellations.ts";
import { someFollow, step, type Step } from "./step.ts";

/** People cancel jobs; the API does so or not, whether or not it says so. */
export const cancellationSteps = (some: {
  readonly job: fc.Arbitrary<string>;
  readonly channel: fc.Arbitrary<ChannelRef>;
  readonly user: fc.Arbitrary<string>;
}): fc.Arbitrary<Step>[] => [
  fc
    .record({
      jobId: some.job,
      answer: fc.constantFrom(...CANCEL_ANSWERS),
      effect: fc.constantFrom(...CANCEL_EFFECTS),
    })
    .map(({ jobId, answer, effect }) =>
      step(
        `a cancellation of ${jobId} is answered ${answer}, and it ${effect}`,
        async ({ cancellations }) => cancellations.script(jobId, answer, effect),
      ),
    ),
  fc
    .tuple(some.job, fc.constantFrom(...CANCEL_REFUSALS))
    .map(([jobId, answer]) =>
      step(`a cancellation of ${jobId} is refused: ${answer}`, async ({ cancellations }) =>
        cancellations.script(jobId, answer),
      ),
    ),
  fc.tuple(some.channel, some.user, fc.nat(5)).map(([channel, userId, nth]) =>
    step(`${userId} cancels job ${nth} on ${channel.platform}`, async (simulation) => {
      const argument = someFollow(simulation, channel, nth);
      const follow = simulation.store.all().find(({ id }) => id === argument);
      if (follow) simulation.cancellations.confirm(follow);
      await simulation.press({ name: "cancel-job-now", argument, channel, userId });
    }),
  ),
];
