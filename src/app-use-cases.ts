import type { AppFrame } from "./app.ts";
import type { Works } from "./app-works.ts";
import { ChannelChoices } from "./services/channel-choices.ts";
import { DeliverAgain } from "./services/deliver-again.ts";
import type { UseCases } from "./services/desk.ts";
import { FollowFinder } from "./services/find-follow.ts";
import { FollowJob } from "./services/follow-job.ts";
import { KeyedLock } from "./services/keyed-lock.ts";
import { ForgetJob } from "./services/forget-job.ts";
import { JobLists } from "./services/list-jobs.ts";
import { RefreshJob } from "./services/refresh-job.ts";
import { RetryJob } from "./services/retry-job.ts";
import { ShareResults } from "./services/share-result.ts";

/** Puts together what people can ask for. */
export function createUseCases(frame: AppFrame, works: Works): UseCases {
  const { api } = works;
  const finder = new FollowFinder({ ...works, api: api.name });
  const commandLock = new KeyedLock();
  const parts = { ...frame, ...works, finder, commandLock, onSettled: works.onChange };
  const follows = new FollowJob({ ...parts, api: api.name, onRestored: works.onResumed });
  return {
    finder,
    names: works.names,
    follows,
    lists: new JobLists(parts),
    refreshes: new RefreshJob(parts),
    forgets: new ForgetJob({
      ...parts,
      isNotified: (channel) => works.settings.isNotified(channel),
    }),
    shares: new ShareResults(parts),
    retries: new RetryJob({ ...parts, follows }),
    redeliveries: new DeliverAgain(parts),
    choices: new ChannelChoices({ ...parts, onSwitchedOn: () => works.watch.wake() }),
  };
}
