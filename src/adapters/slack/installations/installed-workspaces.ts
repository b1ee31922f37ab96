import { isDeepStrictEqual } from "node:util";
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import { z } from "zod";
import { PlatformError, StoreError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { HttpEndpoint } from "../../../core/ports/http-endpoint.ts";
import { retry } from "../../../core/time/retry.ts";
import { SlackWebClient, type WebApiSettings } from "../api/web-client.ts";
import { INSTALL_PATH } from "../manifest.ts";
import type { OpenedInstallation, SlackInstallations } from "./installations.ts";
import { placesOfEvent } from "./places-of-event.ts";
import { SlackWorkspace } from "./slack-workspace.ts";
import type { SlackWorkspaces } from "./workspaces.ts";

/** Delays before a removal that the store has failed is repeated, in milliseconds: Slack tells of it only once. */
const FORGET_DELAYS_MS = [1_000, 10_000, 60_000, 300_000, 900_000];
/** Workspaces kept in memory, with what is known of their people. */
const MAX_KEPT = 500;
/** Names and languages remembered for each of them. */
const REMEMBERED = 200;

const timedSchema = z.object({ event_time: z.number().optional().catch(undefined) });

/** Options of {@link InstalledWorkspaces}. */
export interface InstalledWorkspacesOptions {
  readonly installations: SlackInstallations;
  readonly webApi: WebApiSettings;
  readonly clock: Clock;
  /** The addresses at which the app is installed. */
  readonly endpoints: readonly HttpEndpoint[];
}

interface Kept {
  readonly installation: OpenedInstallation;
  readonly workspace: SlackWorkspace;
}

/**
 * The workspaces and organisations that have installed the app. The store is asked each time, so that an installation that
 * another process has stored or removed counts at once.
 */
export class InstalledWorkspaces implements SlackWorkspaces {
  readonly onlyId = undefined;
  readonly endpoints: readonly HttpEndpoint[];
  readonly #options: InstalledWorkspacesOptions;
  readonly #kept = createLruCache<Kept>(MAX_KEPT);

  constructor(options: InstalledWorkspacesOptions) {
    this.#options = options;
    this.endpoints = options.endpoints;
  }

  async start(): Promise<Readonly<Record<string, unknown>>> {
    const installations = await this.#options.installations.reseal();
    return { installations, install: `open ${INSTALL_PATH} on this server to install the app` };
  }

  known(event: object): SlackWorkspace | undefined {
    const kept = placesOfEvent(event).map((place) => this.#kept.get(place)?.workspace);
    return kept.find((workspace) => workspace !== undefined);
  }

  async find(event: object): Promise<SlackWorkspace | undefined> {
    for (const place of placesOfEvent(event)) {
      const workspace = await this.#read(place);
      if (workspace) return workspace;
    }
    return undefined;
  }

  async get(id: string): Promise<SlackWorkspace> {
    const workspace = await this.#read(id);
    if (workspace) return workspace;
    throw new PlatformError("channel_lost", "the app is not installed in this workspace");
  }

  /**
   * An event that comes late, after the app was installed again, ends nothing. A store that is down is asked again for twenty
   * minutes.
   */
  async forget(event: object): Promise<void> {
    const { installations, webApi, clock } = this.#options;
    const [place] = placesOfEvent(event);
    if (place === undefined) return;
    const { event_time: atS } = timedSchema.parse(event);
    // Slack's times have no fractions of a second.
    const atMs = atS === undefined ? webApi.http.now() : atS * 1_000 + 999;
    const isRemoved = await retry(() => installations.remove(place, atMs), {
      clock,
      delayMs: (error, attempt) =>
        error instanceof StoreError ? FORGET_DELAYS_MS[attempt - 1] : undefined,
    });
    if (!isRemoved) return;
    this.#kept.delete(place);
    webApi.log.info({ platform: "slack", workspace: place }, "installation.removed");
  }

  async #read(id: string): Promise<SlackWorkspace | undefined> {
    const installation = await this.#options.installations.read(id);
    if (!installation) {
      this.#kept.delete(id);
      return undefined;
    }
    const kept = this.#kept.get(id);
    // Slack gives an app that is installed again the same token, but what it says about it may be new.
    if (kept && isDeepStrictEqual(kept.installation, installation)) return kept.workspace;
    const workspace = this.#open(installation);
    this.#kept.set(id, { installation, workspace });
    return workspace;
  }

  #open({ botToken, identity }: OpenedInstallation): SlackWorkspace {
    const { webApi, clock } = this.#options;
    const { log } = webApi;
    const token = {
      workspace: identity.teamId,
      cure: "have the app installed there again, at /slack/install",
    };
    const client = new SlackWebClient({ ...webApi, botToken, token });
    const workspace = new SlackWorkspace({ client, log, clock, remembered: REMEMBERED });
    workspace.identity = identity;
    return workspace;
  }
}
