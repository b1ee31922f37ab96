import { z } from "zod";
import { DEFAULT_COMMAND_PREFIX } from "../core/command-names.ts";
import { DELIVERIES } from "../core/channel/channel-settings.ts";
import { RETRY_POLICIES } from "../core/follow/retry-intent.ts";
import { UNSAFE_POLICIES } from "../core/job/unsafe-policy.ts";
import { ROLES } from "../core/ports/processes/role.ts";
import { bucketUrl } from "./bucket-settings.ts";
import { queueUrl } from "./queue-settings.ts";
import { shardCount, shardIds } from "./shard-settings.ts";
import {
  allowedHosts,
  baseUrl,
  commandPrefix,
  idList,
  listenHost,
  listenPort,
  oneOf,
  rate,
  secretKeys,
  signingSecret,
  slackToken,
  token,
  trueOrFalse,
  wholeNumber,
} from "./values.ts";
import { DEFAULT_PATH, storeUrl } from "./store-url.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
/** The least severe level that is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
const DAY_MS = 24 * 60 * 60 * 1000;
/** Job ids expire after 31 days, and may name another job after that. */
const MAX_GIVE_UP_AFTER_MS = 31 * DAY_MS;
const MAX_LOCK_MS = 10 * 60 * 1000;

/** The schema of each variable, with its default and description, in the order of the documentation. */
export const environment = z.object({
  RELAY_SOURCES: z
    .string()
    .optional()
    .describe("Comma list of further job APIs to switch on, from the presets in docs/sources.md"),
  RELAY_SOURCES_FILE: z
    .string()
    .optional()
    .describe("Path of a YAML or JSON file that describes any other job APIs"),
  DISCORD_TOKEN: token("the bot token").optional().describe("Bot token; enables Discord"),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{1,20}$/, "is not a server id: copy the number with Discord's Copy Server ID")
    .optional()
    .describe("Register commands in this server only (instant, for trying out)"),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/i,
      "is not a public key: copy its 64 hex digits from the developer portal (General Information → Public Key)",
    )
    .optional()
    .describe("Public key for Discord over HTTP at /discord/interactions, without the gateway"),
  DISCORD_SHARDS: shardCount
    .prefault("auto")
    .describe(
      "Number of gateway shards, over all processes, or auto for as many as Discord recommends",
    ),
  DISCORD_SHARD_IDS: shardIds
    .optional()
    .describe("Comma list of the shards of this process, such as 0,1 or 0-3; empty: all of them"),
  DISCORD_API_URL: baseUrl()
    .refine((value) => !/\/v\d+$/.test(value), "ends with a version: remove it, it is added")
    .prefault("https://discord.com/api")
    .describe("Discord's REST base, without a version"),
  SLACK_BOT_TOKEN: slackToken("xoxb-", "xapp-", "SLACK_APP_TOKEN")
    .optional()
    .describe("Bot token (xoxb-…); with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET it enables Slack"),
  SLACK_APP_TOKEN: slackToken("xapp-", "xoxb-", "SLACK_BOT_TOKEN")
    .optional()
    .describe("App-level token (xapp-…) for Socket Mode"),
  SLACK_SIGNING_SECRET: signingSecret
    .optional()
    .describe("Signing secret for Slack over HTTP at /slack/events, without Socket Mode"),
  SLACK_CLIENT_ID: token("the Client ID of the Slack app")
    .optional()
    .describe("Client ID of an app that many workspaces install, instead of SLACK_BOT_TOKEN"),
  SLACK_CLIENT_SECRET: token("the Client Secret of the Slack app")
    .optional()
    .describe("Client secret of that app"),
  SLACK_STATE_SECRET: token("a long random text")
    .optional()
    .describe("Any long random text; it signs the state of an installation in progress"),
  SLACK_API_URL: baseUrl()
    .transform((value) => `${value}/`)
    .prefault("https://slack.com/api/")
    .describe("Slack's Web API base"),
  RELAY_COMMAND_PREFIX: commandPrefix
    .prefault(DEFAULT_COMMAND_PREFIX)
    .describe("What the names of the commands begin with for people"),
  STORE_URL: storeUrl
    .prefault(`sqlite:${DEFAULT_PATH}`)
    .describe(
      "Where follows are kept: sqlite:<path>, the URL of a PostgreSQL (postgres://) or Redis (redis://, rediss://), or memory: for tests",
    ),
  RELAY_ALLOW_VOLATILE_REDIS: trueOrFalse
    .prefault("false")
    .describe(
      "For trying things out: run on a Redis that may lose data (no append-only file, or an eviction policy)",
    ),
  QUEUE_URL: queueUrl
    .optional()
    .describe(
      "Redis (redis://, rediss://) through which several processes share the work; needs a store on a server",
    ),
  RELAY_ROLE: oneOf(ROLES)
    .prefault("all")
    .describe(
      "With QUEUE_URL: gateway receives commands, worker polls and delivers, all does both",
    ),
  RELAY_LOCK_MS: wholeNumber({ unit: "milliseconds", min: 1000, max: MAX_LOCK_MS })
    .prefault("30000")
    .describe("With QUEUE_URL: how long a process that does not answer keeps what it works on"),
  RELAY_POLL_INTERVAL_MS: wholeNumber({ unit: "milliseconds", max: DAY_MS })
    .prefault("15000")
    .describe("First interval per job; a job API whose least interval is longer is asked at that"),
  RELAY_POLL_MAX_INTERVAL_MS: wholeNumber({ unit: "milliseconds", max: DAY_MS })
    .prefault("60000")
    .describe("The interval grows to this while nothing changes"),
  RELAY_POLL_CONCURRENCY: wholeNumber({ unit: "polls", max: 1000 })
    .prefault("1000")
    .describe("Most polls in flight; how many there are depends on the rate and the API"),
  RELAY_MAX_POLLS_PER_SECOND: rate
    .prefault("10")
    .describe("Requests per second to the job API, whatever for"),
  RELAY_GIVE_UP_AFTER_MS: wholeNumber({ unit: "milliseconds", max: MAX_GIVE_UP_AFTER_MS })
    .prefault("86400000")
    .describe("A job still running then is given up; at most 31 days"),
  RELAY_MAX_VIDEO_BYTES: wholeNumber({ unit: "bytes", max: Number.MAX_SAFE_INTEGER })
    .prefault("536870912")
    .describe("A larger video is not downloaded; its link is posted instead"),
  RELAY_MAX_DISK_BYTES: wholeNumber({ unit: "bytes", max: Number.MAX_SAFE_INTEGER })
    .prefault("4294967296")
    .describe(
      "Files on the disk at once, kept ones included; further downloads wait. At least RELAY_MAX_VIDEO_BYTES",
    ),
  RELAY_SPOOL_DIR: z
    .string()
    .optional()
    .describe(
      "Directory in which the files of results are kept for a week, for this relay alone; beside the store if not set",
    ),
  RELAY_SPOOL_URL: bucketUrl
    .optional()
    .describe(
      "Bucket in which the processes of a relay share these files: s3://bucket/prefix?endpoint=URL&region=name",
    ),
  // Machines at Amazon have these set in any case, so they are checked only together with RELAY_SPOOL_URL.
  AWS_REGION: z.string().optional().describe("Region of that bucket, unless its address names one"),
  AWS_ACCESS_KEY_ID: z.string().optional().describe("Id of an access key for that bucket"),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe("Secret of that key"),
  AWS_SESSION_TOKEN: z.string().optional().describe("Session token, if the key is temporary"),
  RELAY_SECRET_KEY: secretKeys
    .optional()
    .describe(
      "Key that encrypts the tokens of the workspaces in the store: 32 bytes as hex or Base64; new,old to change it",
    ),
  RELAY_HTTP_PORT: listenPort
    .optional()
    .describe(
      "Port of the HTTP server: health, metrics, and platforms over HTTP; no server if not set",
    ),
  RELAY_HTTP_HOST: listenHost
    .prefault("127.0.0.1")
    .describe(
      "Address that the HTTP server listens on: by default this machine only; 0.0.0.0 for all",
    ),
  RELAY_DELIVERY: oneOf(DELIVERIES)
    .prefault("post")
    .describe(
      "How results arrive where a channel has not chosen: post (a new message), edit (in the status message) or thread",
    ),
  RELAY_RETRY: oneOf(RETRY_POLICIES)
    .prefault("requesters")
    .describe(
      "Who may have a job run again, which the account pays for: requesters (and who manages the channel), everyone or off",
    ),
  RELAY_UNSAFE: oneOf(UNSAFE_POLICIES)
    .prefault("spoiler")
    .describe(
      "Files marked as unsafe to see: spoiler (on Slack a link without a preview), hide (neither file nor link) or show",
    ),
  RELAY_MEDIA_ALLOWED_HOSTS: allowedHosts
    .optional()
    .describe("Comma list of host or host:port that may be plain http or private"),
  RELAY_TRANSCODE: trueOrFalse
    .prefault("false")
    .describe("Make a smaller copy of a video too large for its channel; needs ffmpeg, on Linux"),
  RELAY_ALLOWED_GUILDS: idList({
    pattern: /^\d{1,20}$/,
    what: "Discord server ids (numbers, from Discord's Copy Server ID)",
  })
    .optional()
    .describe("Comma list of Discord server ids that may use the relay; empty allows all"),
  RELAY_ALLOWED_WORKSPACES: idList({
    pattern: /^[TE][A-Z0-9]{1,20}$/,
    what: "Slack workspace ids (T…, from the address of the workspace in a browser; E… for an organisation)",
  })
    .optional()
    .describe(
      "Comma list of Slack workspace ids whose people may use the relay; empty: those of the workspace with the app",
    ),
  RELAY_ALLOWED_CHANNELS: idList({
    pattern: /^(\d{1,20}|[CDG][A-Z0-9]{1,20})$/,
    what: "channel ids of Discord (numbers) or Slack (C…), not names",
  })
    .optional()
    .describe("Comma list of channel ids, of both platforms; empty allows all"),
  RELAY_MAX_FOLLOWS_PER_USER: wholeNumber({ unit: "jobs", max: 100_000 })
    .prefault("50")
    .describe("Open jobs that one person may follow in a server or workspace"),
  RELAY_MAX_FOLLOWS_PER_CHANNEL: wholeNumber({ unit: "jobs", max: 100_000 })
    .prefault("500")
    .describe("Open jobs that one channel may follow"),
  RELAY_COMMANDS_PER_MINUTE: wholeNumber({ unit: "commands", max: 1000 })
    .prefault("20")
    .describe("Commands of one person within any minute"),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS, { error: `is no log level: one of ${LOG_LEVELS.join(", ")}` }))
    .prefault("info")
    .describe("Least severe log level that is written"),
});
