import type {
  CommandContext,
  FollowResult,
  NamedJob,
  StoreDown,
} from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import type { Invocation } from "../../core/invocation.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelChoices } from "./channel-choices.ts";
import type { RedeliverResult } from "./redeliver-result.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowJob } from "./follow-job.ts";
import type { ForgetJob } from "./forget-job.ts";
import type { JobNames } from "../following/job-names.ts";
import type { JobLists } from "./list-jobs.ts";
import type { RefreshJob } from "./refresh-job.ts";
import type { RetryJob } from "./retry-job.ts";
import type { ShareResults } from "./share-result.ts";

/** The use cases that a context is the counter of. */
export interface UseCases {
  readonly follows: FollowJob;
  readonly lists: JobLists;
  readonly finder: FollowFinder;
  readonly names: JobNames;
  readonly refreshes: RefreshJob;
  readonly forgets: ForgetJob;
  readonly shares: ShareResults;
  readonly retries: RetryJob;
  readonly redeliveries: RedeliverResult;
  readonly choices: ChannelChoices;
}

/** The languages of private answers (`person`), and of what is posted in the channel, as BCP 47 tags. */
export interface Languages {
  readonly person: string;
  readonly channel: string;
}

/** Who asks, and in which languages they are answered. */
export interface CommandCaller {
  readonly invocation: Invocation;
  readonly languages: Languages;
  readonly log: Logger;
}

/** A context for one person in one channel. Only a platform that cannot tell who may do what makes it reject. */
export function createCommandContext(cases: UseCases, visitor: CommandCaller): CommandContext {
  const { invocation, languages } = visitor;
  const locale = languages.channel;
  const { channel, userId, uploadLimitBytes } = invocation;
  const checkAccess = () => invocation.checkAccess();
  const checkSharing = (id: string) => invocation.checkSharing(id);
  const canManageChannel = () => canManage(visitor);
  const person = { channel, userId, canManageChannel };
  const jobOf = async (followId: string): Promise<NamedJob> => {
    const follow = await cases.finder.find(channel, { followId });
    return follow ? { kind: "job", jobId: follow.jobId } : { kind: "not-found" };
  };
  const asker = { ...person, checkAccess, locale, ...(uploadLimitBytes && { uploadLimitBytes }) };
  const orDown = <T>(answer: Promise<T>): Promise<T | StoreDown> => orStoreDown(answer, visitor);
  const followJob = (jobId: string): Promise<FollowResult> =>
    cases.follows.follow({ jobId, channel, userId, uploadLimitBytes, locale, checkAccess });
  return {
    channel,
    locale: languages.person,
    nameJob: (jobId) => cases.names.nameOf({ channel, jobId }),
    followJob: async (typed) => {
      const result = await followJob(cases.names.named(channel, typed) ?? typed);
      const meant = result.kind === "not-found" && cases.names.containing(channel, typed);
      return meant && meant !== typed ? followJob(meant) : result;
    },
    canManageChannel,
    listJobs: async (page) => cases.lists.list(channel, page),
    jobOf: (followId) => orDown(jobOf(followId)),
    refreshJob: (followId) => orDown(cases.refreshes.refresh(channel, followId)),
    forgetJob: (target) => orDown(cases.forgets.forget({ ...person, target })),
    shareResult: (target, channelId) =>
      orDown(cases.shares.share({ target, channel, channelId, userId, checkSharing })),
    checkRetry: (followId) => orDown(cases.retries.check({ ...asker, followId })),
    retryJob: (followId) => orDown(cases.retries.retry({ ...asker, followId })),
    redeliverResult: (followId) => orDown(cases.redeliveries.again({ followId, channel, userId })),
    notifications: (change) => orDown(cases.choices.notifications(change, asker)),
    settings: (change) => orDown(cases.choices.settings(change, asker)),
  };
}

/** Who cannot be told apart from anybody may not do more than anybody. */
async function canManage({ invocation, log }: CommandCaller): Promise<boolean> {
  try {
    return await invocation.canManageChannel();
  } catch (err) {
    const { channel, userId } = invocation;
    log.warn({ platform: channel.platform, userId, err }, "rights.unknown");
    return false;
  }
}

async function orStoreDown<T>(
  answer: Promise<T>,
  { invocation, log }: CommandCaller,
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
