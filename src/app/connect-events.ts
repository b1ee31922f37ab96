import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";

/** Says which service acts on which event. An event's listeners are called in this order. */
export function connectEvents(
  {
    registry,
    settings,
    api,
    watcher,
  }: Pick<Following, "registry" | "settings" | "api" | "watcher">,
  { deliverer, statusUpdater, notices }: Pick<Delivery, "deliverer" | "statusUpdater" | "notices">,
): void {
  registry.events.on("settled", (follow) => deliverer.add(follow));
  // Its delivery may have got as far as the channel before another follow took its place.
  registry.events.on("restored", (follow) => deliverer.resume(follow));
  registry.events.on("changed", (follow) => statusUpdater.update(follow));
  registry.events.on("closed", (follow) => statusUpdater.update(follow));
  registry.events.on("closed", (follow) => void notices.note(follow));
  settings.events.on("notified", () => watcher.wake());
  // What began while the account was refused may be over soon.
  api.events.on("accepted", () => watcher.wake());
}
