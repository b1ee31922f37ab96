import { RequestMethod, Routes } from "discord.js";
import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { lookUpByRequest } from "../access/look-up-channel.ts";
import type { DiscordApi } from "../api/api.ts";
import type { EstablishedConnection } from "../connection.ts";
import { INTERACTIONS_PATH } from "./interactions-endpoint.ts";

/** Options of {@link connectHttp}. */
export interface HttpConnectionOptions {
  readonly api: DiscordApi;
  /** The application's, as 64 hex digits. Default: no commands arrive here, so no setting can keep them away. */
  readonly publicKey?: string | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const application = z.object({
  id: z.string(),
  bot: z.object({ id: z.string() }).optional().catch(undefined),
  verify_key: z.string().optional().catch(undefined),
  interactions_endpoint_url: z.string().nullish().catch(undefined),
});

/**
 * Asks Discord which application the token belongs to, and warns of settings with which no command arrives. Opens no
 * connection. Rejects with a PlatformError.
 */
export async function connectHttp(options: HttpConnectionOptions): Promise<EstablishedConnection> {
  const { api, signal } = options;
  const route = Routes.currentApplication();
  const answer = await api.request({ method: RequestMethod.Get, route, signal });
  const { success, data } = application.safeParse(answer);
  if (!success) throw new PlatformError("unavailable", "Discord's answer names no application");
  const { publicKey, log } = options;
  if (publicKey !== undefined) warnOfSettings(data, { publicKey, log });
  // Newer bots have the id of their application.
  const botUserId = data.bot?.id ?? data.id;
  return {
    applicationId: data.id,
    botUserId,
    lookUp: lookUpByRequest(api, botUserId),
    close: async () => {},
  };
}

function warnOfSettings(
  { verify_key: key, interactions_endpoint_url: url }: z.output<typeof application>,
  { publicKey, log }: { readonly publicKey: string; readonly log: Logger },
): void {
  if (key !== undefined && key.toLowerCase() !== publicKey.toLowerCase()) {
    const cure =
      "set DISCORD_PUBLIC_KEY to the Public Key of the application that DISCORD_TOKEN belongs to";
    log.warn({ platform: "discord", cure }, "discord.public_key_differs");
  }
  if (url === null || url === "") {
    const cure = `set the application's Interactions Endpoint URL in the developer portal to this relay's public address with ${INTERACTIONS_PATH}`;
    log.warn({ platform: "discord", cure }, "discord.no_endpoint_url");
  }
}
