/** Histories of few deliveries: their modes change, and channels, requests and processes fail, all between two attempts. */
import * as fc from "fast-check";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Attachment } from "../../../src/core/job/job.ts";
import { mp4Bytes } from "../fakes/fake-media.ts";
import { aJob } from "../follows.ts";
import { answerFor, MANAGER, MANY, memoryOf, request, VIDEO } from "./histories.ts";
import { FAULTS, REQUESTS } from "./memory-platform.ts";
import { CHANNELS, type Simulation } from "./simulation.ts";
import { restart, step, type Step } from "./step.ts";

/** The same fault may be given several times: it is as much more frequent. */
type Steps = readonly fc.Arbitrary<Step>[];

const FILES: readonly (readonly Attachment[])[] = [[VIDEO], MANY, MANY.slice(0, 2), []];

const modes = (place: ChannelRef): [fc.Arbitrary<Step>] => [
  fc
    .record({
      delivery: fc.constantFrom("post", "edit", "edit", "edit", "thread", "thread", "thread"),
      broadcast: fc.constantFrom("on", "off"),
    })
    .map(({ delivery, broadcast }) =>
      step(
        `mode ${delivery}${delivery === "thread" ? ` broadcast ${broadcast}` : ""}`,
        async (simulation) => {
          const options: Record<string, string> =
            delivery === "thread" ? { delivery, broadcast } : { delivery };
          await simulation.type({ name: "pika-settings", options, channel: place, ...MANAGER });
        },
      ),
    ),
];

const jobs = (place: ChannelRef): [fc.Arbitrary<Step>, fc.Arbitrary<Step>] => [
  fc
    .constantFrom("ann", "bob")
    .map((userId) =>
      step(`${userId} requests`, (simulation, model) =>
        request(simulation, model, { jobId: "job-1", place, userId }),
      ),
    ),
  fc.nat(FILES.length).map((nth) =>
    step(
      nth < FILES.length ? `completed with ${FILES[nth]?.length} files` : "failed",
      async (simulation) => {
        const attachments = FILES[nth];
        const job = attachments
          ? aJob("completed", { attachments, content: "all of it" })
          : aJob("failed", { error: "no more space" });
        answerFor(simulation, "job-1", { kind: "job", job });
      },
    ),
  ),
];

const platformOf = ({ discord, slack }: Simulation, { platform }: ChannelRef) =>
  platform === "discord" ? discord : slack;

const places = (place: ChannelRef): Steps => [
  fc.constantFrom("channel_lost", "channel_lost", "forbidden", "back", "back").map((what) =>
    step(`channel ${what}`, async (simulation) => {
      const platform = platformOf(simulation, place);
      if (what === "back") platform.accept(place);
      else platform.refuse(place, new PlatformError(what, what));
    }),
  ),
  fc
    .record({
      what: fc.constantFrom("channel_lost", "forbidden"),
      ms: fc.constantFrom(1_000, 6_000, 30_000),
    })
    .map(({ what, ms }) =>
      step(`channel ${what} for ${ms} ms`, async (simulation) => {
        const platform = platformOf(simulation, place);
        platform.refuse(place, new PlatformError(what, what));
        await simulation.clock.advance(ms);
        platform.accept(place);
      }),
    ),
  fc
    .nat(2)
    .map((nth) =>
      step(`status message ${nth} is deleted`, async (simulation) =>
        memoryOf(simulation, CHANNELS.indexOf(place))?.deleteStatus(nth),
      ),
    ),
  fc
    .constantFrom(1, 120)
    .map((count) =>
      step(`${count} messages of others`, async (simulation) =>
        memoryOf(simulation, CHANNELS.indexOf(place))?.talk(place.channel, count),
      ),
    ),
];

/** The first says nothing about a request, the second refuses its repetition, for now. */
const UNCERTAIN = ["after acting", "after acting", "acts late", "before acting"] as const;
const REFUSED = ["file refused", "forbidden", "rejected", "not editable", "channel lost"] as const;

