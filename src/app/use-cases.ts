import type { AppFrame } from "./app-options.ts";
import type { BackgroundServices } from "./background-services.ts";
import { ChannelChoices } from "../services/requests/channel-choices.ts";
import { RedeliverResult } from "../services/requests/redeliver-result.ts";
import type { UseCases } from "../services/requests/command-context.ts";
import { FollowFinder } from "../services/following/follow-finder.ts";
import { FollowJob } from "../services/requests/follow-job.ts";
import { KeyedLock } from "../services/runtime/keyed-lock.ts";
import { ForgetJob } from "../services/requests/forget-job.ts";
import { JobLists } from "../services/requests/list-jobs.ts";
import { RefreshJob } from "../services/requests/refresh-job.ts";
import { RetryJob } from "../services/requests/retry-job.ts";
import { ShareResults } from "../services/requests/share-result.ts";

/** Puts together what people can ask for. */
export function createUseCases(frame: AppFrame, background: BackgroundServices): UseCases {
  const { api } = background;
  const finder = new FollowFinder({ ...background, api: api.name });
  const commandLock = new KeyedLock();
  const parts = { ...frame, ...background, finder, commandLock };
  const follows = new FollowJob({ ...parts, api: api.name });
  return {
    finder,
    names: background.names,
    follows,
    lists: new JobLists(parts),
    refreshes: new RefreshJob(parts),
    forgets: new ForgetJob({
      ...parts,
      isNotified: (channel) => background.settings.isNotified(channel),
    }),
    shares: new ShareResults(parts),
    retries: new RetryJob({ ...parts, follows }),
    redeliveries: new RedeliverResult(parts),
    choices: new ChannelChoices(parts),
  };
}
