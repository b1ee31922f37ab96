import type { Deliverer } from "../services/delivery/deliverer.ts";
import type { LostChannelNotices } from "../services/delivery/lost-channel-notices.ts";
import type { AccountWatcher } from "../services/following/account-watcher.ts";
import type { ChannelSettingsRegistry } from "../services/following/channel-settings-registry.ts";
import type { FollowRegistry } from "../services/following/follow-registry.ts";
import type { GuardedJobSource } from "../services/runtime/guarded-job-source.ts";
import type { StatusUpdater } from "../services/status/status-updater.ts";

/** Says which service acts on which event; an event's listeners are called in this order. */
export function connectEvents(
  { registry, settings, api }: Announcing,
  { deliverer, statusUpdater, notices, watch }: Listening,
): void {
  registry.events.on("settled", (follow) => deliverer.add(follow));
  // Its delivery may have got as far as the channel before another follow took its place.
  registry.events.on("restored", (follow) => deliverer.resume(follow));
  registry.events.on("changed", (follow) => statusUpdater.add(follow));
  registry.events.on("closed", (follow) => statusUpdater.addOver(follow));
  registry.events.on("closed", (follow) => void notices.note(follow));
  settings.events.on("notified", () => watch.wake());
  // What began while the account was refused may be over soon.
  api.events.on("accepted", () => watch.wake());
}

interface Announcing {
  readonly registry: Pick<FollowRegistry, "events">;
  readonly settings: Pick<ChannelSettingsRegistry, "events">;
  readonly api: Pick<GuardedJobSource, "events">;
}

interface Listening {
  readonly deliverer: Pick<Deliverer, "add" | "resume">;
  readonly statusUpdater: Pick<StatusUpdater, "add" | "addOver">;
  readonly notices: Pick<LostChannelNotices, "note">;
  readonly watch: Pick<AccountWatcher, "wake">;
}
