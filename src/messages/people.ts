import { line, mention, type Block, type Span } from "../core/message.ts";
import type { Translator } from "./translator.ts";

/** How many people one line names. More would leave no room for the rest. */
const MAX_NAMED = 10;

/** Names the first people of a list. */
export const firstPeople = (userIds: readonly string[], translator: Translator): Span[] =>
  translator.list(userIds.slice(0, MAX_NAMED).map(mention));

/** {@link firstPeople}, with an ellipsis if there are more. */
export const somePeople = (userIds: readonly string[], translator: Translator): Span[] =>
  translator.list([
    ...userIds.slice(0, MAX_NAMED).map(mention),
    ...(userIds.length > MAX_NAMED ? ["…"] : []),
  ]);

/** The people whom {@link firstPeople} does not name, in lines at the end, which are the first to be cut. */
export function otherPeople(userIds: readonly string[], translator: Translator): Block[] {
  const rest = userIds.slice(MAX_NAMED);
  return rest.length === 0
    ? []
    : [line(...firstPeople(rest, translator)), ...otherPeople(rest, translator)];
}
