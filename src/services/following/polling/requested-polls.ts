import type { JobPoller } from "../job-poller.ts";
import type { RecentPollResults } from "../../runtime/sources/recent-poll-results.ts";
import type { PollResultApplier } from "./poll-result-applier.ts";

/** What requests ask of the poller of a job, which may be in another process. See {@link JobPoller}. */
export interface RequestedPolls extends Pick<JobPoller, "pollNow" | "stopWaiting"> {
  readonly results: Pick<PollResultApplier, "apply" | "hold">;
  readonly recent: Pick<RecentPollResults, "note">;
}
