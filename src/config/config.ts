import { z } from "zod";
import { toBucketConfig, type BucketConfig } from "./bucket-settings.ts";
import { combinationProblems } from "./combination-problems.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { environment, type LogLevel } from "./environment.ts";
import {
  incompleteSourceProblems,
  minPollIntervalsMsOf,
  missingTokens,
  neededVariables,
  toEnabledSources,
  toSourceShape,
  type EnabledSource,
} from "./source-settings.ts";
import { toQueueConfig, type QueueConfig } from "./queue-settings.ts";
import { settingsOf } from "./settings.ts";
import { toSlackConfig, type SlackConfig } from "./slack-config.ts";
import { toSpoolDirectory, type StoreConfig } from "./store-url.ts";
import type { SourceDefinition } from "../core/ports/source-definition.ts";
import type { Delivery } from "../core/channel/channel-settings.ts";
import type { AllowList } from "../core/channel/allow-list.ts";
import { ConfigError } from "../core/errors.ts";
import type { Quotas } from "../core/channel/quotas.ts";
import type { RetryPolicy } from "../core/follow/retry-intent.ts";
import type { UnsafePolicy } from "../core/job/unsafe-policy.ts";
import type { Role } from "../core/ports/processes/role.ts";

export { settingsOf } from "./settings.ts";

type Settings = z.output<typeof environment>;

/** Discord over HTTP if there is a public key, otherwise over the gateway; or only posts. */
interface DiscordConfig {
  /** Absent if commands arrive. */
  readonly receivesCommands?: false;
  readonly token: string;
  readonly guildId?: string;
  /** Without a version and without a slash at the end. */
  readonly apiUrl: string;
  /** 64 hex digits. */
  readonly publicKey?: string;
  /** The shards of this process, and how many all processes have together. Absent if Discord decides. */
  readonly shards?: { readonly count: number; readonly ids: readonly number[] };
}

/** The relay's configuration, frozen. `environment.ts` describes each value and its default. */
export interface Config {
  /** The job APIs that are switched on: at least one, in the order in which people see them. */
  readonly sources: readonly EnabledSource[];
  /** Absent if Discord is off. */
  readonly discord?: DiscordConfig;
  /** Absent if Slack is off. */
  readonly slack?: SlackConfig;
  /** What the names of the commands begin with for people. */
  readonly commandPrefix: string;
  readonly store: StoreConfig;
  /** Absent if this process does all the work alone. */
  readonly queue?: QueueConfig;
  /** `all` without a queue. */
  readonly role: Role;
  readonly poll: {
    readonly intervalMs: number;
    /** How often each source may be asked for one job at most, by name. */
    readonly minIntervalsMs: Readonly<Record<string, number>>;
    /** Never below `intervalMs`. */
    readonly maxIntervalMs: number;
    /** Polls in flight at the same time, at most. */
    readonly concurrency: number;
    /** Limit of requests to the job API per second. */
    readonly maxPerSecond: number;
    readonly giveUpAfterMs: number;
  };
  /** Where the HTTP server listens. Absent if there is none. */
  readonly http?: { readonly host: string; readonly port: number };
  readonly media: {
    /** Size above which a video is linked, not downloaded. */
    readonly maxBytes: number;
    /** Disk space for all files together. */
    readonly maxDiskBytes: number;
    /** Where files are kept across restarts. Absent if none are: a gateway, or a store in memory without a directory. */
    readonly spoolDirectory: string | undefined;
    /** Where the processes of a relay share kept files. Absent if each has its own alone. */
    readonly bucket: BucketConfig | undefined;
    /** `host` or `host:port`, in lower case. IPv6 addresses in brackets, as in URLs. */
    readonly allowedHosts: readonly string[];
    /** Whether the relay makes smaller copies of videos that are too large for a channel. */
    readonly transcode: boolean;
  };
  /** How results arrive in a channel that has not changed this. */
  readonly delivery: Delivery;
  /** Who may run a job again. */
  readonly retry: RetryPolicy;
  /** How files are posted that their source marks as unsafe. */
  readonly unsafe: UnsafePolicy;
  readonly allowed: AllowList;
  readonly quotas: Quotas;
  readonly logLevel: LogLevel;
}

/**
 * Reads the configuration from an environment. An empty variable counts as unset, and space around a value is dropped.
 * Throws one ConfigError with all problems. Each names its variable and the cure, and none repeats a value.
 */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  definitions: readonly SourceDefinition[],
): Config {
  const set: Partial<Record<string, string>> = {};
  for (const { name } of settingsOf(definitions)) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") set[name] = value;
  }
  const parsed = environment.safeParse(set);
  const sources = z.object(toSourceShape(definitions)).safeParse(set);
  const problems = new Map<string, string>();
  for (const issue of [...(sources.error?.issues ?? []), ...(parsed.error?.issues ?? [])]) {
    const name = String(issue.path[0]);
    // Only the first problem of a variable: the others are often its consequences.
    if (!problems.has(name)) problems.set(name, `${name} ${issue.message}`);
  }
  const enabled = toEnabledSources(definitions, sources.data ?? set);
  const all = [
    ...problems.values(),
    ...sourceProblems({ definitions, enabled, set }),
    ...combinationProblems(set, problems),
  ];
  if (!parsed.success || all.length > 0) throw new ConfigError(all);
  return deepFreeze(
    toConfig(parsed.data, {
      sources: enabled,
      minIntervalsMs: minPollIntervalsMsOf(definitions, enabled),
    }),
  );
}

