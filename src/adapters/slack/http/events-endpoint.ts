/**
 * Slack over HTTP: one path takes events, commands, and what people do with messages, as with Bolt's HTTPReceiver. That one
 * needs Node's own request and response, takes signatures from the future, and answers 404 or 500 where an event is not
 * acknowledged; here all that Slack signed is acknowledged in time.
 */
import { RequestWarnings } from "../../../core/http/request-warnings.ts";
import { VALID_FOR_MS, type SignatureProblem } from "../../../core/http/signed-time.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { HttpEndpoint } from "../../../core/ports/http-endpoint.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { ExpiringMap } from "../../../core/time/expiring-map.ts";
import type { ReceivedEvent } from "../events/bolt-app.ts";
import { EVENTS_PATH } from "../manifest.ts";
import { parseBody, type SlackBody } from "./parse-body.ts";
import { signatureProblem } from "./signature.ts";

/** Slack waits 3 s for an acknowledgement. */
const ACK_WITHIN_MS = 2_500;
/** Most requests remembered at once: 10 minutes at 100 a second. */
const MAX_REMEMBERED = 60_000;

const CURES: Readonly<Record<SignatureProblem, string>> = {
  headers:
    "nothing to do if these requests are not from Slack; else let the proxy in front pass X-Slack-* headers on",
  timestamp: "nothing to do if these requests are not from Slack; else set this machine's clock",
  signature:
    "nothing to do if these requests are not from Slack; else set SLACK_SIGNING_SECRET to the app's Signing Secret and restart",
};

/** Options of {@link SlackEventsEndpoint}. */
export interface EventsEndpointOptions {
  /** The Signing Secret of the app. */
  readonly signingSecret: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Called with every event that Slack signed, each once. */
  readonly onEvent: (event: ReceivedEvent) => Promise<void>;
  /** Called at the start, and at a stop after it. */
  readonly onConnected: (connected: boolean) => void;
}

/** See the file's header. */
export class SlackEventsEndpoint implements HttpEndpoint {
  readonly method = "POST";
  readonly path = EVENTS_PATH;
  readonly maxBodyBytes = 1024 * 1024;
  readonly #options: EventsEndpointOptions;
  /** What each signed request was answered with, so that a repetition has the same answer and no effect. */
  readonly #answers = new ExpiringMap<Promise<string>>(VALID_FOR_MS, MAX_REMEMBERED);
  readonly #warnings: RequestWarnings;
  #isConnected = false;

  constructor(options: EventsEndpointOptions) {
    this.#options = options;
    this.#warnings = new RequestWarnings(options);
  }

  async start(): Promise<void> {
    this.#isConnected = true;
    this.#options.onConnected(true);
  }

  async stop(): Promise<void> {
    if (this.#isConnected) this.#options.onConnected(false);
    this.#isConnected = false;
  }

  async handle(request: Request): Promise<Response> {
    const { signingSecret, log, clock } = this.#options;
    const { headers } = request;
    const bytes = await request.bytes();
    const body = parseBody(headers.get("content-type") ?? "", new TextDecoder().decode(bytes));
    // Slack checks the certificate with a request that it does not sign.
    if (body?.["ssl_check"] === "1") return new Response();
    const nowMs = clock.now();
    const problem = signatureProblem({ headers, body: bytes, signingSecret, nowMs });
    if (problem) return this.#refuse(problem);
    if (!body) {
      log.warn({ platform: "slack" }, "event.not_understood");
      return new Response(undefined, { status: 400 });
    }
    if (body["type"] === "url_verification") return Response.json({ challenge: body["challenge"] });
    const answer = await this.#answerOnce(headers.get("x-slack-signature") ?? "", body);
    if (answer === "") return new Response();
    return new Response(answer, { headers: { "content-type": "application/json" } });
  }

  #answerOnce(signature: string, body: SlackBody): Promise<string> {
    const nowMs = this.#options.clock.monotonicMs();
    const earlier = this.#answers.get(signature, nowMs);
    if (earlier) return earlier.value;
    const answer = this.#answer(body);
    this.#answers.set(signature, answer, nowMs);
    return answer;
  }

  /** Resolves with the acknowledgement as JSON, or with "" if it says nothing. Never later than Slack waits. */
  #answer(body: SlackBody): Promise<string> {
    const { clock, log, onEvent } = this.#options;
    const answered = Promise.withResolvers<string>();
    const ack = async (response?: object): Promise<void> =>
      answered.resolve(response === undefined ? "" : JSON.stringify(response));
    const cancel = clock.setTimer(ACK_WITHIN_MS, () => void ack());
    const handling = onEvent({ body, ack }).catch((error: unknown) => {
      log.warn({ platform: "slack", err: error }, "event.not_understood");
      return ack();
    });
    void handling.finally(cancel);
    return answered.promise;
  }

  #refuse(reason: SignatureProblem): Response {
    const fields = { platform: "slack", reason, cure: CURES[reason] };
    this.#warnings.warn(reason, fields, "slack.request_refused");
    return new Response(undefined, { status: 401 });
  }
}
