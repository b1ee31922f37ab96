import type { PlatformName } from "../../page-views.ts";

/** What the panel asks of the panes. */
export interface PanelUse {
  readonly placeOf: (platform: PlatformName) => string;
  /** Puts the command that follows a job into the platform's composer. */
  readonly ask: (platform: PlatformName, jobId: string) => void;
}
