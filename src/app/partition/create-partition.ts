import { RetryIntents } from "../../services/requests/retry-intents.ts";
import { createDelivery, type Delivery, type DeliveryOptions } from "./create-delivery.ts";
import { createPolling, type Polling, type PollingOptions } from "./create-polling.ts";
import type { Scope } from "./scope.ts";
import type { Surroundings } from "./surroundings.ts";

/** The services that do the work of a partition. They exist while this process holds it. */
export interface Partition extends Polling, Delivery {
  readonly scope: Scope;
  readonly intents: RetryIntents;
}

/** Creates the services of a partition. Starts none. */
export function createPartition(
  options: PollingOptions & DeliveryOptions,
  around: Surroundings,
): Partition {
  const { clock, log, random } = options;
  const { registry, sources } = around.following;
  const polling = createPolling(options, around);
  const delivery = createDelivery(options, around, polling);
  const { queue, statusUpdater } = around.asks ?? { ...polling, ...delivery };
  const shared = { sources, registry, clock, log, random };
  const intents = new RetryIntents({
    ...shared,
    queue,
    statusUpdater,
    isShared: around.asks !== undefined,
  });
  return { ...polling, ...delivery, intents, scope: around.scope };
}
