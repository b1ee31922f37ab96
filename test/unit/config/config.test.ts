import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig as parse, settingsOf } from "../../../src/config/config.ts";
import { SOURCE_DEFINITIONS } from "../../../src/job-sources.ts";
import { configProblems } from "./config-problems.ts";

const SETTINGS = settingsOf(SOURCE_DEFINITIONS);
const parseConfig = (env: Record<string, string | undefined>) => parse(env, SOURCE_DEFINITIONS);
const enough = { PIKA_API_TOKEN: "pika-token", DISCORD_TOKEN: "discord-token" };
const slack = { SLACK_BOT_TOKEN: "xoxb-1-abc", SLACK_APP_TOKEN: "xapp-1-abc" };
const DAY_MS = 86_400_000;

const problemsOf = (env: Record<string, string | undefined>) =>
  configProblems(() => parseConfig(env));

describe("a valid environment", () => {
  it("fills in every default", () => {
    expect(parseConfig(enough)).toEqual({
      sources: [
        {
          name: "pika",
          values: {
            PIKA_API_TOKEN: "pika-token",
            PIKA_API_URL: "https://api.useapi.net/v1/pika",
          },
        },
      ],
      discord: { token: "discord-token", apiUrl: "https://discord.com/api" },
      commandPrefix: "pika",
      store: { scheme: "sqlite", path: "data/pika-relay.sqlite" },
      role: "all",
      poll: {
        intervalMs: 15_000,
        minIntervalsMs: { pika: 10_000 },
        maxIntervalMs: 60_000,
        concurrency: 1000,
        maxPerSecond: 10,
        giveUpAfterMs: DAY_MS,
      },
      media: {
        maxBytes: 536_870_912,
        maxDiskBytes: 4_294_967_296,
        spoolDirectory: "data/pika-relay.files",
        allowedHosts: [],
        transcode: false,
      },
      delivery: "post",
      retry: "requesters",
      unsafe: "spoiler",
      allowed: { guilds: [], workspaces: [], channels: [] },
      quotas: { followsPerUser: 50, followsPerChannel: 500, commandsPerMinute: 20 },
      logLevel: "info",
    });
  });

  it("takes every variable", () => {
    const config = parseConfig({
      ...enough,
      ...slack,
      PIKA_API_URL: "https://jobs.example/base/",
      DISCORD_GUILD_ID: "112233445566778899",
      DISCORD_API_URL: "http://127.0.0.1:8001/api/",
      SLACK_API_URL: "http://localhost:8002/api",
      RELAY_COMMAND_PREFIX: "render-2",
      STORE_URL: "memory:",
      RELAY_POLL_INTERVAL_MS: "20000",
      RELAY_POLL_MAX_INTERVAL_MS: "30000",
      RELAY_POLL_CONCURRENCY: "4",
      RELAY_MAX_POLLS_PER_SECOND: "0.5",
      RELAY_GIVE_UP_AFTER_MS: String(31 * DAY_MS),
      RELAY_MAX_VIDEO_BYTES: "1",
      RELAY_MAX_DISK_BYTES: "2",
      RELAY_MEDIA_ALLOWED_HOSTS: "CDN.example, 10.0.0.1:8080 ,[::1]:9,",
      RELAY_DELIVERY: "Thread",
      RELAY_RETRY: "Off",
      RELAY_UNSAFE: "Hide",
      RELAY_TRANSCODE: "True",
      RELAY_ALLOWED_GUILDS: "112233445566778899, 2,",
      RELAY_ALLOWED_WORKSPACES: "T0SBX00001",
      RELAY_ALLOWED_CHANNELS: "C0SBX00004,D0SBX00005 ,998877665544332211",
      RELAY_MAX_FOLLOWS_PER_USER: "1",
      RELAY_MAX_FOLLOWS_PER_CHANNEL: "100000",
      RELAY_COMMANDS_PER_MINUTE: "1000",
      LOG_LEVEL: "TRACE",
    });
    expect(config).toEqual({
      sources: [
        {
          name: "pika",
          values: { PIKA_API_TOKEN: "pika-token", PIKA_API_URL: "https://jobs.example/base" },
        },
      ],
      discord: {
        token: "discord-token",
        guildId: "112233445566778899",
        apiUrl: "http://127.0.0.1:8001/api",
      },
      slack: {
        botToken: "xoxb-1-abc",
        appToken: "xapp-1-abc",
        apiUrl: "http://localhost:8002/api/",
      },
      commandPrefix: "render-2",
      store: { scheme: "memory" },
      role: "all",
      poll: {
        intervalMs: 20_000,
        minIntervalsMs: { pika: 10_000 },
        maxIntervalMs: 30_000,
        concurrency: 4,
        maxPerSecond: 0.5,
        giveUpAfterMs: 31 * DAY_MS,
      },
      media: {
        maxBytes: 1,
        maxDiskBytes: 2,
        allowedHosts: ["cdn.example", "10.0.0.1:8080", "[::1]:9"],
        transcode: true,
      },
      delivery: "thread",
      retry: "off",
      unsafe: "hide",
      allowed: {
        guilds: ["112233445566778899", "2"],
        workspaces: ["T0SBX00001"],
        channels: ["C0SBX00004", "D0SBX00005", "998877665544332211"],
      },
      quotas: { followsPerUser: 1, followsPerChannel: 100_000, commandsPerMinute: 1000 },
      logLevel: "trace",
    });
  });

  it("has disk space for the largest video", () => {
    expect(problemsOf({ ...enough, RELAY_MAX_DISK_BYTES: "536870911" })).toEqual([
      expect.stringMatching(/^RELAY_MAX_DISK_BYTES is below RELAY_MAX_VIDEO_BYTES: raise it/),
    ]);
    expect(problemsOf({ ...enough, RELAY_MAX_VIDEO_BYTES: "4294967297" })).toHaveLength(1);
    expect(problemsOf({ ...enough, RELAY_MAX_DISK_BYTES: "536870912" })).toEqual([]);
  });

  it("leaves out a platform that is not set, and counts an empty variable as not set", () => {
    const config = parseConfig({ ...enough, SLACK_BOT_TOKEN: "", LOG_LEVEL: "  " });
    expect(config.slack).toBeUndefined();
    expect(config.logLevel).toBe("info");
    expect(parseConfig({ PIKA_API_TOKEN: "t", ...slack }).discord).toBeUndefined();
  });

  it("trims space around a value, such as a copied line end", () => {
    expect(
      parseConfig({ ...enough, PIKA_API_TOKEN: " pika-token\n" }).sources[0]?.values[
        "PIKA_API_TOKEN"
      ],
    ).toBe("pika-token");
  });

  it("is frozen all the way down", () => {
    const config = parseConfig(enough);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.poll)).toBe(true);
    expect(Object.isFrozen(config.media.allowedHosts)).toBe(true);
  });

  it("takes a Redis that may lose data only if told to", () => {
    const env = { ...enough, STORE_URL: "redis://host" };
    expect(parseConfig(env).store).toMatchObject({ allowsVolatile: false });
    const allowed = parseConfig({ ...env, RELAY_ALLOW_VOLATILE_REDIS: "true" });
    expect(allowed.store).toMatchObject({ scheme: "redis", allowsVolatile: true });
  });

  it.each(["http://127.0.0.1:1", "http://127.9.9.9/x", "http://localhost:1", "http://[::1]:1"])(
    "allows plain http and short intervals for a job API on loopback (%s)",
    (PIKA_API_URL) => {
      const config = parseConfig({ ...enough, PIKA_API_URL, RELAY_POLL_INTERVAL_MS: "50" });
      expect(config.poll.intervalMs).toBe(50);
      expect(config.poll.minIntervalsMs).toEqual({ pika: 0 });
    },
  );

  // It was refused, also because of a source that needs longer than all others.
  it("asks a job API elsewhere no more often than it allows, however short the interval is", () => {
    const { poll } = parseConfig({ ...enough, RELAY_POLL_INTERVAL_MS: "50" });
    expect(poll).toMatchObject({ intervalMs: 50, minIntervalsMs: { pika: 10_000 } });
  });

  it("raises the longest interval to the first one if only that is set", () => {
    const { poll } = parseConfig({ ...enough, RELAY_POLL_INTERVAL_MS: "90000" });
    expect(poll.maxIntervalMs).toBe(90_000);
  });
});

