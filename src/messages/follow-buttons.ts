import { resultActions, statusActions, type FollowAction } from "../core/actions.ts";
import type { Follow } from "../core/follow/follow.ts";
import type { Button } from "../core/message.ts";
import type { Translator } from "./translator.ts";

/** The button of an action on the follow with this id. */
export function followButton(
  action: FollowAction,
  { followId, translator }: { readonly followId: string; readonly translator: Translator },
): Button {
  return {
    kind: "button",
    ...action,
    argument: followId,
    label: translator.text(`button.${action.name}`),
  };
}

/** The buttons of a follow's status message. See {@link statusActions}. */
export const statusButtons = (follow: Follow, translator: Translator): Button[] =>
  statusActions(follow).map((each) => followButton(each, { followId: follow.id, translator }));

/** The buttons of a result. See {@link resultActions}. */
export const resultButtons = (follow: Follow, translator: Translator): Button[] =>
  resultActions(follow).map((each) => followButton(each, { followId: follow.id, translator }));
