import { describe, expect, it } from "vitest";
import { installationKey, type Installation } from "../../../src/core/channel/installation.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { aFollow, putFollow } from "../../support/follows.ts";
import { followsOf } from "./follow-store.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";

const INSTALLATION: Installation = {
  platform: "slack",
  workspace: "T1",
  keyId: "key",
  sealed: "c2VhbGVk",
  installedAt: 1,
};
const KEY = installationKey(INSTALLATION);

/** The installations in a store. */
async function installationsOf(store: Pick<RelayStore, "installations">): Promise<Installation[]> {
  const all: Installation[] = [];
  for await (const installation of store.installations.all()) all.push(installation);
  return all;
}

/** The contract of every installation store. */
export function describeInstallationStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as an installation store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });

    it("keeps one record for each workspace, across a restart, beside the follows", async () => {
      const { installations } = store;
      expect(await installations.get(KEY)).toBeUndefined();
      const other = { ...INSTALLATION, workspace: "T2" };
      const newer = { ...INSTALLATION, sealed: "bmV3ZXI=", installedAt: 2 };
      await putFollow(store.follows, aFollow());
      for (const each of [INSTALLATION, other, newer])
        await installations.update(installationKey(each), () => each);
      await store.stop();
      await store.start();
      expect(await store.installations.get(KEY)).toEqual(newer);
      expect(await installationsOf(store)).toEqual(expect.arrayContaining([newer, other]));
      expect(await installationsOf(store)).toHaveLength(2);
      expect(await followsOf(store)).toEqual([aFollow()]);
    });

    it("removes a record, and leaves one as it is", async () => {
      const { installations } = store;
      await installations.update(KEY, () => INSTALLATION);
      expect(await installations.update(KEY, (stored) => stored)).toEqual({
        before: INSTALLATION,
        after: INSTALLATION,
      });
      expect((await installations.update(KEY, () => undefined)).before).toEqual(INSTALLATION);
      expect((await installations.update(KEY, () => undefined)).before).toBeUndefined();
      expect(await installationsOf(store)).toEqual([]);
    });
  });
}
