import { isFinal, mayBeAnswered, type Follow } from "../../core/follow/follow.ts";
import type { FollowEventName } from "../../services/following/follow-events.ts";
import type { Following } from "../create-following.ts";
import type { Media } from "../create-media.ts";
import type { Partition } from "./create-partition.ts";

type Acting = Pick<Partition, "deliverer" | "statusUpdater" | "notices">;
type Downloading = Pick<Media, "prefetcher">;

/** Says what a partition does about a change of a follow in one of its channels that this process has stored. */
export function actOnEvent(
  name: FollowEventName,
  follow: Follow,
  { deliverer, statusUpdater, notices, prefetcher }: Acting & Downloading,
): void {
  switch (name) {
    case "settled":
      deliverer.add(follow);
      prefetcher?.add(follow);
      return;
    case "restored":
      // Part of the result may have been posted before another follow replaced this one.
      deliverer.resume(follow);
      prefetcher?.add(follow);
      return;
    case "changed":
      statusUpdater.update(follow);
      return;
    case "closed":
      statusUpdater.update(follow);
      void notices.note(follow);
  }
}

/** Says what a partition does about a follow in one of its channels that another process has stored. */
export function actOnRecord(
  follow: Follow,
  partition: Acting & Downloading & Pick<Partition, "progress">,
): void {
  if (isFinal(follow)) actOnEvent("closed", follow, partition);
  else if (follow.state === "pending") actOnEvent("changed", follow, partition);
  else if (partition.progress.has(follow) || !mayBeAnswered(follow))
    actOnEvent("settled", follow, partition);
  else actOnEvent("restored", follow, partition);
}

/** Wakes the services of a partition when a source or a setting changes. Returns a function that ends that. */
export function listen(
  { outageMessages, watchers }: Pick<Partition, "outageMessages" | "watchers">,
  { settings, sources }: Pick<Following, "settings" | "sources">,
): () => void {
  const removals = [
    ...sources.all().map(({ events }) => events.on("health", () => outageMessages.wake())),
    ...watchers.map((watcher) => settings.events.on("notified", () => watcher.wake())),
    // Jobs that started while the account was refused may end soon: read the list now.
    ...watchers.map((watcher) =>
      sources.get(watcher.source)?.events.on("accepted", () => watcher.wake()),
    ),
  ];
  return () => {
    for (const remove of removals) remove?.();
  };
}
