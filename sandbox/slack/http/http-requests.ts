/**
 * The app over HTTP: each event, command and interaction is a POST that Slack signs. Any 2xx is an ack, and a command's may
 * carry a reply. Unlike real Slack, the stand-in repeats an unacknowledged event only on request.
 */
import { createHmac } from "node:crypto";
import type { RequestLog } from "../request-log.ts";
import type { SlackHttpTarget } from "../slack-sandbox.ts";
import type { Envelope } from "../socket/socket-mode.ts";
import type { Waiters } from "../waiters.ts";

/** Dependencies of {@link HttpRequests}. */
export interface HttpRequestsParts {
  readonly waiters: Waiters;
  readonly requestLog: RequestLog;
  readonly onAck: (envelopeId: string, payload: unknown) => void;
}

/** See the file's header. */
export class HttpRequests {
  readonly #parts: HttpRequestsParts;
  readonly #sent = new Map<string, { readonly envelope: Envelope; acks: number }>();
  #target: SlackHttpTarget | undefined;

  constructor(parts: HttpRequestsParts) {
    this.#parts = parts;
  }

  /** Whether the app gets its events this way. */
  get isConnected(): boolean {
    return this.#target !== undefined;
  }

  connect(target: SlackHttpTarget): void {
    this.#target = target;
    this.#parts.waiters.poke();
  }

  send(envelope: Envelope): void {
    this.#sent.set(envelope.envelope_id, { envelope, acks: 0 });
    void this.#post(envelope);
  }

  /** Sends it again, with a signature of its own. */
  resend(envelopeId: string, times: number): void {
    const envelope = this.#sent.get(envelopeId)?.envelope;
    if (envelope === undefined) return;
    for (let copy = 1; copy <= times; copy += 1) {
      void this.#post({ ...envelope, retry_attempt: copy, retry_reason: "http_timeout" });
    }
  }

  acksOf(envelopeId: string): number {
    return this.#sent.get(envelopeId)?.acks ?? 0;
  }

  async #post(envelope: Envelope): Promise<void> {
    const target = this.#target;
    if (target === undefined) return;
    const { send = fetch } = target;
    let answer: Response;
    try {
      answer = await send(toRequest(envelope, target));
    } catch {
      // Nothing listens there, so it is not acknowledged.
      return;
    }
    const text = await answer.text();
    if (answer.ok) this.#acknowledge(envelope, text);
  }

  #acknowledge(envelope: Envelope, text: string): void {
    const { waiters, requestLog, onAck } = this.#parts;
    const sent = this.#sent.get(envelope.envelope_id);
    if (sent !== undefined) sent.acks += 1;
    if (text !== "" && !envelope.accepts_response_payload) {
      requestLog.violation("bad_ack", "http", `a body in the answer to ${envelope.type}`);
    }
    onAck(envelope.envelope_id, text === "" ? undefined : toReply(text));
    waiters.poke();
  }
}

/** A command's reply may be JSON, or only its text. */
function toReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

/** The request that Slack sends for an envelope, signed at the time of `target`. */
export function toRequest(envelope: Envelope, target: SlackHttpTarget): Request {
  const { url, signingSecret, now = Date.now } = target;
  const { type, body } = toBody(envelope);
  const timestamp = String(Math.floor(now() / 1000));
  const hmac = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`);
  const headers = new Headers({
    "content-type": type,
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${hmac.digest("hex")}`,
  });
  const { retry_attempt: attempt = 0, retry_reason: reason = "" } = envelope;
  if (attempt > 0) {
    headers.set("x-slack-retry-num", String(attempt));
    headers.set("x-slack-retry-reason", reason);
  }
  return new Request(url, { method: "POST", headers, body });
}

function toBody({ type, payload }: Envelope): { readonly type: string; readonly body: string } {
  const form = "application/x-www-form-urlencoded";
  switch (type) {
    case "slash_commands": {
      const fields = new URLSearchParams();
      for (const [name, value] of Object.entries(payload)) fields.set(name, String(value));
      return { type: form, body: fields.toString() };
    }
    case "interactive":
      return {
        type: form,
        body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      };
    default:
      return { type: "application/json", body: JSON.stringify(payload) };
  }
}
