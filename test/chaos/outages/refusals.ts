import type { TestEnvironment } from "../../support/processes/test-environment.ts";

/** What happens to results after a refusal. */
export type Fate =
  /** Posted as usual once the platform accepts them. */
  | "retried"
  /** Posted once, with the link in place of the file. */
  | "stepped down"
  /** Discarded, with one log line each. */
  | "discarded";

/** A channel, and a refusal that begins there. If it does not end by itself, the returned function ends it. */
interface Scenario {
  readonly channelId: string;
  readonly begin: () => (() => void) | undefined;
}

/** Why a platform refuses a channel's messages, or the bot, between the command and the result. */
export interface Refusal {
  readonly name: string;
  readonly platform: "discord" | "slack";
  readonly fate: Fate;
  readonly arrange: (environment: TestEnvironment) => Scenario;
  /** Whether the whole platform refuses, and not only the channel. */
  readonly isEverywhere?: boolean;
  /** The one log line that tells the operator what to fix. */
  readonly line?: string;
  /** The shortest time after the first request until the next one for the channel, in ms. */
  readonly quietMs?: number;
  /** Whether it takes a minute, so that only the full profile has it. */
  readonly isSlow?: boolean;
}

/** Longer than the Discord adapter waits by itself, so that the result is put back. */
const LONG_RETRY_AFTER_MS = 7_000;

const discord = (
  words: string,
  fate: Fate,
  rest: Pick<Refusal, "arrange"> & Partial<Refusal>,
): Refusal => ({ name: `Discord ${words}`, platform: "discord", fate, ...rest });

const slack = (
  words: string,
  fate: Fate,
  rest: Pick<Refusal, "arrange"> & Partial<Refusal>,
): Refusal => ({ name: `Slack ${words}`, platform: "slack", fate, ...rest });

/** Discord answers the next messages to the channel with this fault. */
const answering =
  (fault: object) =>
  (environment: TestEnvironment): Scenario => {
    const channelId = environment.discord.addChannel();
    const path = new RegExp(`/channels/${channelId}/messages$`);
    return {
      channelId,
      begin: () => {
        environment.discord.failNext({ method: "POST", path, ...fault });
        return undefined;
      },
    };
  };

/** A user of Discord changes the channel. */
const changing =
  (change: (environment: TestEnvironment, channelId: string) => void, place = addDiscordChannel) =>
  (environment: TestEnvironment): Scenario => {
    const channelId = place(environment);
    return {
      channelId,
      begin: () => {
        change(environment, channelId);
        return undefined;
      },
    };
  };

const addDiscordChannel = (environment: TestEnvironment): string =>
  environment.discord.addChannel();

const withoutPermission = (lost: "SendMessages" | "AttachFiles") =>
  changing((environment, channelId) => {
    const left = environment.discord.botPermissions(channelId).filter((name) => name !== lost);
    environment.discord.setBotPermissions(channelId, left);
  });

const ON_DISCORD: readonly Refusal[] = [
  discord("answers 429 with a long Retry-After", "retried", {
    arrange: answering({ status: 429, retryAfterMs: LONG_RETRY_AFTER_MS }),
    quietMs: LONG_RETRY_AFTER_MS,
  }),
  discord("answers 500 twice", "retried", { arrange: answering({ status: 500, times: 2 }) }),
  discord("answers 502 with a page", "retried", { arrange: answering({ status: 502 }) }),
  discord("answers 503", "retried", { arrange: answering({ status: 503 }) }),
  discord("answers 413", "stepped down", { arrange: answering({ status: 413 }) }),
  discord("answers 413 with a page of a proxy", "stepped down", {
    arrange: answering({ status: 413, body: "<html>413 Request Entity Too Large</html>" }),
  }),
  discord("takes the permission to attach files away", "stepped down", {
    arrange: withoutPermission("AttachFiles"),
  }),
  discord("takes the permission to write away", "discarded", {
    arrange: withoutPermission("SendMessages"),
  }),
  discord("has the channel deleted", "discarded", {
    arrange: changing((environment, channelId) => environment.discord.deleteChannel(channelId)),
  }),
  discord("has the thread archived and locked", "discarded", {
    arrange: changing(
      (environment, threadId) =>
        environment.discord.updateThread(threadId, { archived: true, locked: true }),
      (environment) => environment.discord.addThread({ parentId: environment.discord.channelId }),
    ),
  }),
  discord("has the bot thrown out of the server", "discarded", {
    arrange: (environment) => {
      const guildId = environment.discord.addGuild();
      return {
        channelId: environment.discord.addChannel({ guildId }),
        begin: () => {
          environment.discord.removeBot(guildId);
          return undefined;
        },
      };
    },
  }),
  discord("refuses the token for a while", "retried", {
    arrange: (environment) => ({
      channelId: environment.discord.addChannel(),
      begin: () => {
        const refusal = environment.discord.failNext({ path: /./, status: 401, times: Infinity });
        return () => refusal.remove();
      },
    }),
    isEverywhere: true,
    line: "discord.token_refused",
    quietMs: 60_000,
    isSlow: true,
  }),
];