describe("an invalid environment", () => {
  it("names both ways to enable a platform if there is none", () => {
    const problems = problemsOf({ PIKA_API_TOKEN: "t" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/DISCORD_TOKEN.*SLACK_BOT_TOKEN.*SLACK_APP_TOKEN/);
  });

  it.each([
    ["PIKA_API_TOKEN", undefined, "is missing"],
    ["PIKA_API_TOKEN", "two words", "bare token"],
    ["DISCORD_TOKEN", "Bot abc", "bare token"],
    ["DISCORD_TOKEN", "abc\u0007def", "control"],
    ["DISCORD_GUILD_ID", "my server", "server id"],
    ["PIKA_API_URL", "api.useapi.net", "https://"],
    ["PIKA_API_URL", "ftp://jobs.example", "https://"],
    ["PIKA_API_URL", "http://jobs.example", "use https"],
    ["PIKA_API_URL", "http://127.0.0.1.evil.example", "use https"],
    ["PIKA_API_URL", "https://user:pw@jobs.example", "user name or password"],
    ["PIKA_API_URL", "https://jobs.example/?a=b", "query"],
    ["PIKA_API_URL", "https://jobs.example/#", "fragment"],
    ["DISCORD_API_URL", "https://discord.com/api/v10", "remove it"],
    ["DISCORD_API_URL", "https://discord.com/api/v10/", "remove it"],
    ["DISCORD_API_URL", "http://discord.example/api", "use https"],
    ["SLACK_API_URL", "http://slack.example/api", "use https"],
    ["RELAY_COMMAND_PREFIX", "Render", "lowercase letters"],
    ["RELAY_COMMAND_PREFIX", "/render", "lowercase letters"],
    ["RELAY_COMMAND_PREFIX", "render-", "hyphens between them"],
    ["RELAY_COMMAND_PREFIX", "my_render", "hyphens"],
    ["RELAY_COMMAND_PREFIX", "rendu vidéo", "a to z"],
    ["RELAY_COMMAND_PREFIX", "x".repeat(23), "1 to 22"],
    ["RELAY_ALLOW_VOLATILE_REDIS", "yes", "true nor false"],
    ["RELAY_ROLE", "wroker", "is none of all, gateway, worker"],
    ["RELAY_LOCK_MS", "999", "milliseconds from 1000 to 600000"],
    ["RELAY_LOCK_MS", "30s", "milliseconds from 1000 to 600000"],
    ["RELAY_POLL_INTERVAL_MS", "15s", "whole number of milliseconds"],
    ["RELAY_POLL_INTERVAL_MS", "0", "whole number of milliseconds"],
    ["RELAY_POLL_INTERVAL_MS", "1e5", "digits"],
    ["RELAY_POLL_MAX_INTERVAL_MS", "14999", "RELAY_POLL_INTERVAL_MS"],
    ["RELAY_POLL_CONCURRENCY", "1.5", "whole number"],
    ["RELAY_POLL_CONCURRENCY", "-1", "whole number"],
    ["RELAY_MAX_POLLS_PER_SECOND", "0", "above 0"],
    ["RELAY_MAX_POLLS_PER_SECOND", "1001", "up to 1000"],
    ["RELAY_MAX_POLLS_PER_SECOND", "many", "above 0"],
    ["RELAY_DELIVERY", "carrier pigeon", "none of post, edit, thread"],
    ["RELAY_RETRY", "admins", "none of requesters, everyone, off: use one of these"],
    ["RELAY_UNSAFE", "blur", "none of spoiler, hide, show: use one of these"],
    ["RELAY_GIVE_UP_AFTER_MS", String(31 * DAY_MS + 1), String(31 * DAY_MS)],
    ["RELAY_MAX_VIDEO_BYTES", "0", "bytes"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "https://cdn.example", "without http://"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "cdn.example/videos", "path"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "*.example", "*"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "cdn.example:0", "host:port"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "cdn.example:70000", "host:port"],
    ["RELAY_MEDIA_ALLOWED_HOSTS", "::1", "brackets"],
    ["RELAY_TRANSCODE", "yes", "true nor false"],
    ["RELAY_TRANSCODE", "1", "true nor false"],
    ["RELAY_ALLOWED_GUILDS", "my server", "Copy Server ID"],
    ["RELAY_ALLOWED_GUILDS", "@me", "no such id"],
    ["RELAY_ALLOWED_GUILDS", "112233445566778899;2", "commas between"],
    // A stray comma is not "everything".
    ["RELAY_ALLOWED_GUILDS", " , ", "names nothing"],
    ["RELAY_ALLOWED_WORKSPACES", "112233445566778899", "Slack workspace ids (T"],
    ["RELAY_ALLOWED_WORKSPACES", "t0sbx00001", "Slack workspace ids (T"],
    ["RELAY_ALLOWED_WORKSPACES", "*", "leave it empty to allow all"],
    ["RELAY_ALLOWED_CHANNELS", "#videos", "not names"],
    ["RELAY_ALLOWED_CHANNELS", "C0SBX00004,videos", "not names"],
    ["RELAY_MAX_FOLLOWS_PER_USER", "0", "whole number of jobs from 1"],
    ["RELAY_MAX_FOLLOWS_PER_USER", "unlimited", "whole number of jobs from 1"],
    ["RELAY_MAX_FOLLOWS_PER_CHANNEL", "100001", "whole number of jobs from 1 to 100000"],
    ["RELAY_COMMANDS_PER_MINUTE", "1001", "whole number of commands from 1 to 1000"],
    ["LOG_LEVEL", "loud", "trace, debug, info, warn, error, fatal, silent"],
  ])("refuses %s=%s with one line that names it and the remedy", (name, value, cure) => {
    const problems = problemsOf({ ...enough, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).toContain(cure);
    expect(problems[0]).not.toContain("\n");
  });

  it.each([
    [{ SLACK_BOT_TOKEN: slack.SLACK_BOT_TOKEN }, "SLACK_APP_TOKEN"],
    [{ SLACK_APP_TOKEN: slack.SLACK_APP_TOKEN }, "SLACK_BOT_TOKEN"],
  ])("is missing Slack's other token, even beside Discord", (half, missing) => {
    const problems = problemsOf({ ...enough, ...half });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${missing} is missing`));
  });

  it.each([
    [{ VIDEOS_API_URL: "https://videos.example" }, "VIDEOS_API_KEY"],
    [{ VIDEOS_API_KEY: "k" }, "VIDEOS_API_URL"],
  ])("is missing the other half of a job API, even beside another one", (half, missing) => {
    for (const rest of [enough, { DISCORD_TOKEN: "t" }]) {
      const problems = problemsOf({ ...rest, ...half });
      expect(problems).toEqual([expect.stringMatching(`^${missing} is missing: .* needs it`)]);
    }
  });

  it("names all that a job API needs if there is none", () => {
    expect(problemsOf({ DISCORD_TOKEN: "t" })).toEqual([
      expect.stringMatching(
        /^PIKA_API_TOKEN or .* or VIDEOS_API_URL with VIDEOS_API_KEY or .* is missing/,
      ),
    ]);
  });

  it("is refused if the only server that gets commands is not allowed to use them", () => {
    const problems = problemsOf({ ...enough, DISCORD_GUILD_ID: "1", RELAY_ALLOWED_GUILDS: "2,3" });
    expect(problems).toEqual([
      expect.stringMatching(/^RELAY_ALLOWED_GUILDS lacks the server of DISCORD_GUILD_ID.*add it/),
    ]);
    const both = { ...enough, DISCORD_GUILD_ID: "1", RELAY_ALLOWED_GUILDS: "2,1" };
    expect(problemsOf(both)).toEqual([]);
  });

  it("is refused if Slack's tokens are swapped", () => {
    const problems = problemsOf({
      ...enough,
      SLACK_BOT_TOKEN: slack.SLACK_APP_TOKEN,
      SLACK_APP_TOKEN: slack.SLACK_BOT_TOKEN,
    });
    expect(problems[0]).toMatch(/^SLACK_BOT_TOKEN .*belongs in SLACK_APP_TOKEN/);
    expect(problems[1]).toMatch(/^SLACK_APP_TOKEN .*belongs in SLACK_BOT_TOKEN/);
  });

  it("is reported with all problems at once", () => {
    const problems = problemsOf({
      PIKA_API_URL: "nonsense",
      STORE_URL: "redis:",
      SLACK_BOT_TOKEN: "xoxb-1",
      RELAY_POLL_INTERVAL_MS: "x",
      LOG_LEVEL: "loud",
    });
    const names = problems.map((problem) => problem.split(" ")[0]);
    expect(new Set(names)).toEqual(
      new Set([
        "LOG_LEVEL",
        "PIKA_API_TOKEN",
        "PIKA_API_URL",
        "RELAY_POLL_INTERVAL_MS",
        "SLACK_APP_TOKEN",
        "STORE_URL",
      ]),
    );
    expect(names).toHaveLength(6);
  });

  it("is reported without values, because one could be a token in the wrong place", () => {
    const canary = "cana-ry-5f2c";
    const env = Object.fromEntries(
      SETTINGS.map(({ name }) => [
        name,
        name === "STORE_URL" ? `${canary}:x` : `${canary} ${canary}://${canary}@x`,
      ]),
    );
    const problems = problemsOf(env);
    expect(problems.length).toBeGreaterThan(12);
    expect(problems.join("\n")).not.toContain(canary);
  });
});

describe(".env.example", () => {
  it("has exactly the existing variables, with their defaults", () => {
    const text = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8");
    const lines = [...text.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(([, comment, name, value]) => ({
      name,
      value,
      isDefault: comment !== undefined,
    }));
    expect(lines).toEqual(
      SETTINGS.map((setting) => ({
        name: setting.name,
        value: setting.default ?? "",
        isDefault: setting.default !== undefined,
      })),
    );
  });
});
