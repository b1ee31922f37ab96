import type { QuotaOwner, Quotas } from "../../../core/channel/quotas.ts";
import type { FollowResult } from "../../../core/follow-result.ts";
import type { StoreDown } from "../../../core/command-context.ts";
import { StoreError } from "../../../core/errors.ts";
import {
  addRequester,
  followFields,
  followKey,
  jobKey,
  removeRequester,
  type Follow,
} from "../../../core/follow/follow.ts";
import { createFollow } from "../../../core/follow/create-follow.ts";
import type { JobReference } from "../../../core/job/job-reference.ts";
import type { ChannelAccess } from "../../../core/invocation.ts";
import type { JobNames } from "../../following/job-names.ts";
import type { KeyedLock } from "../../runtime/keyed-lock.ts";
import { showFirstStatus } from "../../status/show-first-status.ts";
import type { StatusUpdater } from "../../status/status-updater.ts";
import type { Asker } from "../asker.ts";
import { reserveJoin } from "./reserve-join.ts";
import { identifyJob, type Identification, type IdentifyJobDeps } from "./identify-job.ts";
import { orStoreDown } from "./or-store-down.ts";
import { showNewFollow, type ShowNewFollowDeps } from "./show-new-follow.ts";

/** A request to follow a job: its result is posted in the person's channel. */
export interface FollowRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "checkAccess"
> {
  /** A job's id, a link to it, or a part of an id that matches exactly one job of the channel. */
  readonly text: string;
  /** Whether the text may be a part of an id. Default: true. */
  readonly mayBePart?: boolean;
}

/** Dependencies of {@link followJob}. */
export interface FollowJobDeps extends ShowNewFollowDeps, IdentifyJobDeps {
  /** Finds a job by a part of its id. */
  readonly names: JobNames;
  /** Held under a follow's key while a command handles it: commands for the same job in the same channel take turns. */
  readonly commandLock: KeyedLock;
  readonly statusUpdater: Pick<StatusUpdater, "update" | "updateNow">;
  /** How many open follows a person and a channel may have. */
  readonly quotas: Quotas;
  /** Returns a globally unique id. */
  readonly newId: () => string;
}

/**
 * `/pika-status`: stores a follow and shows its status, or joins the one that the channel has. Resolves with the result, also
 * if the request is refused or the store fails. Never rejects.
 */
export async function followJob(
  deps: FollowJobDeps,
  request: FollowRequest,
): Promise<FollowResult> {
  return followIdentified(deps, request, await identifyTyped(deps, request));
}

/**
 * Follows the job that a choice names by its source and its whole id, as {@link followJob} does. A name that a job has in the
 * channel does not count.
 */
export async function followChosen(
  deps: FollowJobDeps,
  request: FollowRequest,
): Promise<FollowResult> {
  const identified = await identifyJob(deps, request.text);
  return identified.kind === "job" ? followOne(deps, request, identified.job) : identified;
}

/** The job that a person has typed, which may be a name that it has in the channel. Never rejects. */
export async function identifyTyped(
  deps: FollowJobDeps,
  { channel, text }: Pick<FollowRequest, "channel" | "text">,
): Promise<Identification | StoreDown> {
  return orStoreDown(deps, {}, async () => {
    const named = await deps.names.named(channel, text);
    return named ? { kind: "job", job: named, isNamed: true } : identifyJob(deps, text);
  });
}

/** Follows an identified job. If no source knows it, a part of the id of a job of the channel may be meant. Never rejects. */
export async function followIdentified(
  deps: FollowJobDeps,
  request: FollowRequest,
  identified: Identification | StoreDown,
): Promise<FollowResult> {
  const { channel, text, mayBePart = true } = request;
  // The source is not asked again at once, nor waited for again.
  if (identified.kind === "job" && identified.pollResult)
    deps.poller.recent.note(jobKey(identified.job), identified.pollResult);
  const result =
    identified.kind === "job" ? await followOne(deps, request, identified.job) : identified;
  const isKnown = result.kind !== "not-found" && result.kind !== "not-recognised";
  if (isKnown || !mayBePart || (identified.kind === "job" && identified.isNamed)) return result;
  return orStoreDown(deps, {}, async () => {
    const meant = await deps.names.containing(channel, text);
    return meant && meant.jobId !== text ? followOne(deps, request, meant) : result;
  });
}

/** A person asks that a channel gets the result of this job. */
interface FollowOneRequest extends Omit<FollowRequest, "text">, JobReference {}

