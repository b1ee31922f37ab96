import { settingsKey } from "../../core/channel/channel-settings.ts";
import { followKey, jobKey, type Follow } from "../../core/follow/follow.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Holding } from "../../core/ports/processes/partitions.ts";
import { DeliveryLimits } from "../../services/delivery/delivery-limits.ts";
import { FOLLOW_EVENTS } from "../../services/following/follow-events.ts";
import { EndedFollows } from "../../services/processes/ended-follows.ts";
import { HeldPartitions } from "../../services/processes/held-partitions.ts";
import { SharedSettings } from "../../services/processes/shared-settings.ts";
import { createQuarantines } from "../../services/runtime/quarantine.ts";
import { PollSlots } from "../../services/runtime/poll-slots.ts";
import type { AppOptions, Processes } from "../app-options.ts";
import type { Step } from "../app.ts";
import type { Following } from "../create-following.ts";
import { createMedia, type Media } from "../create-media.ts";
import { loadFollows } from "../load-follows.ts";
import { createRequests } from "./create-requests.ts";
import { holdPartition, type Held } from "./hold-partition.ts";
import { actOnEvent } from "./partition-events.ts";
import type { Partitioning, Shared } from "./partitioning.ts";

type Options = AppOptions & { readonly processes: Processes };

/**
 * For several processes: this one takes its share of the partitions, or none if it is a gateway, and asks the holders of the
 * others by messages. What exists once in a process is created here, what exists in each partition in `holdPartition`.
 */
export function sharePartitions(
  options: Options,
  shared: Shared,
): { readonly partitioning: Partitioning; readonly media: Media } {
  const { processes, poll, store, clock, log } = options;
  const { messages, role } = processes;
  const { following } = shared;
  const held = new HeldPartitions<Held>();
  const asks = createRequests(options, following, held);
  const media = createMedia(options, following, {
    pollJob: (follow) => asks.poller.pollNow(jobKey(follow), asks.queue, { isStale: true }),
    awaiting: () => held.all().flatMap(({ progress }) => progress.waiting()),
  });
  const { concurrency: count } = poll;
  const slots = new Map(
    following.sources
      .all()
      .map(({ name: api }) => [api, new PollSlots({ api, count, clock, log })] as const),
  );
  const around = { ...shared, media, limits: new DeliveryLimits(), slots, asks };
  const { registry, archive } = following;
  const ended = { registry, archive, store: store.follows };
  const endedFollows = new EndedFollows({ ...ended, held, messages, clock, log });
  const isHeld = (partition: number): boolean => partitions?.isHeld(partition) ?? false;
  const createQuarantine = createQuarantines(processes.crashMarks);
  const holder = { around, held, endedFollows, isHeld, createQuarantine };
  const work = (holding: Holding): Promise<void> => holdPartition(options, holder, holding);
  const partitions = role === "gateway" ? undefined : processes.createPartitions(work);
  passOn(following, { held, media, messages });
  messages.onGap(() => {
    for (const { check } of held.all()) check.wake();
  });
  const steps: Step[] = [
    { name: "messages", stopByMs: 8_000, service: messages },
    {
      name: "settings of others",
      stopByMs: 7_800,
      service: new SharedSettings({ ...following, messages, clock, log }),
    },
    { name: "ended follows", stopByMs: 7_400, service: endedFollows },
    ...(partitions ? [{ name: "partitions", stopByMs: 7_200, service: partitions }] : []),
    { name: "retries", stopByMs: 2_800, service: asks.ownIntents },
  ];
  // Follows are continued by the holders of their partitions.
  const load = (signal: AbortSignal): Promise<void> => loadFollows({ ...shared, log }, signal);
  const entries = (): AsyncIterable<IndexedFollow> => entriesOf(held, following);
  return { partitioning: { asks, load, steps, entries }, media };
}

/** Has the partition of its channel act on each change of a follow, here or in another process. */
function passOn(
  { registry }: Following,
  {
    held,
    media,
    messages,
  }: Pick<Processes, "messages"> & {
    readonly held: HeldPartitions<Held>;
    readonly media: Media;
  },
): void {
  for (const name of FOLLOW_EVENTS)
    registry.events.on(name, (follow: Follow) => {
      held.ofJob(jobKey(follow))?.poller.lookAgain(jobKey(follow));
      const here = held.ofChannel(follow.channel);
      if (here) actOnEvent(name, follow, { ...here, ...media });
      // Without the message, the check of the partition finds it.
      else messages.publish({ kind: "changed", followKey: followKey(follow) }).catch(() => {});
    });
}

/** The follows of the channels in all partitions that this process holds, so that each is counted in one process. */
async function* entriesOf(
  held: HeldPartitions<Held>,
  { registry }: Following,
): AsyncGenerator<IndexedFollow, void> {
  for (const { scope } of held.all())
    for await (const entry of registry.entries(scope.partition))
      if (scope.contains(settingsKey(entry.channel))) yield entry;
}
