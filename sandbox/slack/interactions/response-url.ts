import { text } from "node:stream/consumers";
import type { Backend } from "../backend.ts";
import { serveCall, toJsonAnswer, type Answer, type Exchange } from "../web-api/exchange.ts";
import { SlackFailure } from "../web-api/slack-failure.ts";

const GONE = new Set(["used_url", "expired_url", "invalid_url", "channel_not_found"]);

/** Serves a response_url: five replies within its lifetime, then 404. */
export async function serveResponseUrl(backend: Backend, exchange: Exchange): Promise<void> {
  const body = await readJson(exchange);
  const args = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  await serveCall(backend, exchange, {
    method: "response_url",
    args,
    run: () => respond(backend, exchange.url, body),
  });
}

function respond(backend: Backend, url: URL, body: unknown): Answer {
  try {
    backend.interactions.respond(`${backend.baseUrl()}${url.pathname.slice(1)}`, body);
    return toJsonAnswer(200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackFailure)) throw error;
    const { code, extra } = error;
    if (["invalid_payload", "invalid_blocks", "invalid_blocks_format", "no_text"].includes(code)) {
      const detail = `${code} ${JSON.stringify(extra)}`;
      backend.requestLog.violation("invalid_arguments", "response_url", detail);
    }
    const status = GONE.has(code) ? 404 : code === "channel_is_archived" ? 410 : 400;
    return toJsonAnswer(status, { ok: false, error: code });
  }
}

async function readJson({ req }: Exchange): Promise<unknown> {
  try {
    return JSON.parse(await text(req)) as unknown;
  } catch {
    return undefined;
  }
}