/** Returns what is wrong with the sources taken together. */
function sourceProblems({
  definitions,
  enabled,
  set,
}: {
  readonly definitions: readonly SourceDefinition[];
  readonly enabled: readonly EnabledSource[];
  readonly set: Readonly<Partial<Record<string, string>>>;
}): string[] {
  const incomplete = incompleteSourceProblems(definitions, set);
  if (incomplete.length > 0) return incomplete;
  if (enabled.length === 0) {
    const switches = definitions.flatMap((each) =>
      each.isOn === undefined ? [neededVariables(each).join(" with ")] : [],
    );
    return [
      `${[...switches, "RELAY_SOURCES", "RELAY_SOURCES_FILE"].join(" or ")} is missing: set at least one, else there is no job API to ask`,
    ];
  }
  return missingTokens(definitions, set);
}

function toConfig(
  values: Settings,
  { sources, minIntervalsMs }: Pick<Config, "sources"> & Pick<Config["poll"], "minIntervalsMs">,
): Config {
  const discord = toDiscord(values);
  const slack = toSlackConfig(values);
  const store = toStore(values);
  const queue = toQueueConfig(values);
  return {
    sources,
    ...(discord && { discord }),
    ...(slack && { slack }),
    commandPrefix: values.RELAY_COMMAND_PREFIX,
    store,
    ...(queue && { queue }),
    role: values.RELAY_ROLE,
    poll: {
      intervalMs: values.RELAY_POLL_INTERVAL_MS,
      minIntervalsMs,
      // A first interval above the default of the longest one is used as it is.
      maxIntervalMs: Math.max(values.RELAY_POLL_MAX_INTERVAL_MS, values.RELAY_POLL_INTERVAL_MS),
      concurrency: values.RELAY_POLL_CONCURRENCY,
      maxPerSecond: values.RELAY_MAX_POLLS_PER_SECOND,
      giveUpAfterMs: values.RELAY_GIVE_UP_AFTER_MS,
    },
    ...(values.RELAY_HTTP_PORT !== undefined && {
      http: { host: values.RELAY_HTTP_HOST, port: values.RELAY_HTTP_PORT },
    }),
    media: {
      maxBytes: values.RELAY_MAX_VIDEO_BYTES,
      maxDiskBytes: values.RELAY_MAX_DISK_BYTES,
      // A gateway downloads nothing, and must not tidy up the directory of a worker that was started beside it.
      spoolDirectory:
        values.RELAY_ROLE === "gateway"
          ? undefined
          : (values.RELAY_SPOOL_DIR ?? toSpoolDirectory(store)),
      bucket: values.RELAY_SPOOL_URL && toBucketConfig(values.RELAY_SPOOL_URL, values),
      allowedHosts: values.RELAY_MEDIA_ALLOWED_HOSTS ?? [],
      transcode: values.RELAY_TRANSCODE,
    },
    delivery: values.RELAY_DELIVERY,
    retry: values.RELAY_RETRY,
    unsafe: values.RELAY_UNSAFE,
    allowed: toAllowList(values),
    quotas: toQuotas(values),
    logLevel: values.LOG_LEVEL,
  };
}

function toDiscord(values: Settings): DiscordConfig | undefined {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = values;
  const { DISCORD_GUILD_ID: guildId, DISCORD_PUBLIC_KEY: publicKey } = values;
  const { DISCORD_SHARDS: count, DISCORD_SHARD_IDS: ids } = values;
  if (token === undefined) return undefined;
  if (values.RELAY_ROLE === "worker")
    return { receivesCommands: false, token, ...(guildId !== undefined && { guildId }), apiUrl };
  return {
    token,
    ...(guildId !== undefined && { guildId }),
    apiUrl,
    ...(publicKey !== undefined && { publicKey }),
    ...(count !== undefined && { shards: { count, ids: ids ?? [...Array(count).keys()] } }),
  };
}

function toStore({ STORE_URL: store, QUEUE_URL, ...values }: Settings): StoreConfig {
  if (!("namespace" in store)) return store;
  const isShared = QUEUE_URL !== undefined;
  return store.scheme === "redis"
    ? { ...store, isShared, allowsVolatile: values.RELAY_ALLOW_VOLATILE_REDIS }
    : { ...store, isShared };
}

const toAllowList = (values: Settings): AllowList => ({
  guilds: values.RELAY_ALLOWED_GUILDS ?? [],
  workspaces: values.RELAY_ALLOWED_WORKSPACES ?? [],
  channels: values.RELAY_ALLOWED_CHANNELS ?? [],
});

const toQuotas = (values: Settings): Quotas => ({
  followsPerUser: values.RELAY_MAX_FOLLOWS_PER_USER,
  followsPerChannel: values.RELAY_MAX_FOLLOWS_PER_CHANNEL,
  commandsPerMinute: values.RELAY_COMMANDS_PER_MINUTE,
});
