import { ACTION_NAMES, type ActionName } from "../core/action-names.ts";
import type { Follow } from "../core/follow/follow.ts";
import type { Action, Button } from "../core/message.ts";
import { isUndelivered } from "../core/follow/discard-reason.ts";
import type { Translator } from "./translator.ts";

/** The actions of the buttons that messages about a follow have. */
type FollowAction = (typeof ACTION_NAMES)["refresh" | "stop" | "tryAgain" | "share" | "retry"];

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
  if (state === "pending") return [button(ACTION_NAMES.refresh), button(ACTION_NAMES.stop)];
  if (outcome?.kind === "forgotten") return [];
  const actions: Action[] = [];
  if (isUndelivered(follow)) actions.push({ ...button(ACTION_NAMES.tryAgain), style: "primary" });
  if (outcome?.kind !== "gave-up" && outcome?.kind !== "unknown-job")
    actions.push(button(ACTION_NAMES.share));
  if (job?.isRetryable) {
    const isFirst = isFailed(follow) && !isUndelivered(follow);
    actions.push({ ...button(ACTION_NAMES.retry), ...(isFirst && { style: "primary" }) });
  }
  return actions;
}

/**
 * The buttons of a result. If there is a status message, only *Run again*, of a failed job. If there is none, *Share…*,
 * except in a result that was sent privately, and *Run again*, if a person asked for the job.
 */
export function resultActions(follow: Follow, translator: Translator): Action[] {
  const names = new Set<ActionName>();
  if (!follow.statusMessage && follow.origin !== "direct") names.add(ACTION_NAMES.share);
  if (follow.requesters.length > 0 && (!follow.statusMessage || isFailed(follow)))
    names.add(ACTION_NAMES.retry);
  return statusActions(follow, translator).filter(({ name }) => names.has(name));
}

const isFailed = ({ outcome }: Follow): boolean => outcome?.kind === "failed";
