import type { FollowRegistry } from "../../../src/services/following/follow-registry.ts";
import {
  HeldPartitions,
  type HeldPartition,
} from "../../../src/services/processes/held-partitions.ts";
import { PartitionRequests } from "../../../src/services/processes/partition-requests.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createFakeLogger } from "../fakes/fake-logger.ts";
import { FakeHeldPartition } from "./fake-held-partition.ts";
import { FakeProcesses } from "./fake-processes.ts";

/** A process that asks (`asking`, `messages`), and another one that holds a partition. `registry`: what both read. */
export function joinTwo(
  number: number,
  registry: Pick<FollowRegistry, "get" | "ofKey" | "entriesOfJob">,
) {
  const clock = new FakeClock();
  const processes = new FakeProcesses(clock);
  const log = createFakeLogger();
  const partition = new FakeHeldPartition();
  const holder = new HeldPartitions<HeldPartition>();
  holder.add(number, partition);
  const startHolder = (): void =>
    void new PartitionRequests({
      held: holder,
      messages: processes.join("worker").messages,
      registry,
      log,
    });
  const asking = new HeldPartitions<HeldPartition>();
  const { messages } = processes.join("gateway");
  return { clock, processes, log, partition, holder, startHolder, asking, messages };
}
