import { FollowFinder } from "../services/following/follow-finder.ts";
import { ChannelChoices } from "../services/requests/channel-choices.ts";
import type { UseCases } from "../services/requests/command-context.ts";
import { FollowJob } from "../services/requests/follow-job.ts";
import { ForgetJob } from "../services/requests/forget-job.ts";
import { JobLists } from "../services/requests/list-jobs.ts";
import { RedeliverResult } from "../services/requests/redeliver-result.ts";
import { RefreshJob } from "../services/requests/refresh-job.ts";
import type { RetryIntents } from "../services/requests/retry-intents.ts";
import { RetryJob } from "../services/requests/retry-job.ts";
import { ShareResults } from "../services/requests/share-result.ts";
import { KeyedLock } from "../services/runtime/keyed-lock.ts";
import type { AppOptions } from "./app-options.ts";
import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";
import type { Platforms } from "./platforms.ts";

type Options = Pick<AppOptions, "poll" | "quotas" | "retry" | "clock" | "log" | "newId">;

interface Services {
  readonly following: Following;
  readonly delivery: Pick<Delivery, "status" | "statusUpdater">;
  readonly intents: RetryIntents;
}

/** Makes what people can ask for. */
export function createUseCases(
  { poll, quotas, retry = "requesters", clock, log, newId }: Options,
  { following, delivery, intents }: Services,
  { isAllowed }: Platforms,
): UseCases {
  const { api, archive, names, poller, queue, registry, settings } = following;
  const finder = new FollowFinder({ registry, archive, names, api: api.name });
  // Held while a command decides what becomes of its follow.
  const commandLock = new KeyedLock();
  const follows = createFollowJob(
    { clock, log, newId, quotas },
    { following, delivery },
    commandLock,
  );
  return {
    finder,
    names,
    follows,
    lists: new JobLists({ registry, archive, names }),
    refreshes: new RefreshJob({ finder, poller, queue, poll }),
    forgets: new ForgetJob({
      registry,
      finder,
      isNotified: (channel) => settings.isNotified(channel),
      clock,
      log,
    }),
    shares: new ShareResults({ registry, finder, commandLock, isAllowed, clock, log, newId }),
    retries: new RetryJob({
      api,
      registry,
      finder,
      intents,
      follows,
      quotas,
      retry,
      clock,
      log,
      newId,
    }),
    redeliveries: new RedeliverResult({ registry, finder, clock, log, newId }),
    choices: new ChannelChoices({ settings, clock, log }),
  };
}

function createFollowJob(
  { quotas, clock, log, newId }: Pick<Options, "quotas" | "clock" | "log" | "newId">,
  { following, delivery }: Pick<Services, "following" | "delivery">,
  commandLock: KeyedLock,
): FollowJob {
  const { api, poller, queue, registry } = following;
  const { status, statusUpdater } = delivery;
  return new FollowJob({
    registry,
    poller,
    queue,
    status,
    statusUpdater,
    commandLock,
    quotas,
    api: api.name,
    clock,
    log,
    newId,
  });
}
