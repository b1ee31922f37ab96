import { z } from "zod";
import {
  allowedHosts,
  baseUrl,
  isLoopbackUrl,
  rate,
  slackToken,
  storeUrl,
  token,
  wholeNumber,
  type StoreConfig,
} from "./config-values.ts";
import { ConfigError } from "./core/errors.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The job API looks upstream every 15 s at most, so asking it more often than this only costs both sides. */
const MIN_POLL_INTERVAL_MS = 10_000;
/** Job ids expire after 31 days and may then name another job. */
const MAX_GIVE_UP_AFTER_MS = 31 * DAY_MS;

const environment = z.object({
  PIKA_API_TOKEN: token("the Bearer token of the job API").describe("Bearer token of the job API"),
  PIKA_API_URL: baseUrl()
    .prefault("https://api.useapi.net/v1/pika")
    .describe("Base URL of the job API"),
  DISCORD_TOKEN: token("the bot token").optional().describe("Bot token; enables Discord"),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{1,20}$/, "is not a server id: copy the number with Discord's Copy Server ID")
    .optional()
    .describe("Register commands in this server only (instant, for trying out)"),
  DISCORD_API_URL: baseUrl()
    .refine((value) => !/\/v\d+$/.test(value), "ends with a version: remove it, it is added")
    .prefault("https://discord.com/api")
    .describe("Discord's REST base, without a version"),
  SLACK_BOT_TOKEN: slackToken("xoxb-", "xapp-", "SLACK_APP_TOKEN")
    .optional()
    .describe("Bot token (xoxb-…); with SLACK_APP_TOKEN it enables Slack"),
  SLACK_APP_TOKEN: slackToken("xapp-", "xoxb-", "SLACK_BOT_TOKEN")
    .optional()
    .describe("App-level token (xapp-…) for Socket Mode"),
  SLACK_API_URL: baseUrl()
    .transform((value) => `${value}/`)
    .prefault("https://slack.com/api/")
    .describe("Slack's Web API base"),
  STORE_URL: storeUrl
    .prefault("sqlite:data/pika-relay.sqlite")
    .describe("Where follows are kept: sqlite:<path>, or memory: for tests"),
  RELAY_POLL_INTERVAL_MS: wholeNumber({ unit: "milliseconds", max: DAY_MS })
    .prefault("15000")
    .describe("First interval per job; at least 10000 unless the job API is on loopback"),
  RELAY_POLL_MAX_INTERVAL_MS: wholeNumber({ unit: "milliseconds", max: DAY_MS })
    .prefault("60000")
    .describe("The interval grows to this while nothing changes"),
  RELAY_POLL_CONCURRENCY: wholeNumber({ unit: "polls", max: 1000 })
    .prefault("32")
    .describe("Polls in flight"),
  RELAY_MAX_POLLS_PER_SECOND: rate.prefault("10").describe("Polls per second over all jobs"),
  RELAY_GIVE_UP_AFTER_MS: wholeNumber({ unit: "milliseconds", max: MAX_GIVE_UP_AFTER_MS })
    .prefault("86400000")
    .describe("A job still running then is given up; at most 31 days"),
  RELAY_MAX_VIDEO_BYTES: wholeNumber({ unit: "bytes", max: Number.MAX_SAFE_INTEGER })
    .prefault("536870912")
    .describe("A larger video is not downloaded; its link is posted instead"),
  RELAY_MEDIA_ALLOWED_HOSTS: allowedHosts
    .optional()
    .describe("Comma list of host or host:port that may be plain http or private"),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS, { error: `is no log level: one of ${LOG_LEVELS.join(", ")}` }))
    .prefault("info")
    .describe("Least severe log level that is written"),
});

type Name = keyof typeof environment.shape;
type Settings = z.output<typeof environment>;

/** Every variable the relay reads, in the order of its documentation. */
export const SETTINGS: readonly {
  readonly name: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  readonly description: string;
}[] = Object.entries(environment.shape).map(([name, schema]) => ({
  name,
  default: schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined,
  description: schema.description ?? "",
}));

