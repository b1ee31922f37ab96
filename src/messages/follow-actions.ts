import type { Follow } from "../core/follow/follow.ts";
import type { Action, Button } from "../core/message.ts";
import { isUndelivered } from "../core/follow/discard-reason.ts";
import type { Translator } from "./translator.ts";

/** The buttons that messages about a follow have, by the names of their actions; `commands/actions` has what each does. */
export const FOLLOW_ACTIONS = {
  refresh: "refresh",
  stop: "stop",
  tryAgain: "try-again",
  share: "share",
  retry: "retry",
} as const;

type FollowAction = (typeof FOLLOW_ACTIONS)[keyof typeof FOLLOW_ACTIONS];

/** One of these buttons, about the follow with this id. */
export function followButton(
  name: FollowAction,
  { followId, translator }: { readonly followId: string; readonly translator: Translator },
): Button {
  return {
    kind: "button",
    name,
    argument: followId,
    label: translator.text(`button.${name}`),
  };
}

/** The buttons of a follow's status message: at most three, the most urgent first. */
export function statusActions(follow: Follow, translator: Translator): Action[] {
  const button = (name: FollowAction) => followButton(name, { followId: follow.id, translator });
  const { state, outcome, job } = follow;
  if (state === "pending") return [button(FOLLOW_ACTIONS.refresh), button(FOLLOW_ACTIONS.stop)];
  if (outcome?.kind === "forgotten") return [];
  const actions: Action[] = [];
  if (isUndelivered(follow)) actions.push({ ...button(FOLLOW_ACTIONS.tryAgain), style: "primary" });
  if (outcome?.kind !== "gave-up" && outcome?.kind !== "unknown-job")
    actions.push(button(FOLLOW_ACTIONS.share));
  if (job?.isRetryable) {
    const isFirst = isFailed(follow) && !isUndelivered(follow);
    actions.push({ ...button(FOLLOW_ACTIONS.retry), ...(isFirst && { style: "primary" }) });
  }
  return actions;
}

/**
 * The buttons of a result. If there is a status message, only *Run again*, of a failed job. If there is none, *Share…*,
 * except in a result that was sent privately, and *Run again*, if a person asked for the job.
 */
export function resultActions(follow: Follow, translator: Translator): Action[] {
  const names = new Set<string>();
  if (!follow.statusMessage && follow.origin !== "direct") names.add(FOLLOW_ACTIONS.share);
  if (follow.requesters.length > 0 && (!follow.statusMessage || isFailed(follow)))
    names.add(FOLLOW_ACTIONS.retry);
  return statusActions(follow, translator).filter(({ name }) => names.has(name));
}

const isFailed = ({ outcome }: Follow): boolean => outcome?.kind === "failed";
