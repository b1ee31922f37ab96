import type { QuotaOwner, Quotas } from "../../core/channel/quotas.ts";
import type { RetryResult } from "../../core/command-context.ts";
import type { FollowResult } from "../../core/follow-result.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import type { Asker } from "./asker.ts";
import { joinRetry, type JoinRetryDeps } from "./join-retry.ts";

/** A retry that is in progress or has just ended. */
export interface RetryRun {
  readonly result: Promise<RetryResult>;
  /** Until when another confirmation means this retry, on the monotonic clock; `undefined` while it is in progress. */
  sameUntilMs?: number;
  /** The id of the new job, once it is known. */
  startedAs?: string;
}

/** Dependencies of {@link joinRun}. */
export interface RetryRunDeps extends JoinRetryDeps {
  readonly quotas: Quotas;
}

/** A second confirmation of the same retry: there is one new job, and both people get its result. */
export async function joinRun(
  deps: RetryRunDeps,
  run: RetryRun,
  {
    follow,
    request: { userId },
  }: { readonly follow: Follow; readonly request: Pick<Asker, "userId"> },
): Promise<RetryResult> {
  const { source, channel } = follow;
  const hasRoom = await joinRetry(deps, followKey({ ...follow, origin: "retry" }), userId);
  const result = await run.result;
  if (result.kind !== "started") return result;
  if (!hasRoom) return { ...result, follow: tooMany(deps, follow, "user") };
  if (result.follow.kind === "store-down") return result;
  await joinRetry(deps, followKey({ source, channel, jobId: result.jobId }), userId);
  return result;
}

/** The answer to a person whose quota, or whose channel's, is used up. */
export function tooMany(
  { quotas, log }: Pick<RetryRunDeps, "quotas" | "log">,
  follow: Follow,
  of: QuotaOwner,
): Extract<FollowResult, { kind: "too-many" }> {
  const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
  log.warn({ ...followFields(follow), of, limit }, "follow.refused");
  return { kind: "too-many", of, limit };
}