async function followOne(
  deps: FollowJobDeps,
  { channel: asked, ...rest }: FollowRequest,
  { source, jobId }: JobReference,
): Promise<FollowResult> {
  const { registry, commandLock } = deps;
  const job = { source, jobId };
  return orStoreDown(deps, { jobId }, async () => {
    const request = { ...rest, ...job, channel: await registry.addressOf(asked, job) };
    const key = followKey(request);
    return commandLock.run(key, async () => {
      const result = (await join(deps, key, request)) ?? (await register(deps, request));
      // If channel notifications or a share stored a follow in between, join that one.
      return result ?? (await join(deps, key, request)) ?? { kind: "store-down" };
    });
  });
}

/** Adds the person to the open follow of the channel; resolves with `undefined` if it has none. */
async function join(
  deps: FollowJobDeps,
  key: string,
  request: FollowOneRequest,
): Promise<FollowResult | undefined> {
  const { registry, statusUpdater } = deps;
  const { userId, jobId } = request;
  const open = await registry.get(key);
  if (!open) return undefined;
  let hasRoom = true;
  let wasNotification = false;
  let isStopped = false;
  let isYours = false;
  // Reserved before the write, because the index cannot be asked within it.
  const reservation = await reserveJoin(deps, open, userId);
  const joining = registry.update(key, (current) => {
    isStopped = current.outcome?.kind === "forgotten";
    if (isStopped) return current;
    const joined = addRequester(current, userId);
    isYours = joined === current;
    wasNotification = current.origin === "notification";
    hasRoom = isYours || reservation.full === undefined;
    return hasRoom ? joined : current;
  });
  const follow = await joining.finally(() => void reservation.release?.());
  if (!follow || isStopped) return undefined;
  if (!hasRoom) return refuse(deps, request, "user");
  const over = follow.state !== "pending";
  // A follow that only channel notifications had asked for has no status message yet.
  const refusal = wasNotification && !over ? await showFirstStatus(deps, follow) : undefined;
  if (refusal) await leave(deps, follow, userId);
  // The person is stored. A store that fails now does not make the answer untrue.
  const current = (await registry.get(key).catch(() => undefined)) ?? follow;
  const { statusMessage } = current;
  // Otherwise the next attempt to post it would wait for a change of the job's status.
  if (wasNotification && !refusal && !statusMessage) statusUpdater.update(current);
  return refusal ?? { kind: "already-following", jobId, over, isYours, statusMessage };
}

/** Removes a person who is told that they will not get a result. Channel notifications continue to follow the job. */
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

/** Stores and shows a new follow; resolves with `undefined` if the channel has started to follow the job meanwhile. */
async function register(
  deps: FollowJobDeps,
  request: FollowOneRequest,
): Promise<FollowResult | undefined> {
  const { registry, sources, clock, quotas, newId } = deps;
  const { jobId, channel, userId: requester, uploadLimitBytes, locale } = request;
  const job = sources.get(request.source)?.toJob(jobId);
  // Another process has followed it here, with a source that this one has not enabled.
  if (!job) {
    const names = sources.all().map(({ displayName }) => displayName);
    return { kind: "not-recognised", sources: names };
  }
  const asked = { ...job, channel, requester, uploadLimitBytes, locale };
  const follow = createFollow({ ...asked, id: newId(), createdAt: clock.now() });
  const reservation = await registry.reserve(follow, quotas);
  if (reservation.full) return refuse(deps, request, reservation.full);
  try {
    const access = await checkAccess(deps, request);
    if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
    const result = await insert(deps, follow);
    return result?.kind === "following" ? { ...result, weakness: access.weakness } : result;
  } finally {
    await reservation.release();
  }
}

async function insert(deps: FollowJobDeps, follow: Follow): Promise<FollowResult | undefined> {
  // Until the first status is shown, polls leave this follow alone.
  const release = deps.poller.results.hold(followKey(follow));
  try {
    // Stored before the API is asked. From here on, a crash loses nothing.
    const insertion = await deps.registry.insert(follow);
    return insertion && (await showNewFollow(deps, insertion));
  } finally {
    release();
  }
}

/** Refuses a follow because a quota is used up, before anything is asked or stored. */
function refuse(
  { quotas, log }: FollowJobDeps,
  { jobId, channel, userId }: FollowOneRequest,
  of: QuotaOwner,
): FollowResult {
  const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
  const { platform, channel: channelId } = channel;
  log.warn({ jobId, platform, channelId, userId, of, limit }, "follow.refused");
  return { kind: "too-many", of, limit };
}

async function checkAccess(
  { log }: FollowJobDeps,
  { checkAccess: check, jobId }: FollowOneRequest,
): Promise<ChannelAccess> {
  try {
    return await check();
  } catch (error) {
    // The platform cannot tell at the moment. Posting the status message will show it.
    log.warn({ jobId, err: error }, "access.unknown");
    return { ok: true };
  }
}
