import type { AppFrame } from "./app.ts";
import type { Works } from "./app-works.ts";
import { ChannelChoices } from "../services/requests/channel-choices.ts";
import { DeliverAgain } from "../services/requests/deliver-again.ts";
import type { UseCases } from "../services/requests/desk.ts";
import { FollowFinder } from "../services/following/find-follow.ts";
import { FollowJob } from "../services/requests/follow-job.ts";
import { KeyedLock } from "../services/runtime/keyed-lock.ts";
import { ForgetJob } from "../services/requests/forget-job.ts";
import { JobLists } from "../services/requests/list-jobs.ts";
import { RefreshJob } from "../services/requests/refresh-job.ts";
import { RetryJob } from "../services/requests/retry-job.ts";
import { ShareResults } from "../services/requests/share-result.ts";

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
