import type { Follow } from "../../core/follow/follow.ts";
import { followKey, jobKey } from "../../core/follow/follow-key.ts";
import { PartitionRequests } from "../../services/processes/partition-requests.ts";
import type { HeldPartition, HeldPartitions } from "../../services/processes/held-partitions.ts";
import { PollRequests } from "../../services/processes/poll-requests.ts";
import { StatusRequests } from "../../services/processes/status-requests.ts";
import { RetryIntents } from "../../services/requests/retry-intents.ts";
import type { AppOptions, Processes } from "../app-options.ts";
import type { Following } from "../create-following.ts";
import type { Requests } from "./surroundings.ts";

/** What this process asks of the holders of partitions, and does when others ask it. */
export interface RemoteRequests extends Requests {
  /** Completes the retries that this process has begun, as far as it knows their answers. */
  readonly ownIntents: RetryIntents;
}

/** Creates what asks the holders of partitions by messages, and what answers such messages here. Starts none. */
export function createRequests(
  options: AppOptions & { readonly processes: Processes },
  { registry, sources }: Pick<Following, "registry" | "sources">,
  held: HeldPartitions<HeldPartition>,
): RemoteRequests {
  const { clock, log, random, newId } = options;
  const { messages } = options.processes;
  const poller = new PollRequests({ held, messages, registry, clock });
  const statusUpdater = new StatusRequests({ held, messages, clock, newId });
  void new PartitionRequests({ held, messages, registry, log });
  const { queue } = poller;
  const shared = { sources, registry, queue, statusUpdater, clock, log, random };
  const ownIntents = new RetryIntents({ ...shared, isShared: true });
  const search = (intent: Follow): void => {
    const here = held.ofJob(jobKey(intent));
    if (here) here.intents.search(intent);
    // Without the message, the intent is searched for once it is as old as that of a process that has died.
    else messages.publish({ kind: "search-retry", followKey: followKey(intent) }).catch(() => {});
  };
  const intents = {
    follow: (intent: Follow, startedAs: string) => ownIntents.follow(intent, startedAs),
    drop: (intent: Follow) => ownIntents.drop(intent),
    search,
  };
  return { poller, queue, statusUpdater, intents, ownIntents };
}
