/** The page's own server: its events, and the actions sent to it. */
import type { UserAction, ActionResult } from "../user-action.ts";
import type { PageEvent } from "../page-views.ts";

/** Listens as long as the page is open. A lost connection is restored automatically, and starts with `start`. */
export function listen(onEvent: (event: PageEvent) => void, onLost: () => void): void {
  const source = new EventSource("/feed");
  source.addEventListener("message", ({ data }) => onEvent(JSON.parse(String(data)) as PageEvent));
  source.addEventListener("error", onLost);
}

/** Sends an action. Never rejects: errors are in the result. */
export async function send(action: UserAction): Promise<ActionResult> {
  try {
    const response = await fetch("/action", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });
    return (await response.json()) as ActionResult;
  } catch {
    return { error: "The sandbox isn’t responding. Is it still running?" };
  }
}
