import { isUndelivered } from "./follow/discard-reason.ts";
import type { Follow } from "./follow/follow.ts";
import { isJobsEnd } from "./job/outcome.ts";

/**
 * The name of every action: the id that its button or menu carries, on both platforms. Messages already in channels have
 * them, so a name never changes.
 */
export const ACTION_NAMES = {
  follow: "follow",
  refresh: "refresh",
  stop: "stop",
  cancelJob: "cancel-job",
  cancelJobNow: "cancel-job-now",
  tryAgain: "try-again",
  share: "share",
  shareTo: "share-to",
  retry: "retry",
  retryNow: "retry-now",
  cancel: "cancel",
  jobPage: "jobs",
} as const;

/** The name of an action. See {@link ACTION_NAMES}. */
export type ActionName = (typeof ACTION_NAMES)[keyof typeof ACTION_NAMES];

/**
 * Whether the answer to an action leaves the private message that its button is in: the button may be one of several that a
 * person wants to press.
 */
export const isAnsweredBeside = (name: string): boolean => name === ACTION_NAMES.follow;

/** A button that messages about a follow can have. */
export interface FollowAction {
  readonly name: (typeof ACTION_NAMES)[
    | "refresh"
    | "stop"
    | "cancelJob"
    | "tryAgain"
    | "share"
    | "retry"];
  /** `primary`: the button that stands out. */
  readonly style?: "primary";
}

/** The buttons of a follow's status message: at most three, the most urgent first. */
export function statusActions(follow: Follow): FollowAction[] {
  const { state, outcome, job } = follow;
  if (state === "pending")
    return [
      { name: ACTION_NAMES.refresh },
      { name: ACTION_NAMES.stop },
      ...(job?.isCancellable ? [{ name: ACTION_NAMES.cancelJob }] : []),
    ];
  if (outcome?.kind === "forgotten") return [];
  const actions: FollowAction[] = [];
  if (isUndelivered(follow)) actions.push({ name: ACTION_NAMES.tryAgain, style: "primary" });
  if (!outcome || isJobsEnd(outcome)) actions.push({ name: ACTION_NAMES.share });
  if (job?.isRetryable) {
    const isFirst = isFailed(follow) && !isUndelivered(follow);
    actions.push({ name: ACTION_NAMES.retry, ...(isFirst && { style: "primary" }) });
  }
  return actions;
}

/**
 * The buttons of a result. If there is a status message, only *Run again*, of a failed job. If there is none, *Share…*,
 * except in a result that was sent privately, and *Run again*, if a person asked for the job.
 */
export function resultActions(follow: Follow): FollowAction[] {
  const names = new Set<ActionName>();
  if (!follow.statusMessage && follow.origin !== "direct") names.add(ACTION_NAMES.share);
  if (follow.requesters.length > 0 && (!follow.statusMessage || isFailed(follow)))
    names.add(ACTION_NAMES.retry);
  return statusActions(follow).filter(({ name }) => names.has(name));
}

const isFailed = ({ outcome }: Follow): boolean => outcome?.kind === "failed";
