import { describeClaimStore } from "./claim-store.ts";
import { describeCostStore } from "./cost-store.ts";
import { describeDurationStore } from "./duration-store.ts";
import { describeFollowStore } from "./follow-store.ts";
import { describeInstallationStore } from "./installation-store.ts";
import { describeSettingsStore } from "./settings-store.ts";
import type { RelayStoreDriver } from "./store-driver.ts";

/** The contracts of all stores that a relay has. */
export function describeRelayStore(name: string, driver: RelayStoreDriver): void {
  describeFollowStore(name, driver);
  describeSettingsStore(name, driver);
  describeCostStore(name, driver);
  describeDurationStore(name, driver);
  describeInstallationStore(name, driver);
  describeClaimStore(name, driver);
}
