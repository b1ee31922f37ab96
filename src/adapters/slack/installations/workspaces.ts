import type { HttpEndpoint } from "../../../core/ports/http-endpoint.ts";
import type { SlackWorkspace } from "./slack-workspace.ts";

/** The workspaces in which the app works. */
export interface SlackWorkspaces {
  /** The id of the workspace if there is only one, once Slack has said it. */
  readonly onlyId: string | undefined;
  /** What the relay's HTTP server answers for them. */
  readonly endpoints: readonly HttpEndpoint[];
  /**
   * Resolves once they can be asked for, with what the log tells about them. Rejects with a ConfigError if the operator has to
   * do something first, and with another error if that could not be found out.
   */
  start(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
  /** The workspace of an event, if it is known without asking anything. */
  known(event: object): SlackWorkspace | undefined;
  /**
   * Resolves with the workspace of an event; `undefined` if the app is not installed there. Rejects with a retryable
   * PlatformError.
   */
  find(event: object): Promise<SlackWorkspace | undefined>;
  /** Resolves with a workspace by its id. Rejects with a PlatformError, `channel_lost` if the app is not installed there. */
  get(id: string): Promise<SlackWorkspace>;
  /** Handles an event that says that the app was uninstalled. Rejects with a StoreError. */
  forget(event: object): Promise<void>;
}
