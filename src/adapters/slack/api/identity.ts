import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { AttemptLog } from "../../../core/attempt-log.ts";
import { ConfigError } from "../../../core/errors.ts";
import { backOffMs } from "../../../core/time/back-off.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { retry } from "../../../core/time/retry.ts";
import { isTokenRefusal, slackErrorOf, toPlatformError } from "../errors.ts";
import { BOT_SCOPES, INDISPENSABLE_SCOPES } from "../manifest.ts";
import { parseAnswer, type SlackWebClient } from "./web-client.ts";

/** How long to wait between attempts to reach Slack. */
export const REACH_BACK_OFF = { baseMs: 500, maxMs: 30_000 };

/** Who the bot is, from `auth.test`; a server may leave out any of it. */
export interface SlackIdentity {
  /** `https://<team>.slack.com/`. */
  readonly teamUrl?: string | undefined;
  /** The workspace that the bot token belongs to, or the organisation. */
  readonly teamId?: string | undefined;
  /** Whether the app is installed for a whole organisation. Default: false. */
  readonly isOrganisation?: boolean | undefined;
  /** The organisation that the workspace is part of, if it is in one. */
  readonly enterpriseId?: string | undefined;
  readonly botId?: string | undefined;
  readonly botUserId?: string | undefined;
  readonly botName?: string | undefined;
}

const word = z.string().min(1).optional().catch(undefined);
const authTestSchema = z.object({
  url: z.url().optional().catch(undefined),
  team_id: word,
  enterprise_id: word,
  is_enterprise_install: z.boolean().optional().catch(undefined),
  user: word,
  user_id: word,
  bot_id: word,
  response_metadata: z
    .object({ scopes: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});
const permalinkSchema = z.object({ permalink: z.url() });

/** Options of {@link identify}. */
export interface IdentifyOptions {
  readonly client: SlackWebClient;
  readonly log: Logger;
  readonly clock: Clock;
  /** Where people find the app's manifest, for problems that an update from it solves. */
  readonly manifest: string;
  readonly signal: AbortSignal;
}

/**
 * Asks Slack who the bot token belongs to, again with back-off for as long as Slack does not say. Rejects with a
 * ConfigError if the token is refused or may not do what the relay is for, and with a PlatformError if `signal` aborts.
 */
export async function identify(options: IdentifyOptions): Promise<SlackIdentity> {
  const { log, clock, signal } = options;
  const failures = new AttemptLog({ clock, log });
  const delayMs = (error: unknown, attempt: number): number | undefined => {
    if (error instanceof ConfigError) return undefined;
    const againMs = backOffMs(attempt, { ...REACH_BACK_OFF, random: Math.random() });
    const fields = { platform: "slack", attempt, delayMs: againMs, err: error };
    failures.failed("slack", fields, { event: "slack.unreachable" });
    return againMs;
  };
  try {
    return await retry(() => readIdentity(options), { clock, delayMs, signal });
  } catch (error) {
    // Stopped during a wait: the reason is the caller's, not Slack's.
    throw error instanceof ConfigError ? error : toPlatformError(error);
  }
}

/** Asks once. Rejects with a ConfigError if only a person can help, and otherwise with a PlatformError. */
async function readIdentity(options: IdentifyOptions): Promise<SlackIdentity> {
  const { client, signal } = options;
  try {
    const { identity, scopes, isOrganisation } = await readAuthTest(client.withSignal(signal));
    checkScopes(scopes, options);
    if (isOrganisation) throw installedTooWidely();
    return identity;
  } catch (error) {
    const slackError = slackErrorOf(error);
    if (error instanceof ConfigError || !isTokenRefusal(slackError)) throw error;
    throw new ConfigError(
      [
        `SLACK_BOT_TOKEN: Slack refuses it (${slackError}). Copy the Bot User OAuth Token (xoxb-…) from your app's "OAuth & Permissions" page; reinstall the app there if it was removed.`,
      ],
      { cause: error },
    );
  }
}

/** Who the bot is, and what its token may do, as Slack says. */
interface AuthTest {
  readonly identity: SlackIdentity;
  /** `undefined` if the server does not say. */
  readonly scopes: readonly string[] | undefined;
  readonly isOrganisation: boolean;
}

/** Asks Slack about a client's token, once. Rejects with a PlatformError. */
export async function readAuthTest(client: SlackWebClient): Promise<AuthTest> {
  const answer = parseAnswer(authTestSchema, await client.auth.test(), "auth.test");
  const identity = {
    teamUrl: answer.url,
    teamId: answer.team_id,
    enterpriseId: answer.enterprise_id,
    botId: answer.bot_id,
    botUserId: answer.user_id,
    botName: answer.user,
  };
  const { scopes } = answer.response_metadata ?? {};
  return { identity, scopes, isOrganisation: answer.is_enterprise_install === true };
}

/** Such a token works in many workspaces, and the relay could not tell their people apart. */
const installedTooWidely = (): ConfigError =>
  new ConfigError([
    "SLACK_BOT_TOKEN: the app is installed for a whole organisation, which the relay does not support. Install it to a single workspace and use that installation's Bot User OAuth Token.",
  ]);

/** The team's address, read from a message's permalink if `auth.test` left it out; `undefined` if this fails. */
export async function readTeamUrl(
  client: SlackWebClient,
  { channel }: ChannelRef,
  ts: string,
): Promise<string | undefined> {
  try {
    const answer = await client.chat.getPermalink({ channel, message_ts: ts });
    const { permalink } = parseAnswer(permalinkSchema, answer, "chat.getPermalink");
    return new URL("/", permalink).href;
  } catch {
    // The message is in the channel: a missing link must not look like a failed post.
    return undefined;
  }
}

/** `granted` is `undefined` if the server does not say. */
function checkScopes(
  granted: readonly string[] | undefined,
  { log, manifest }: Pick<IdentifyOptions, "log" | "manifest">,
): void {
  if (granted === undefined) return;
  const missing = BOT_SCOPES.filter((scope) => !granted.includes(scope));
  const fatal = missing.filter((scope) => INDISPENSABLE_SCOPES.has(scope));
  if (fatal.length > 0)
    throw new ConfigError([
      `SLACK_BOT_TOKEN: the app lacks the scopes ${missing.join(", ")}. Update the app from ${manifest} and reinstall it to the workspace.`,
    ]);
  if (missing.length > 0)
    log.warn(
      {
        platform: "slack",
        missing,
        cure: `update the app from ${manifest} and reinstall it`,
      },
      "slack.scopes_missing",
    );
}
