import type { CommandContext, NamedJob, StoreDown } from "../../../core/command-context.ts";
import { StoreError } from "../../../core/errors.ts";
import type { Invocation } from "../../../core/invocation.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { toAsker } from "../asker.ts";
import { cancelJob, checkCancel, type CancelJobDeps } from "../cancel-job.ts";
import { changeNotifications, type ChangeNotificationsDeps } from "../change-notifications.ts";
import { changeSettings, type ChangeSettingsDeps } from "../change-settings.ts";
import { followChosen, followJob } from "../follow/follow-job.ts";
import { followJobs, type FollowJobsDeps } from "../follow/follow-jobs.ts";
import { forgetJob, type ForgetJobDeps } from "../forget-job.ts";
import { listJobs, type ListJobsDeps } from "../list-jobs.ts";
import { redeliverResult, type RedeliverResultDeps } from "../redeliver-result.ts";
import { refreshJob, type RefreshJobDeps } from "../refresh-job.ts";
import { checkRetry, retryJob, type RetryJobDeps } from "../retry-job.ts";
import { shareResult, type ShareResultDeps } from "../share-result.ts";

/** The dependencies of all use cases. */
export type UseCaseDeps = FollowJobsDeps &
  ListJobsDeps &
  RefreshJobDeps &
  ForgetJobDeps &
  ShareResultDeps &
  RetryJobDeps &
  CancelJobDeps &
  RedeliverResultDeps &
  ChangeNotificationsDeps &
  ChangeSettingsDeps;

/** Languages of a request, as BCP 47 tags. */
export interface Languages {
  /** Of private answers. */
  readonly person: string;
  /** Of what the relay posts in the channel. */
  readonly channel: string;
}

/**
 * Binds the use cases to one person in one channel. Its methods turn a StoreError into the result `store-down`; they reject
 * only with a PlatformError, if the platform cannot tell what the person or the relay may do.
 */
export function createCommandContext(
  deps: UseCaseDeps,
  invocation: Invocation,
  languages: Languages,
): CommandContext {
  const { finder, names, log } = deps;
  const asker = toAsker(invocation, { locale: languages.channel, log });
  const { channel } = asker;
  const orStoreDown = <T>(answer: Promise<T>) => catchStoreError(answer, { invocation, log });
  const jobOf = async (followId: string): Promise<NamedJob> => {
    const follow = await finder.find(channel, { followId });
    return follow ? { kind: "job", jobId: follow.jobId } : { kind: "not-found" };
  };
  return {
    channel,
    locale: languages.person,
    canManageChannel: () => asker.canManageChannel(),
    nameJob: (jobId) => names.nameOfId(channel, jobId),
    jobOf: (followId) => orStoreDown(jobOf(followId)),
    followJob: (text) => followJob(deps, { ...asker, text }),
    followJobs: (text) => followJobs(deps, { ...asker, text }),
    followChosen: (text) => followChosen(deps, { ...asker, text }),
    listJobs: (page) => orStoreDown(listJobs(deps, { ...asker, page })),
    refreshJob: (followId) => orStoreDown(refreshJob(deps, { ...asker, followId })),
    forgetJob: (target) => orStoreDown(forgetJob(deps, { ...asker, target })),
    shareResult: (target, channelId) =>
      orStoreDown(shareResult(deps, { ...asker, target, channelId })),
    checkRetry: (followId) => orStoreDown(checkRetry(deps, { ...asker, followId })),
    retryJob: (followId) => orStoreDown(retryJob(deps, { ...asker, followId })),
    checkCancel: (followId) => orStoreDown(checkCancel(deps, { ...asker, followId })),
    cancelJob: (followId) => orStoreDown(cancelJob(deps, { ...asker, followId })),
    redeliverResult: (followId) => orStoreDown(redeliverResult(deps, { ...asker, followId })),
    changeNotifications: (change) => orStoreDown(changeNotifications(deps, { ...asker, change })),
    changeSettings: (change) => orStoreDown(changeSettings(deps, { ...asker, change })),
  };
}

/** Resolves with `store-down` if the store could not read or write. */
async function catchStoreError<T>(
  answer: Promise<T>,
  { invocation, log }: { readonly invocation: Invocation; readonly log: Logger },
): Promise<T | StoreDown> {
  try {
    return await answer;
  } catch (err) {
    if (!(err instanceof StoreError)) throw err;
    const { platform, channel: channelId } = invocation.channel;
    log.error({ platform, channelId, err }, "desk.store_down");
    return { kind: "store-down" };
  }
}
