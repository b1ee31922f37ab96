/**
 * A stand-in for Slack: one workspace with one installed app, its Web API on a loopback port, and its events over Socket Mode
 * or by HTTP. It answers what a bot with slash commands, buttons, menus, message shortcuts, mentions, messages and file
 * uploads requests, refuses what Slack would refuse, and records what it does not know. There is no OAuth, no event but
 * `app_mention`, no modal, and the app in one workspace only; others can share channels with it. The head of each file says
 * what it does and does not implement.
 */
import type { Backend } from "./backend.ts";
import { createBackend } from "./create-backend.ts";
import type { Exchange } from "./web-api/exchange.ts";
import { serveDownload, serveUpload, serveView } from "./files/file-routes.ts";
import type { SlackSandbox, SlackSandboxOptions } from "./slack-sandbox.ts";
import { isResponsePath } from "./interactions/interactions.ts";
import { LiveSlackSandbox } from "./live-slack-sandbox.ts";
import { serveResponseUrl } from "./interactions/response-url.ts";
import { Listener } from "./web-api/listener.ts";
import { toSettings } from "./slack-settings.ts";
import { serveWebApi } from "./web-api/web-api.ts";

/** Starts a stand-in Slack workspace on a loopback port. */
export async function createSlackSandbox(options: SlackSandboxOptions = {}): Promise<SlackSandbox> {
  const settings = toSettings(options);
  const backend = createBackend(settings, () => listener.port);
  const listener = new Listener(settings.port, {
    serve: (exchange) => route(backend, exchange),
    upgrade: (req, socket, head) => backend.sockets.upgrade(req, socket, head),
  });
  await listener.open();
  return new LiveSlackSandbox(backend, listener);
}

async function route(backend: Backend, exchange: Exchange): Promise<void> {
  const { pathname } = exchange.url;
  if (pathname.startsWith("/api/")) await serveWebApi(backend, exchange);
  else if (pathname.startsWith("/upload/v1/")) await serveUpload(backend, exchange);
  else if (pathname.startsWith("/files-pri/")) await serveDownload(backend, exchange);
  else if (pathname.startsWith("/view/")) await serveView(backend, exchange);
  else if (isResponsePath(pathname)) await serveResponseUrl(backend, exchange);
  else {
    exchange.req.resume();
    exchange.res.writeHead(404).end();
  }
}
