import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { DeliveryLimits } from "../../services/delivery/delivery-limits.ts";
import type { RequestedPolls } from "../../services/following/polling/requested-polls.ts";
import type { RetryIntents } from "../../services/requests/retry-intents.ts";
import type { PollSlots } from "../../services/runtime/poll-slots.ts";
import type { Quarantine } from "../../services/runtime/quarantine.ts";
import type { StatusUpdater } from "../../services/status/status-updater.ts";
import type { Following } from "../create-following.ts";
import type { Media } from "../create-media.ts";
import type { Platforms } from "../platforms.ts";
import type { Scope } from "./scope.ts";

/** What use cases ask of the process that holds the partition of a job or a channel: this one directly, another by a message. */
export interface Requests {
  readonly poller: RequestedPolls;
  readonly queue: Pick<PollQueue, "add">;
  readonly statusUpdater: Pick<StatusUpdater, "update" | "updateNow">;
  readonly intents: Pick<RetryIntents, "follow" | "drop" | "search">;
}

/** What the services of a partition share with the rest of the process. */
export interface Surroundings {
  readonly following: Following;
  readonly platforms: Platforms;
  readonly media: Pick<Media, "collector" | "prefetcher">;
  readonly limits: DeliveryLimits;
  /** By the names of sources. Default: this partition is the only one. */
  readonly slots?: ReadonlyMap<string, PollSlots> | undefined;
  /** Default: everything belongs to this partition, which is asked itself. */
  readonly asks?: Requests | undefined;
  readonly scope: Scope;
  /** Finds work that ends its process. Default: there is no other process to find out. */
  readonly quarantine?: Quarantine | undefined;
  /** Whether jobs may be polled now. Default: always. */
  readonly mayPoll?: (() => boolean) | undefined;
}
