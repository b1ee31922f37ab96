import type { Step } from "../app.ts";
import type { Partition } from "./create-partition.ts";

/**
 * The order in which the services of a partition start, after it was resumed. They stop in reverse. The times of a stop share
 * the budget of {@link startOrder}.
 */
export function partitionSteps(partition: Partition, listening: Step["service"]): readonly Step[] {
  const { statusUpdater, outageMessages, deliverer, expirer, queue, notices } = partition;
  return [
    { name: "changes", runsAlready: true, service: listening },
    // Stops after the deliverer, so that status messages link its last results.
    { name: "status messages", stopByMs: 7_200, service: statusUpdater },
    { name: "outage notices", stopByMs: 7_200, service: outageMessages },
    { name: "deliverer", stopByMs: 5_700, service: deliverer },
    { name: "give-up", stopByMs: 3_600, service: expirer },
    { name: "polls", stopByMs: 3_400, service: queue },
    { name: "lost notifications", stopByMs: 3_200, service: notices },
    { name: "retries", stopByMs: 2_800, service: partition.intents },
    ...partition.watchers.map((service) => ({ name: "account watch", stopByMs: 2_400, service })),
  ];
}
