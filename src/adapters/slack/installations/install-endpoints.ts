/**
 * Installing the app in a workspace: `/slack/install` leads to Slack, which leads back to `/slack/oauth_redirect`. Slack's
 * InstallProvider keeps the state in a cookie, checks it, and exchanges the code for a token. What goes around @slack/oauth 4.0.0:
 * the provider knows Node's requests only, so it gets one with what it reads, and its own pages are replaced by ours.
 */
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { HTTPReceiver, type Installation } from "@slack/bolt";
import { RequestWarnings } from "../../../core/http/request-warnings.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { HttpEndpoint } from "../../../core/ports/http-endpoint.ts";
import { readAuthTest } from "../api/identity.ts";
import { createSdkLogger } from "../api/sdk-logger.ts";
import { SlackWebClient, toWebClientOptions, type WebApiSettings } from "../api/web-client.ts";
import { BOT_SCOPES, INSTALL_PATH, REDIRECT_PATH } from "../manifest.ts";
import { renderInstallPage, type InstallOutcome } from "./install-page.ts";
import type { OpenedInstallation, SlackInstallations } from "./installations.ts";

/** What Slack knows the app by. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs the state that is checked when Slack leads back. */
  readonly stateSecret: string;
}

/** Options of {@link createInstallEndpoints}. */
export interface InstallEndpointsOptions {
  readonly oauth: OauthApp;
  readonly installations: SlackInstallations;
  readonly webApi: WebApiSettings;
  readonly clock: Clock;
  /** The command that tells people what they can do, as they type it. */
  readonly helpCommand: string;
}

type Provider = NonNullable<HTTPReceiver["installer"]>;

const EXPIRED: ReadonlySet<string> = new Set([
  "slack_oauth_invalid_state",
  "slack_oauth_missing_state",
  "slack_oauth_missing_code",
]);
const CANCELLED = "slack_oauth_installer_authorization_error";

/** The two addresses that a browser opens to install the app. */
export function createInstallEndpoints(options: InstallEndpointsOptions): HttpEndpoint[] {
  const provider = createProvider(options);
  const warnings = new RequestWarnings({ clock: options.clock, log: options.webApi.log });
  const get = { method: "GET", maxBodyBytes: 0 } as const;
  return [
    { ...get, path: INSTALL_PATH, handle: (request) => redirectToSlack(provider, request) },
    {
      ...get,
      path: REDIRECT_PATH,
      handle: (request) => complete(provider, request, { ...options, warnings }),
    },
  ];
}

function createProvider({ oauth, installations, webApi }: InstallEndpointsOptions): Provider {
  const { log, apiUrl } = webApi;
  // Bolt has the provider's package; nothing else of its receiver is used.
  const { installer } = new HTTPReceiver({
    ...oauth,
    // Required, and not used.
    signingSecret: "none",
    scopes: [...BOT_SCOPES],
    logger: createSdkLogger(log),
    installationStore: {
      storeInstallation: (installation) => save(installation, { installations, webApi }),
      fetchInstallation: () => Promise.reject(new Error("installations are read elsewhere")),
    },
    installerOptions: {
      directInstall: true,
      clientOptions: toWebClientOptions(webApi),
      authorizationUrl: new URL("/oauth/v2/authorize", apiUrl).href,
    },
  });
  if (!installer) throw new Error("Bolt made no InstallProvider");
  return installer;
}

/** Sends the browser to Slack, with the state in a cookie. */
async function redirectToSlack(provider: Provider, request: Request): Promise<Response> {
  const node = toNode(request);
  const options = { scopes: [...BOT_SCOPES] };
  await provider.handleInstallPath(node.request, node.response, undefined, options);
  const headers = new Headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  copyHeaders(node.response, headers, ["location", "set-cookie"]);
  return new Response(undefined, { status: 302, headers });
}

/** Completes the installation, and says how it ended. */
async function complete(
  provider: Provider,
  request: Request,
  { helpCommand, warnings }: InstallEndpointsOptions & { warnings: RequestWarnings },
): Promise<Response> {
  const node = toNode(request);
  let outcome: InstallOutcome = { kind: "failed" };
  await provider.handleCallback(node.request, node.response, {
    success: ({ team, enterprise }) => {
      const workspace = team?.name ?? enterprise?.name ?? team?.id ?? enterprise?.id ?? "Slack";
      outcome = { kind: "done", workspace, helpCommand };
    },
    failure: (err) => {
      outcome = toFailure(err);
      // Anyone can come back with a code that is none.
      if (outcome.kind === "failed")
        warnings.warn(err.message, { platform: "slack", err }, "installation.failed");
    },
  });
  const page = renderInstallPage(outcome, {
    languages: request.headers.get("accept-language"),
    installPath: INSTALL_PATH,
  });
  copyHeaders(node.response, page.headers, ["set-cookie"]);
  return page;
}

function toFailure({ code }: { readonly code: string }): InstallOutcome {
  if (code === CANCELLED) return { kind: "cancelled" };
  return { kind: EXPIRED.has(code) ? "expired" : "failed" };
}

/** Asks Slack who the bot is there, and stores that with its token. */
async function save(
  installation: Installation,
  { installations, webApi }: Pick<InstallEndpointsOptions, "installations" | "webApi">,
): Promise<void> {
  const { team, enterprise, bot, isEnterpriseInstall = false } = installation;
  const place = isEnterpriseInstall ? enterprise?.id : team?.id;
  if (bot === undefined || place === undefined) throw new Error("Slack gave no bot token");
  if (bot.refreshToken !== undefined)
    throw new Error("the app's tokens expire: use an app without token rotation");
  const { identity } = await readAuthTest(new SlackWebClient({ ...webApi, botToken: bot.token }));
  const opened: OpenedInstallation = {
    botToken: bot.token,
    identity: {
      ...identity,
      teamId: place,
      enterpriseId: enterprise?.id,
      isOrganisation: isEnterpriseInstall,
    },
  };
  await installations.save(opened, webApi.http.now());
  webApi.log.info({ platform: "slack", workspace: place }, "installation.stored");
}

/** A request of Node's with the parts that the provider reads, and a response that goes nowhere. */
function toNode(request: Request): { request: IncomingMessage; response: ServerResponse } {
  const { pathname, search } = new URL(request.url);
  const incoming = new IncomingMessage(new Socket());
  incoming.method = "GET";
  incoming.url = `${pathname}${search}`;
  incoming.headers = { host: "localhost", cookie: request.headers.get("cookie") ?? "" };
  return { request: incoming, response: new ServerResponse(incoming) };
}

function copyHeaders(from: ServerResponse, to: Headers, names: readonly string[]): void {
  for (const name of names)
    for (const value of [from.getHeader(name) ?? []].flat()) to.append(name, String(value));
}