const faults = (place: ChannelRef): Steps => [
  fc
    .record({
      kind: fc.constantFrom("post", "edit"),
      uncertain: fc.constantFrom(...UNCERTAIN),
      refusal: fc.constantFrom(...REFUSED),
    })
    .map(({ kind, uncertain, refusal }) =>
      step(`next ${kind}: ${uncertain}, then ${refusal}`, async (simulation) => {
        const platform = memoryOf(simulation, CHANNELS.indexOf(place));
        platform?.spoilNext(kind, uncertain);
        platform?.spoilNext(kind, refusal);
      }),
    ),
  fc
    .record({ kind: fc.constantFrom(...REQUESTS), fault: fc.constantFrom(...FAULTS, ...REFUSED) })
    .map(({ kind, fault }) =>
      step(`next ${kind}: ${fault}`, async (simulation) =>
        memoryOf(simulation, CHANNELS.indexOf(place))?.spoilNext(kind, fault),
      ),
    ),
  fc
    .record({
      kind: fc.constantFrom(...REQUESTS),
      fault: fc.option(fc.constantFrom("before acting", "after acting", "acts late"), {
        nil: undefined,
      }),
    })
    .map(({ kind, fault }) =>
      step(`every ${kind}: ${fault ?? "all is well"}`, async (simulation) =>
        memoryOf(simulation, CHANNELS.indexOf(place))?.spoilAll(kind, fault),
      ),
    ),
];

/** The first requester of a result that could not be posted presses "Try again". */
const again = (place: ChannelRef): fc.Arbitrary<Step> =>
  fc.constant(
    step("try again", async (simulation) => {
      for (const { id, requesters, state } of simulation.store.all())
        if (state === "discarded" && requesters[0] !== undefined)
          await simulation.press({
            name: "try-again",
            argument: id,
            channel: place,
            userId: requesters[0],
          });
    }),
  );

const processes: Steps = [
  fc
    .record({ call: fc.integer({ min: 1, max: 12 }), moment: fc.constantFrom("before", "after") })
    .map((crashPoint) =>
      step(`dies ${crashPoint.moment} call ${crashPoint.call}`, async ({ process }) =>
        process.crashAt(crashPoint),
      ),
    ),
  fc.constant(
    step("is killed and starts", async (simulation) => {
      simulation.process.kill();
      await restart(simulation);
    }),
  ),
  fc.constant(step("stops and starts", restart)),
];

const passing = fc
  .constantFrom(500, 2_000, 5_000, 13_000, 40_000, 300_000)
  .map((ms) => step(`${ms} ms`, (simulation) => simulation.clock.advance(ms)));

const media = fc.boolean().map((isDown) =>
  step(`files are ${isDown ? "out of reach" : "there"}`, async (simulation) => {
    for (const { url } of MANY.slice(1, 3))
      simulation.media.script(url, isDown ? { fails: "unavailable" } : { bytes: mp4Bytes() });
  }),
);

const store = fc
  .boolean()
  .map((isDown) =>
    step(isDown ? "store down" : "store back", async (simulation) =>
      simulation.store.failWith(isDown ? new Error("disk full") : undefined),
    ),
  );

/** The steps in any order, at most `maxLength` of them. */
const anyOf = (maxLength: number, ...steps: Steps): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof(...steps), { maxLength, size: "max" });

const UNTIL_READ = step("6000 ms", (simulation) => simulation.clock.advance(6_000));

/** One channel, one job: it is requested, ends, and its result is to be posted. */
export const deliveryHistories: fc.Arbitrary<readonly Step[]> = fc
  .constantFrom(...CHANNELS)
  .chain((place) => {
    const [mode] = modes(place);
    const [asks, ends] = jobs(place);
    const all = [
      ...modes(place),
      ...modes(place),
      ...jobs(place),
      ...places(place),
      ...places(place),
      ...faults(place),
      ...faults(place),
      ...faults(place),
      again(place),
      again(place),
      ...processes,
      passing,
      passing,
      passing,
      media,
      store,
    ];
    return fc
      .tuple(
        anyOf(2, mode, ...faults(place)),
        asks,
        anyOf(3, mode, passing, ...places(place), ...faults(place), ...processes),
        anyOf(4, mode, ...faults(place), ...faults(place), ...faults(place), ...places(place)),
        ends,
        fc.boolean(),
        passing,
        anyOf(16, ...all),
      )
      .map(([before, asking, meanwhile, spoilt, end, isRead, pause, after]) =>
        [
          before,
          [asking],
          meanwhile,
          spoilt,
          [end],
          isRead ? [UNTIL_READ] : [],
          [pause],
          after,
        ].flat(),
      );
  });
