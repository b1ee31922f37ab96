import type { webApi } from "@slack/bolt";
import { Agent, fetch as undiciFetch, type Dispatcher } from "undici";
import { askBeforeSending } from "../../../core/http/ask-before-sending.ts";

/** Time limit of requests without a signal of their own, in milliseconds: Bolt's answers at a response_url. */
const REQUEST_TIMEOUT_MS = 10_000;

/** The methods whose effect people in channels see. Slack takes an answer to a command by others, or at its response_url. */
const EFFECTS: ReadonlySet<string | undefined> = new Set([
  "chat.postMessage",
  "chat.update",
  "files.completeUploadExternal",
]);

/** Options of {@link SlackHttp}. */
export interface SlackHttpOptions {
  /** See SlackAdapterOptions. Default: always true. */
  readonly mayAct?: (() => boolean) | undefined;
}

/** The HTTP connections to Slack, and the time by Slack's clock, which every answer contains. */
export class SlackHttp {
  readonly #mayAct: (() => boolean) | undefined;
  #agent: Agent | undefined;
  /** Offset of Slack's clock from the monotonic one, as of its last answer. */
  #aheadMs: number | undefined;

  constructor({ mayAct }: SlackHttpOptions = {}) {
    this.#mayAct = mayAct;
  }

  /** All HTTP to Slack goes over these connections, so that stopping closes them. */
  get dispatcher(): Dispatcher {
    this.#agent ??= new Agent();
    const mayAct = this.#mayAct;
    if (!mayAct) return this.#agent;
    return this.#agent.compose((dispatch) => (options, handler) => {
      if (EFFECTS.has(options.path.split("/").at(-1))) askBeforeSending(handler, mayAct);
      return dispatch(options, handler);
    });
  }

  /** The time by Slack's clock, which dates messages, in Unix milliseconds. By our clock until Slack has answered. */
  now(): number {
    return this.#aheadMs === undefined ? Date.now() : performance.now() + this.#aheadMs;
  }

  /**
   * A `fetch` for the SDKs, over our connections. It follows no redirect, so that nothing meant for Slack goes elsewhere.
   * `signal` aborts its requests, as the request's own signal does, or a time limit if it has none.
   */
  createFetch(signal?: AbortSignal): webApi.FetchFunction {
    return async (url, init) => {
      const own = init?.signal ?? AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const answer = await undiciFetch(url, {
        ...init,
        // The SDKs' types name Node's FormData, which they only use for uploads of their own.
        body: init?.body as string | undefined,
        // WebClient asks for "error" itself; to `respond` a redirect is a refusal like any other status.
        redirect: init?.redirect === "error" ? "error" : "manual",
        dispatcher: this.dispatcher,
        signal: signal === undefined ? own : AbortSignal.any([own, signal]),
      });
      const dateMs = Date.parse(answer.headers.get("date") ?? "");
      if (!Number.isNaN(dateMs)) this.#aheadMs = dateMs - performance.now();
      return answer;
    };
  }

  /** Closes all connections; requests under way reject. A later request opens new ones. */
  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.destroy();
  }
}
