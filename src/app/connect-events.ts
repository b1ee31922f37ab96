import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";

/** Says which service acts on which event. An event's listeners are called in this order. */
export function connectEvents(
  {
    registry,
    costs,
    settings,
    sources,
    watchers,
  }: Pick<Following, "registry" | "costs" | "settings" | "sources" | "watchers">,
  {
    deliverer,
    prefetcher,
    statusUpdater,
    outageMessages,
    notices,
  }: Pick<Delivery, "deliverer" | "prefetcher" | "statusUpdater" | "outageMessages" | "notices">,
): void {
  registry.events.on("settled", (follow) => deliverer.add(follow));
  registry.events.on("settled", (follow) => prefetcher?.add(follow));
  registry.events.on("settled", (follow) => costs.add(follow));
  // `resume`, because part of the result may have been posted before another follow replaced this one.
  registry.events.on("restored", (follow) => deliverer.resume(follow));
  registry.events.on("restored", (follow) => prefetcher?.add(follow));
  registry.events.on("changed", (follow) => statusUpdater.update(follow));
  registry.events.on("closed", (follow) => statusUpdater.update(follow));
  registry.events.on("closed", (follow) => void notices.note(follow));
  for (const source of sources.all()) source.events.on("health", () => outageMessages.wake());
  for (const watcher of watchers) {
    settings.events.on("notified", () => watcher.wake());
    // Jobs that started while the account was refused may end soon: read the list now.
    sources.get(watcher.source)?.events.on("accepted", () => watcher.wake());
  }
}
