/**
 * Slack with several workspaces that can install one app: the page on which a person lets an app in, `oauth.v2.access`, and one
 * Web API, which passes each call on to the workspace that the token belongs to. Each workspace is a stand-in of its own, with
 * the same ids of users and channels as the others, so that nothing but the workspace tells them apart. An app that is
 * installed for an organisation works in one of its workspaces only. There are no user tokens, and no token rotation.
 */
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { createSlackSandbox } from "../create-slack-sandbox.ts";
import type { SlackHttpTarget, SlackSandbox, SlackSandboxOptions } from "../slack-sandbox.ts";
import type { Exchange } from "../web-api/exchange.ts";
import { Listener } from "../web-api/listener.ts";

/** How a person answers Slack's question whether to install the app. */
export type Consent =
  | {
      readonly workspace: SlackSandbox;
      /** Installs the app for this whole organisation, which the workspace is part of. Default: for the workspace. */
      readonly organisation?: string;
    }
  | "cancel";

/** Options of {@link createSlackCloud}. */
export interface SlackCloudOptions extends SlackSandboxOptions {
  /** Default 2. */
  readonly workspaces?: number;
}

const REDIRECT_URL = "https://relay.example/slack/oauth_redirect";

/** Starts Slack with several workspaces. */
export async function createSlackCloud(options: SlackCloudOptions = {}): Promise<SlackCloud> {
  const { workspaces: count = 2, ...settings } = options;
  const workspaces = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      createSlackSandbox({
        ...settings,
        teamId: `T0CLOUD${index + 1}`,
        botToken: `xoxb-cloud-${index + 1}-${randomBytes(8).toString("hex")}`,
      }),
    ),
  );
  const cloud = new SlackCloud(workspaces);
  await cloud.open();
  return cloud;
}

/** See the file's header. */
export class SlackCloud implements AsyncDisposable {
  readonly clientId = "1234567890.1234567890";
  readonly clientSecret = "cloud-client-secret";
  readonly workspaces: readonly SlackSandbox[];
  /** What a client sent that real Slack would not accept. */
  readonly violations: string[] = [];
  readonly #codes = new Map<string, Exclude<Consent, "cancel">>();
  readonly #listener: Listener;

  constructor(workspaces: readonly SlackSandbox[]) {
    this.workspaces = workspaces;
    this.#listener = new Listener(0, {
      serve: (exchange) => this.#serve(exchange),
      upgrade: (_req, socket) => void socket.destroy(),
    });
  }

  /** The value for SLACK_API_URL. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#listener.port}/api/`;
  }

  open(): Promise<void> {
    return this.#listener.open();
  }

  /** From now on, all workspaces send their events to the app by HTTP. */
  sendByHttp(target: SlackHttpTarget): void {
    for (const workspace of this.workspaces) workspace.sendByHttp(target);
  }

  /** Answers the page that an app led a browser to. Returns where the browser goes next: back to the app. */
  answer(authorizeUrl: string, consent: Consent): string {
    const { origin, pathname, searchParams } = new URL(authorizeUrl);
    if (`${origin}/api/` !== this.apiUrl || pathname !== "/oauth/v2/authorize")
      throw new Error(`not the page of Slack: ${authorizeUrl}`);
    if (searchParams.get("client_id") !== this.clientId) throw new Error("invalid_client_id");
    if (!searchParams.get("scope")?.split(",").includes("commands")) throw new Error("no scopes");
    const back = new URL(searchParams.get("redirect_uri") ?? REDIRECT_URL);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    if (consent === "cancel") back.searchParams.set("error", "access_denied");
    else back.searchParams.set("code", this.#issueCode(consent));
    return back.href;
  }

  /** Uninstalls the app from a workspace, and tells the app so. `atMs`: when, in Unix milliseconds. */
  async uninstall(workspace: SlackSandbox, atMs = Date.now()): Promise<void> {
    workspace.revokeBotToken("account_inactive");
    await this.tell(workspace, { type: "app_uninstalled" }, atMs);
  }

  /** Sends an event about an installation. */
  async tell(workspace: SlackSandbox, event: object, atMs = Date.now()): Promise<void> {
    await workspace.socket.sendEnvelope("events_api", {
      token: "sandbox-verification-token",
      team_id: workspace.teamId,
      api_app_id: workspace.appId,
      type: "event_callback",
      event_id: `Ev${randomBytes(6).toString("hex")}`,
      event_time: Math.floor(atMs / 1000),
      event,
    });
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await Promise.all(this.workspaces.map((workspace) => workspace.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #issueCode(consent: Exclude<Consent, "cancel">): string {
    const code = randomBytes(12).toString("hex");
    this.#codes.set(code, consent);
    return code;
  }

  async #serve({ req, res, url }: Exchange): Promise<void> {
    const body = await text(req);
    const answer =
      url.pathname === "/api/oauth.v2.access"
        ? Response.json(this.#exchangeCode(new URLSearchParams(body)))
        : await this.#pass(url.pathname, { body, headers: new Headers(toPairs(req.rawHeaders)) });
    res.writeHead(answer.status, Object.fromEntries(kept(answer.headers)));
    res.end(Buffer.from(await answer.arrayBuffer()));
  }

  #exchangeCode(form: URLSearchParams): object {
    const code = form.get("code") ?? "";
    const consent = this.#codes.get(code);
    this.#codes.delete(code);
    if (form.get("client_id") !== this.clientId || form.get("client_secret") !== this.clientSecret)
      return { ok: false, error: "bad_client_secret" };
    if (consent === undefined) return { ok: false, error: "invalid_code" };
    const { workspace, organisation } = consent;
    workspace.restoreTokens();
    return {
      ok: true,
      app_id: workspace.appId,
      authed_user: { id: workspace.userId },
      scope: workspace.scopes.join(","),
      token_type: "bot",
      access_token: workspace.botToken,
      bot_user_id: workspace.botUserId,
      team:
        organisation === undefined
          ? { id: workspace.teamId, name: `Studio <${workspace.teamId}>` }
          : null,
      enterprise: organisation === undefined ? null : { id: organisation, name: "Studios" },
      is_enterprise_install: organisation !== undefined,
    };
  }

  async #pass(
    pathname: string,
    { body, headers }: { body: string; headers: Headers },
  ): Promise<Response> {
    const token = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "")?.[1];
    const workspace = this.workspaces.find(({ botToken }) => botToken === token);
    if (workspace === undefined) {
      this.violations.push(`${pathname} with no token of a workspace`);
      return Response.json({
        ok: false,
        error: token === undefined ? "not_authed" : "invalid_auth",
      });
    }
    const address = new URL(pathname, workspace.apiUrl);
    return fetch(address, { method: "POST", headers: Object.fromEntries(kept(headers)), body });
  }
}

const HOP_BY_HOP = new Set(["connection", "host", "keep-alive", "transfer-encoding"]);
/** What `fetch` has undone, or computes itself. */
const RECODED = new Set(["accept-encoding", "content-encoding", "content-length"]);

const kept = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => !HOP_BY_HOP.has(name) && !RECODED.has(name));

function toPairs(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  return pairs;
}
