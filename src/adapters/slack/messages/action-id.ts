/** What an action id consists of: the name of the action, and what it is about. */
export interface ActionIdParts {
  readonly name: string;
  readonly argument: string;
}

/**
 * Both in the one id that Slack sends back for every kind of element: buttons have a value besides, menus do not. Slack
 * wants the ids within a message to differ, which the names alone do not: "previous" and "next" are the same action.
 */
export const toActionId = ({ name, argument }: ActionIdParts): string => `${name}:${argument}`;

/** The reverse of {@link toActionId}. */
export function parseActionId(actionId: string): ActionIdParts {
  const at = actionId.indexOf(":");
  if (at === -1) return { name: actionId, argument: "" };
  return { name: actionId.slice(0, at), argument: actionId.slice(at + 1) };
}
