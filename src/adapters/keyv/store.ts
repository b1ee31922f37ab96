import { randomUUID } from "node:crypto";
import type { ChannelSettings } from "../../core/channel/channel-settings.ts";
import type { Installation } from "../../core/channel/installation.ts";
import type { MonthlyCost } from "../../core/channel/monthly-cost.ts";
import type { PersonalSettings } from "../../core/channel/personal-settings.ts";
import type { ModelDurations } from "../../core/job/model-durations.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { FollowIndex } from "../../core/ports/follow-index.ts";
import type { ClaimStore, FollowStore, RecordStore, RelayStore } from "../../core/ports/stores.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { KeyvConnection, type ConnectionOptions } from "./connection.ts";
import { createKeyvClaimStore } from "./claim-store.ts";
import { KeyvFollowIndex } from "./index/follow-index.ts";
import { createKeyvFollowStore } from "./follow-store.ts";
import {
  CLAIM_RECORD,
  COST_RECORD,
  DURATION_RECORD,
  FOLLOW_RECORD,
  IDENTITY_RECORD,
  INSTALLATION_RECORD,
  PERSONAL_SETTINGS_RECORD,
  SETTINGS_RECORD,
  type StoreIdentity,
} from "./record-kind.ts";
import { MemoryAdapter } from "./memory-adapter.ts";
import { KeyvRecords } from "./records.ts";
import type { RedisLocation } from "./redis/connect-redis.ts";
import type { ServerLocation } from "./server/server-address.ts";
import type { StorageAdapter } from "./strict-adapter.ts";

/** Where the store is. */
export type StoreLocation =
  | { readonly scheme: "sqlite"; readonly path: string }
  | { readonly scheme: "memory" }
  | ({ readonly scheme: "redis" } & RedisLocation)
  | ({ readonly scheme: "postgres" } & ServerLocation);

/** Options of {@link createKeyvStore}. */
export interface KeyvStoreOptions {
  readonly store: StoreLocation;
  /** The id of the queue of all processes that share the store: while one has it open, no other queue can be used with it. */
  readonly queueId?: (() => string) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The store at `store`. If it cannot be opened, its start rejects with a ConfigError that names STORE_URL. */
export function createKeyvStore(options: KeyvStoreOptions): KeyvStore {
  const records = new Map<string, unknown>();
  const hasIndex = options.store.scheme === "redis" || options.store.scheme === "postgres";
  return new KeyvStore({ ...options, hasIndex, open: () => openAdapter(options, records) });
}

/** Loads the packages of this engine only. */
async function openAdapter(
  { store, queueId, clock, log }: KeyvStoreOptions,
  records: Map<string, unknown>,
): Promise<StorageAdapter> {
  switch (store.scheme) {
    case "memory":
      return new MemoryAdapter(records);
    case "sqlite":
      return (await import("./sqlite/open-sqlite.ts")).openSqlite(store.path);
    case "redis":
      return (await import("./redis/open-redis.ts")).openRedis(store, { queueId, clock, log });
    case "postgres":
      return (await import("./postgres/open-postgres.ts")).openPostgres(store, { queueId, clock });
  }
}

/**
 * Follows, settings, monthly costs, durations, installations and claims in one Keyv, which is one file or one namespace of a
 * server. It has one lock, of one process or of all that share the store. On a server also the index of open follows.
 */
export class KeyvStore implements RelayStore {
  readonly follows: FollowStore;
  readonly settings: RecordStore<ChannelSettings>;
  readonly personalSettings: RecordStore<PersonalSettings>;
  readonly costs: RecordStore<MonthlyCost>;
  readonly durations: RecordStore<ModelDurations>;
  readonly installations: RecordStore<Installation>;
  readonly claims: ClaimStore;
  readonly followIndex: FollowIndex | undefined;
  readonly #connection: KeyvConnection;
  readonly #identity: RecordStore<StoreIdentity>;

  /** `hasIndex`: whether the adapter has an index for several processes. Default: false. */
  constructor({
    log,
    hasIndex = false,
    ...options
  }: ConnectionOptions & { log: Logger; hasIndex?: boolean }) {
    const connection = new KeyvConnection(options);
    this.#connection = connection;
    this.followIndex = hasIndex ? new KeyvFollowIndex(connection) : undefined;
    this.follows = createKeyvFollowStore(new KeyvRecords({ kind: FOLLOW_RECORD, connection, log }));
    this.settings = new KeyvRecords({ kind: SETTINGS_RECORD, connection, log });
    this.personalSettings = new KeyvRecords({ kind: PERSONAL_SETTINGS_RECORD, connection, log });
    this.costs = new KeyvRecords({ kind: COST_RECORD, connection, log });
    this.durations = new KeyvRecords({ kind: DURATION_RECORD, connection, log });
    this.installations = new KeyvRecords({ kind: INSTALLATION_RECORD, connection, log });
    this.#identity = new KeyvRecords({ kind: IDENTITY_RECORD, connection, log });
    this.claims = createKeyvClaimStore(new KeyvRecords({ kind: CLAIM_RECORD, connection, log }));
  }

  /** Which store it is: the same for all processes on it, and for ever. Rejects with a StoreError. */
  async readId(): Promise<string> {
    const id = randomUUID();
    const { after } = await this.#identity.update("id", (stored) => stored ?? { id });
    return after?.id ?? id;
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }
}
