/** The platform's own messages to one user that are not posts, such as "the app did not respond". */
import type { PostView } from "../page-views.ts";

let lastNumber = 0;

/** Converts a notice into a post. */
export function toNotice(
  text: string,
  { placeId, personId, from }: { placeId: string; personId: string; from: string },
): PostView {
  lastNumber += 1;
  return {
    id: `notice-${lastNumber}`,
    placeId,
    author: { id: "", name: from, isApp: true },
    atMs: Date.now(),
    isEdited: false,
    onlyFor: personId,
    content: { kind: "notice", text },
    files: [],
    pings: [],
  };
}
