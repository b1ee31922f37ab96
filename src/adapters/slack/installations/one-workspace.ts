import { identify, type IdentifyOptions } from "../api/identity.ts";
import type { SlackWorkspace } from "./slack-workspace.ts";
import type { SlackWorkspaces } from "./workspaces.ts";

/** Options of {@link OneWorkspace}. */
export interface OneWorkspaceOptions extends Omit<IdentifyOptions, "client" | "signal"> {
  readonly workspace: SlackWorkspace;
}

/** The workspace of the one bot token, to which everything belongs. */
export class OneWorkspace implements SlackWorkspaces {
  readonly endpoints = [];
  readonly #options: OneWorkspaceOptions;

  constructor(options: OneWorkspaceOptions) {
    this.#options = options;
  }

  get onlyId(): string | undefined {
    return this.#options.workspace.identity.teamId;
  }

  async start(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const { workspace, ...options } = this.#options;
    workspace.identity = await identify({ ...options, client: workspace.client, signal });
    const { teamUrl, botName } = workspace.identity;
    const install = `create or update the app from ${options.manifest} at https://api.slack.com/apps`;
    return { teamUrl, botName, install };
  }

  known(): SlackWorkspace {
    return this.#options.workspace;
  }

  async find(): Promise<SlackWorkspace> {
    return this.#options.workspace;
  }

  async get(): Promise<SlackWorkspace> {
    return this.#options.workspace;
  }

  async forget(): Promise<void> {
    const cure = "install the app again, put its new token in SLACK_BOT_TOKEN and restart";
    this.#options.log.error({ platform: "slack", cure }, "slack.uninstalled");
  }
}