type SlackFault = Parameters<TestEnvironment["slack"]["failNext"]>[0];

const addSlackChannel = (environment: TestEnvironment): string =>
  environment.slack.addChannel({ name: "doomed" }).id;

/** Slack answers the next calls with these faults. */
const failing =
  (...faults: readonly SlackFault[]) =>
  (environment: TestEnvironment): Scenario => ({
    channelId: addSlackChannel(environment),
    begin: () => {
      for (const fault of faults) environment.slack.failNext(fault);
      return undefined;
    },
  });

const revoking =
  (error: "token_revoked" | "account_inactive") =>
  (environment: TestEnvironment): Scenario => ({
    channelId: addSlackChannel(environment),
    begin: () => {
      environment.slack.revokeBotToken(error);
      return error === "token_revoked" ? () => environment.slack.restoreTokens() : undefined;
    },
  });

const ON_SLACK: readonly Refusal[] = [
  slack("answers 429 with a long Retry-After", "retried", {
    arrange: failing({
      method: "files.getUploadURLExternal",
      error: "ratelimited",
      headers: { "retry-after": String(LONG_RETRY_AFTER_MS / 1_000) },
    }),
    quietMs: LONG_RETRY_AFTER_MS,
  }),
  slack("answers 500 twice", "retried", {
    arrange: failing({ method: "files.getUploadURLExternal", status: 500, times: 2 }),
  }),
  slack("answers 503 to the bytes", "retried", {
    arrange: failing({ method: "upload", status: 503 }),
  }),
  slack("says that it is not available", "retried", {
    arrange: failing({ method: "files.completeUploadExternal", error: "service_unavailable" }),
  }),
  slack("answers 413 to the bytes", "stepped down", {
    arrange: failing({ method: "upload", status: 413 }),
  }),
  slack("takes no files", "stepped down", {
    arrange: failing({ method: "files.getUploadURLExternal", error: "file_uploads_disabled" }),
  }),
  slack("lets nobody write", "discarded", {
    arrange: failing(
      ...["chat.update", "files.completeUploadExternal", "chat.postMessage"].map((method) => ({
        method,
        error: "restricted_action",
        times: Infinity,
      })),
    ),
    isEverywhere: true,
  }),
  slack("has the channel deleted", "discarded", {
    arrange: changing(
      (environment, channelId) => environment.slack.deleteChannel(channelId),
      addSlackChannel,
    ),
  }),
  slack("has the channel archived", "discarded", {
    arrange: changing(
      (environment, channelId) => environment.slack.archiveChannel(channelId),
      addSlackChannel,
    ),
  }),
  slack("has the bot thrown out of a private channel", "discarded", {
    arrange: changing(
      (environment, channelId) => environment.slack.kickBot(channelId),
      (environment) => environment.slack.addChannel({ name: "private", kind: "private" }).id,
    ),
  }),
  slack("has the app uninstalled", "discarded", {
    arrange: revoking("account_inactive"),
    isEverywhere: true,
    line: "slack.token_refused",
  }),
  slack("refuses the token for a while", "retried", {
    arrange: revoking("token_revoked"),
    isEverywhere: true,
    line: "slack.token_refused",
    quietMs: 60_000,
    isSlow: true,
  }),
];

/** Every refusal of both platforms. */
export const REFUSALS: readonly Refusal[] = [...ON_DISCORD, ...ON_SLACK];
