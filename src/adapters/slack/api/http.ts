import type { webApi } from "@slack/bolt";
import { Agent, fetch as undiciFetch } from "undici";

/** Time limit of requests without a signal of their own, in milliseconds: Bolt's answers at a response_url. */
const REQUEST_TIMEOUT_MS = 10_000;

/** The HTTP connections to Slack, and the time by Slack's clock, which every answer contains. */
export class SlackHttp {
  #agent: Agent | undefined;
  /** Offset of Slack's clock from the monotonic one, as of its last answer. */
  #aheadMs: number | undefined;

  /** All HTTP to Slack goes over these connections, so that stopping closes them. */
  get dispatcher(): Agent {
    this.#agent ??= new Agent();
    return this.#agent;
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
