/** The platform's own words to one person, of which no message tells: that the app did not respond. */
import type { PostView } from "../page-views.ts";

let lastNumber = 0;

/** A notice as it stands among the messages. */
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
