/** The page's own server: what it tells, and what it is asked to do. */
import type { Deed, DeedAnswer } from "../user-action.ts";
import type { PageEvent } from "../page-views.ts";

/** Listens for as long as the page is open; a lost connection comes back by itself, and begins with `start`. */
export function listen(onEvent: (event: PageEvent) => void, onLost: () => void): void {
  const source = new EventSource("/feed");
  source.addEventListener("message", ({ data }) => onEvent(JSON.parse(String(data)) as PageEvent));
  source.addEventListener("error", onLost);
}

/** Asks for something to be done. Never rejects: what went wrong is in the answer. */
export async function send(deed: Deed): Promise<DeedAnswer> {
  try {
    const response = await fetch("/deed", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(deed),
    });
    return (await response.json()) as DeedAnswer;
  } catch {
    return { error: "The sandbox isn’t responding. Is it still running?" };
  }
}
