import type { PlatformName } from "../../page-views.ts";

/** The panel's access to the panes. */
export interface PanelActions {
  readonly placeOf: (platform: PlatformName) => string;
  /** Inserts the command that follows a job into the platform's composer. `text`: an id, a link or a line of `curl`. */
  readonly ask: (platform: PlatformName, text: string) => void;
}
