import { COMMAND_NAMES, typedName } from "../../../core/command-names.ts";
import type { Installation } from "../../../core/channel/installation.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { RecordStore } from "../../../core/ports/stores.ts";
import { SlackWebClient, type WebApiSettings } from "../api/web-client.ts";
import { manifestPlace } from "../manifest.ts";
import { createInstallEndpoints, type OauthApp } from "./install-endpoints.ts";
import { SlackInstallations } from "./installations.ts";
import { InstalledWorkspaces } from "./installed-workspaces.ts";
import { OneWorkspace } from "./one-workspace.ts";
import { SecretBox } from "./secret-box.ts";
import { SlackWorkspace } from "./slack-workspace.ts";
import type { SlackWorkspaces } from "./workspaces.ts";

/** The workspaces that the app works in: the one of a bot token, or all that install it. */
export type SlackMembership =
  | {
      /** `xoxb-…` */
      readonly botToken: string;
      readonly oauth?: undefined;
      /** Not used. */
      readonly installations?: RecordStore<Installation>;
    }
  | {
      readonly botToken?: undefined;
      /** Absent if the app is installed through other processes only. */
      readonly oauth?: OauthApp;
      /** Where the workspaces that have installed the app are stored. */
      readonly installations: RecordStore<Installation>;
      /** Keys for the tokens in that store: 32 bytes each, in hexadecimal. The first one seals; all of them open. */
      readonly secretKeys: readonly string[];
    };

/** Options of {@link createWorkspaces}. */
export interface WorkspacesOptions {
  readonly webApi: WebApiSettings;
  readonly clock: Clock;
  /** What the names of the commands begin with for people. */
  readonly commandPrefix: string;
  /** Whether events arrive by HTTP. */
  readonly overHttp: boolean;
  /** Whether commands arrive in this process. If not, the app is not installed here either. */
  readonly receivesCommands: boolean;
}

/** Creates them. Nothing is sent before they are started. */
export function createWorkspaces(
  membership: SlackMembership,
  { webApi, clock, commandPrefix, overHttp, receivesCommands }: WorkspacesOptions,
): SlackWorkspaces {
  const { log } = webApi;
  const { botToken } = membership;
  if (botToken !== undefined) {
    const client = new SlackWebClient({ ...webApi, botToken });
    const workspace = new SlackWorkspace({ client, log, clock });
    const manifest = manifestPlace(commandPrefix, { overHttp });
    return new OneWorkspace({ workspace, log, clock, manifest });
  }
  const box = new SecretBox(membership.secretKeys);
  const installations = new SlackInstallations({ store: membership.installations, box, log });
  const helpCommand = `/${typedName(COMMAND_NAMES.help, commandPrefix)}`;
  const { oauth } = membership;
  const endpoints =
    oauth && receivesCommands
      ? createInstallEndpoints({ oauth, installations, webApi, clock, helpCommand })
      : [];
  return new InstalledWorkspaces({ installations, webApi, clock, endpoints });
}
