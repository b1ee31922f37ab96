import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { SlackLocales } from "../access/locales.ts";
import { SlackNames } from "../access/names.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { SlackWebClient } from "../api/web-client.ts";
import { SlackPosts } from "../messages/posts.ts";

/** Options of {@link SlackWorkspace}. */
export interface SlackWorkspaceOptions {
  readonly client: SlackWebClient;
  readonly log: Logger;
  readonly clock: Clock;
  /** How many people's names, and how many languages, are remembered. Default: as many as one large workspace needs. */
  readonly remembered?: number;
}

/** The app in one workspace: how it posts there, who the bot is, and what is known of its people. */
export class SlackWorkspace {
  readonly client: SlackWebClient;
  readonly locales: SlackLocales;
  readonly names: SlackNames;
  readonly posts: SlackPosts;
  /** Empty until Slack has said. */
  identity: SlackIdentity = {};

  constructor({ client, log, clock, remembered }: SlackWorkspaceOptions) {
    this.client = client;
    this.locales = new SlackLocales({ client, clock, log, remembered });
    this.names = new SlackNames(client, remembered);
    const identity = (): SlackIdentity => this.identity;
    this.posts = new SlackPosts({ client, log, clock, identity, names: this.names });
  }
}
