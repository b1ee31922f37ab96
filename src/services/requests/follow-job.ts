import type { QuotaOwner, Quotas } from "../../core/channel/quotas.ts";
import type { FollowResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import {
  addRequester,
  createFollow,
  followFields,
  followKey,
  removeRequester,
  type Follow,
} from "../../core/follow/follow.ts";
import type { ChannelAccess } from "../../core/invocation.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { JobNames } from "../following/job-names.ts";
import type { KeyedLock } from "../runtime/keyed-lock.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { Asker } from "./asker.ts";
import { showNewFollow, showStatus, type ShowNewFollowDeps } from "./show-new-follow.ts";

/** A person asks that a channel gets a job's result. */
export interface FollowRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "checkAccess"
> {
  /** A job id, or a part of one that fits one job of the channel. */
  readonly jobId: string;
}

/** What {@link followJob} needs. */
export interface FollowJobDeps extends ShowNewFollowDeps {
  /** The job API that new follows belong to. */
  readonly api: Pick<JobSource, "name">;
  /** Finds the job that a part of an id means. */
  readonly names: JobNames;
  /** Held by a follow's key while a command is about it: commands for the same job in the same channel take turns. */
  readonly commandLock: KeyedLock;
  readonly statusUpdater: StatusUpdater;
  /** How many open follows a person and a channel may have. */
  readonly quotas: Quotas;
  /** A new id, unique for ever. */
  readonly newId: () => string;
}

/** Behind `/pika-status`: registers a follow durably, shows its status, or says why not. Never rejects. */
export async function followJob(
  deps: FollowJobDeps,
  request: FollowRequest,
): Promise<FollowResult> {
  const { channel, jobId: typed } = request;
  const named = deps.names.named(channel, typed) ?? typed;
  const result = await followOne(deps, { ...request, jobId: named });
  const meant = result.kind === "not-found" && deps.names.containing(channel, typed);
  return meant && meant !== typed ? followOne(deps, { ...request, jobId: meant }) : result;
}

async function followOne(
  deps: FollowJobDeps,
  { channel: asked, ...rest }: FollowRequest,
): Promise<FollowResult> {
  const { registry, commandLock, log } = deps;
  const job = { api: deps.api.name, jobId: rest.jobId };
  const request = { ...rest, channel: registry.addressOf(asked, job) };
  const key = followKey({ ...job, ...request });
  return commandLock.run(key, async () => {
    try {
      const result = (await join(deps, key, request)) ?? (await register(deps, request));
      // Channel notifications, or a person who shares it, may have come first after all: join that follow.
      return result ?? (await join(deps, key, request)) ?? { kind: "store-down" };
    } catch (error) {
      // A StoreError before anything was stored, or a defect: either way nothing was promised.
      log.error({ jobId: request.jobId, err: error }, "follow.not_registered");
      return { kind: "store-down" };
    }
  });
}

/** Adds the person to a follow that the channel has already; `undefined` if it has none. */
async function join(
  deps: FollowJobDeps,
  key: string,
  request: FollowRequest,
): Promise<FollowResult | undefined> {
  const { registry, quotas, statusUpdater } = deps;
  const { userId, channel, jobId } = request;
  let hasRoom = true;
  let wasUnasked = false;
  let isStopped = false;
  let isYours = false;
  const follow = await registry.update(key, (current) => {
    isStopped = current.outcome?.kind === "forgotten";
    if (isStopped) return current;
    const joined = addRequester(current, userId);
    isYours = joined === current;
    wasUnasked = current.origin === "notification";
    hasRoom = isYours || registry.hasRoomFor(userId, channel, quotas);
    return hasRoom ? joined : current;
  });
  if (!follow || isStopped) return undefined;
  if (!hasRoom) return refuse(deps, request, "user");
  const over = follow.state !== "pending";
  // A follow that only channel notifications wanted has no status message yet.
  const refusal = wasUnasked && !over ? await showStatus(deps, follow) : undefined;
  if (refusal) await leave(deps, follow, userId);
  const current = registry.get(key) ?? follow;
  const { statusMessage } = current;
  // Nothing else would try again until the job's status changes.
  if (wasUnasked && !refusal && !statusMessage) statusUpdater.update(current);
  return refusal ?? { kind: "already-following", jobId, over, isYours, statusMessage };
}

/** Removes a person who was told that they will get nothing; channel notifications go on following the job. */
async function leave(
  { registry, log }: FollowJobDeps,
  follow: Follow,
  userId: string,
): Promise<void> {
  try {
    await registry.updateOf(follow, (current) => removeRequester(current, userId));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    log.error({ ...followFields(follow), err: error }, "follow.not_withdrawn");
  }
}

/** Stores and shows a new follow; `undefined` if the channel has come to follow the job meanwhile. */
async function register(
  deps: FollowJobDeps,
  request: FollowRequest,
): Promise<FollowResult | undefined> {
  const { registry, clock, api, quotas, newId } = deps;
  const { jobId, channel, userId: requester, uploadLimitBytes, locale } = request;
  const asked = { jobId, channel, requester, uploadLimitBytes, locale };
  const follow = createFollow({ ...asked, id: newId(), api: api.name, createdAt: clock.now() });
  const reservation = registry.reserve(follow, quotas);
  if (reservation.full) return refuse(deps, request, reservation.full);
  try {
    const access = await checkAccess(deps, request);
    if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
    const result = await insert(deps, follow);
    return result?.kind === "following" ? { ...result, weakness: access.weakness } : result;
  } finally {
    reservation.release();
  }
}

async function insert(deps: FollowJobDeps, follow: Follow): Promise<FollowResult | undefined> {
  // No other poll applies an answer before the first status is shown.
  const release = deps.poller.hold(followKey(follow));
  try {
    // Stored before the API is asked: from here on a crash loses nothing.
    const insertion = await deps.registry.insert(follow);
    return insertion && (await showNewFollow(deps, insertion));
  } finally {
    release();
  }
}

/** Before anything is asked or stored. */
function refuse(
  { quotas, log }: FollowJobDeps,
  { jobId, channel, userId }: FollowRequest,
  of: QuotaOwner,
): FollowResult {
  const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
  const { platform, channel: channelId } = channel;
  log.warn({ jobId, platform, channelId, userId, of, limit }, "follow.refused");
  return { kind: "too-many", of, limit };
}

async function checkAccess(
  { log }: FollowJobDeps,
  { checkAccess: check, jobId }: FollowRequest,
): Promise<ChannelAccess> {
  try {
    return await check();
  } catch (error) {
    // The platform cannot tell at the moment; posting the status message will.
    log.warn({ jobId, err: error }, "access.unknown");
    return { ok: true };
  }
}
