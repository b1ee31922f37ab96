import { settingsKey, type ChannelSettings } from "../../../src/core/channel/channel-settings.ts";
import { monthlyCostKey, type MonthlyCost } from "../../../src/core/channel/monthly-cost.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../../src/core/channel/personal-settings.ts";
import { StoreError } from "../../../src/core/errors.ts";
import { followKey, type Follow } from "../../../src/core/follow/follow.ts";
import { installationKey, type Installation } from "../../../src/core/channel/installation.ts";
import { modelDurationsKey, type ModelDurations } from "../../../src/core/job/model-durations.ts";
import type { RecordStore, RelayStore, Update } from "../../../src/core/ports/stores.ts";

/** Follows, settings, monthly costs and durations in memory, with a switch that makes every call fail. */
export interface FakeStore extends RelayStore {
  /** Every follow, final ones too. */
  all(): Follow[];
  /** The settings of every channel. */
  allSettings(): ChannelSettings[];
  /** The costs of every channel and month. */
  allCosts(): MonthlyCost[];
  /** The settings of every person. */
  allPersonalSettings(): PersonalSettings[];
  /** The durations of every source and model. */
  allDurations(): ModelDurations[];
  /** From now on every call rejects with a StoreError caused by `error`; `undefined` ends it. */
  failWith(error: Error | undefined): void;
  /** Called before each write of a follow; if it rejects, so does the write. */
  beforeWrite?: ((follow: Follow) => Promise<void> | void) | undefined;
  /** As `beforeWrite`, for removals. */
  beforeRemove?: (() => void) | undefined;
  /** Called after each write of a follow. */
  afterWrite?: ((follow: Follow) => void) | undefined;
  /** Calls `act` during the next read of a single follow, as another process would act before the reader continues. */
  onNextRead(act: () => void): void;
}

/** A started store; what it is given is in it from the beginning. */
export function createFakeStore(
  follows: readonly Follow[] = [],
  settings: readonly ChannelSettings[] = [],
  durations: readonly ModelDurations[] = [],
): FakeStore {
  let failure: Error | undefined;
  let open = true;
  const check = (): void => {
    if (!open) throw new StoreError("the store is not open");
    if (failure !== undefined) throw new StoreError("the store is down", { cause: failure });
  };
  let onRead: (() => void) | undefined;
  const noteRead = (): void => {
    const act = onRead;
    onRead = undefined;
    act?.();
  };
  const followRecords = createFakeRecords<Follow>(check, followKey, {
    read: noteRead,
    beforeWrite: (follow) => store.beforeWrite?.(follow),
    beforeRemove: () => store.beforeRemove?.(),
    afterWrite: (follow) => store.afterWrite?.(follow),
  });
  const settingsRecords = createFakeRecords<ChannelSettings>(check, ({ channel }) =>
    settingsKey(channel),
  );
  const durationRecords = createFakeRecords<ModelDurations>(check, modelDurationsKey);
  const costRecords = createFakeRecords<MonthlyCost>(check, monthlyCostKey);
  const personalRecords = createFakeRecords<PersonalSettings>(check, personalSettingsKey);
  const claims = new Map<string, number>();
  const installationRecords = createFakeRecords<Installation>(check, installationKey);
  for (const follow of follows) followRecords.write(follow);
  for (const each of settings) settingsRecords.write(each);
  for (const each of durations) durationRecords.write(each);
  const store: FakeStore = {
    all: followRecords.all,
    allSettings: settingsRecords.all,
    allCosts: costRecords.all,
    allPersonalSettings: personalRecords.all,
    allDurations: durationRecords.all,
    failWith: (error) => {
      failure = error;
    },
    onNextRead: (act) => {
      onRead = act;
    },
    start: async () => {
      open = true;
    },
    stop: async () => {
      open = false;
    },
    follows: {
      get: followRecords.get,
      update: followRecords.update,
      follows: () => followRecords.list(),
    },
    settings: toRecordStore(settingsRecords),
    durations: toRecordStore(durationRecords),
    costs: toRecordStore(costRecords),
    personalSettings: toRecordStore(personalRecords),
    installations: toRecordStore(installationRecords),
    claims: {
      take: async (key, ttlMs) => {
        check();
        if ((claims.get(key) ?? 0) > Date.now()) return false;
        claims.set(key, Date.now() + ttlMs);
        return true;
      },
    },
  };
  return store;
}

const toRecordStore = <T>(records: ReturnType<typeof createFakeRecords<T>>): RecordStore<T> => ({
  get: records.get,
  update: records.update,
  all: () => records.list(),
});

/** What hears of each record that is read alone, and of each that is written. */
interface Listeners<T> {
  readonly read: () => void;
  readonly beforeWrite: (value: T) => Promise<void> | void;
  readonly beforeRemove: () => void;
  readonly afterWrite: (value: T) => void;
}

const NOTHING = (): void => {};
const NO_LISTENERS = {
  read: NOTHING,
  beforeWrite: NOTHING,
  beforeRemove: NOTHING,
  afterWrite: NOTHING,
};

/** Records of one kind; every asynchronous call asks `check` first. */
function createFakeRecords<T>(
  check: () => void,
  keyOf: (value: T) => string,
  listeners: Listeners<T> = NO_LISTENERS,
) {
  // Stored as JSON, so that a test cannot change a stored record, and reads it as from a real store.
  const records = new Map<string, string>();
  const read = (key: string): T | undefined => {
    const record = records.get(key);
    return record === undefined ? undefined : (JSON.parse(record) as T);
  };
  const write = (value: T): void => {
    records.set(keyOf(value), JSON.stringify(value));
  };
  return {
    write,
    all: (): T[] => [...records.keys()].map((key) => read(key)!),
    get: async (key: string): Promise<T | undefined> => {
      check();
      const value = read(key);
      listeners.read();
      return value;
    },
    update: async (
      key: string,
      change: (stored: T | undefined) => T | undefined,
    ): Promise<Update<T>> => {
      check();
      for (;;) {
        const text = records.get(key);
        const before = read(key);
        const after = change(before);
        listeners.read();
        const isWritten = after !== undefined && after !== before;
        // Not awaited without need: an end of the step would let others act in between.
        const waits = isWritten ? listeners.beforeWrite(after) : undefined;
        if (waits) await waits;
        if (records.get(key) !== text) continue;
        if (after === undefined) {
          listeners.beforeRemove();
          records.delete(key);
        } else if (isWritten) {
          records.set(key, JSON.stringify(after));
          listeners.afterWrite(after);
        }
        return { before, after };
      }
    },
    async *list(): AsyncGenerator<T, void> {
      check();
      for (const key of records.keys()) {
        check();
        const value = read(key);
        if (value !== undefined) yield value;
      }
    },
  };
}