/** The relay's configuration, frozen. */
export interface Config {
  readonly pika: { readonly token: string; readonly url: string };
  /** Absent when Discord is off. `apiUrl` has no version and no slash at its end. */
  readonly discord?: {
    readonly token: string;
    readonly guildId?: string;
    readonly apiUrl: string;
  };
  /** Absent when Slack is off. `apiUrl` ends with a slash. */
  readonly slack?: {
    readonly botToken: string;
    readonly appToken: string;
    readonly apiUrl: string;
  };
  readonly store: StoreConfig;
  readonly poll: {
    readonly intervalMs: number;
    /** Never below `intervalMs`. */
    readonly maxIntervalMs: number;
    readonly concurrency: number;
    readonly maxPerSecond: number;
    readonly giveUpAfterMs: number;
  };
  readonly media: {
    readonly maxBytes: number;
    /** Lower case; IPv6 addresses in brackets, as in URLs. */
    readonly allowedHosts: readonly string[];
  };
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/**
 * The configuration in an environment. An empty variable counts as unset; space around a value is dropped. Throws one
 * ConfigError with all problems, each naming its variable and the cure and none repeating a value.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set: Partial<Record<string, string>> = {};
  for (const { name } of SETTINGS) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") set[name] = value;
  }
  const parsed = environment.safeParse(set);
  const problems = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    // The first problem of a variable; the others are often consequences.
    if (!problems.has(name)) problems.set(name, `${name} ${issue.message}`);
  }
  const all = [...problems.values(), ...togetherProblems(set, problems)];
  if (!parsed.success || all.length > 0) throw new ConfigError(all);
  return deepFreeze(toConfig(parsed.data));
}

/** What is wrong with variables that are each right by themselves. */
function togetherProblems(
  set: Readonly<Partial<Record<string, string>>>,
  wrong: ReadonlyMap<string, string>,
): string[] {
  const problems: string[] = [];
  const { DISCORD_TOKEN: discord, SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app } = set;
  if (discord === undefined && bot === undefined && app === undefined)
    problems.push(
      "DISCORD_TOKEN or SLACK_BOT_TOKEN with SLACK_APP_TOKEN is missing: set one or both, else there is no channel to post in",
    );
  if (bot !== undefined && app === undefined)
    problems.push(
      "SLACK_APP_TOKEN is missing: SLACK_BOT_TOKEN needs it, set it to an app-level token (xapp-…) with connections:write",
    );
  if (app !== undefined && bot === undefined)
    problems.push(
      "SLACK_BOT_TOKEN is missing: SLACK_APP_TOKEN needs it, set it to the app's bot token (xoxb-…)",
    );

  /** Its value, or undefined when it is wrong by itself, which is said already. */
  const read = (name: Name): unknown =>
    wrong.has(name) ? undefined : environment.shape[name].parse(set[name]);
  const url = read("PIKA_API_URL");
  const intervalMs = Number(read("RELAY_POLL_INTERVAL_MS"));
  const maxIntervalMs = Number(read("RELAY_POLL_MAX_INTERVAL_MS"));
  if (intervalMs < MIN_POLL_INTERVAL_MS && typeof url === "string" && !isLoopbackUrl(url))
    problems.push(
      `RELAY_POLL_INTERVAL_MS is under ${MIN_POLL_INTERVAL_MS}: raise it, only a job API on loopback may be asked more often`,
    );
  if (set["RELAY_POLL_MAX_INTERVAL_MS"] !== undefined && maxIntervalMs < intervalMs)
    problems.push(
      "RELAY_POLL_MAX_INTERVAL_MS is below RELAY_POLL_INTERVAL_MS: raise it to at least that, or leave it out",
    );
  return problems;
}

function toConfig(values: Settings): Config {
  const { DISCORD_TOKEN, DISCORD_GUILD_ID, SLACK_BOT_TOKEN, SLACK_APP_TOKEN } = values;
  return {
    pika: { token: values.PIKA_API_TOKEN, url: values.PIKA_API_URL },
    ...(DISCORD_TOKEN !== undefined && {
      discord: {
        token: DISCORD_TOKEN,
        ...(DISCORD_GUILD_ID !== undefined && { guildId: DISCORD_GUILD_ID }),
        apiUrl: values.DISCORD_API_URL,
      },
    }),
    ...(SLACK_BOT_TOKEN !== undefined &&
      SLACK_APP_TOKEN !== undefined && {
        slack: {
          botToken: SLACK_BOT_TOKEN,
          appToken: SLACK_APP_TOKEN,
          apiUrl: values.SLACK_API_URL,
        },
      }),
    store: values.STORE_URL,
    poll: {
      intervalMs: values.RELAY_POLL_INTERVAL_MS,
      // A long first interval with the default longest one: the first is what was asked for.
      maxIntervalMs: Math.max(values.RELAY_POLL_MAX_INTERVAL_MS, values.RELAY_POLL_INTERVAL_MS),
      concurrency: values.RELAY_POLL_CONCURRENCY,
      maxPerSecond: values.RELAY_MAX_POLLS_PER_SECOND,
      giveUpAfterMs: values.RELAY_GIVE_UP_AFTER_MS,
    },
    media: {
      maxBytes: values.RELAY_MAX_VIDEO_BYTES,
      allowedHosts: values.RELAY_MEDIA_ALLOWED_HOSTS ?? [],
    },
    logLevel: values.LOG_LEVEL,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
