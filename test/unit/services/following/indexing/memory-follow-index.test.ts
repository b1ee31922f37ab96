import { MemoryFollowIndex } from "../../../../../src/services/following/indexing/memory-follow-index.ts";
import { describeFollowIndex } from "../../../../contracts/follow-index.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";

let clock: FakeClock;

describeFollowIndex({
  name: "memory",
  create: async () => {
    clock = new FakeClock();
    return new MemoryFollowIndex({ clock });
  },
  advance: (ms) => clock.advance(ms),
});
