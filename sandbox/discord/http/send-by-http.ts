/**
 * Interactions over HTTP: each is a signed POST, and its answer is the callback. Implemented: the check of the address when it
 * is saved, the 3 seconds, callbacks as JSON. Not implemented: callbacks with files, webhook events.
 */
import { acknowledge } from "../interactions/callback-routes.ts";
import { failInteraction } from "../interactions/interaction.ts";
import { createKeys, signedHeaders } from "./application-keys.ts";
import type { HttpTarget } from "../discord-sandbox.ts";
import type { DiscordState, InteractionRecord } from "../discord-state.ts";

const PING = 1;

/** Sends all interactions to an address from now on, not over the gateway. Rejects if it does not check signatures. */
export async function saveTarget(state: DiscordState, target: HttpTarget): Promise<void> {
  const body = JSON.stringify({
    id: state.nextId(),
    application_id: state.application.id,
    type: PING,
    version: 1,
  });
  const answer = await post(target, { body, headers: headersFor(state, body) });
  const pong: unknown = answer.ok ? await answer.json() : undefined;
  if ((pong as { type?: unknown } | undefined)?.type !== PING)
    throw new Error(`the address answers a PING with ${answer.status}`);
  const forged = signedHeaders(createKeys(), { body, timestamp: nowInSeconds(state) });
  const { status } = await post(target, { body, headers: forged });
  if (status !== 401) throw new Error(`the address answers a forged PING with ${status}`);
  state.httpTarget = target;
}

/** Sends an interaction and takes the callback. Never rejects. */
export async function sendByHttp(
  state: DiscordState,
  interaction: InteractionRecord,
  payload: object,
): Promise<void> {
  const { httpTarget: target } = state;
  if (!target) return;
  const report = (reason: string): void =>
    state.violate({ method: "POST", path: new URL(target.url).pathname }, reason);
  const body = JSON.stringify(payload);
  const headers = headersFor(state, body);
  state.sentByHttp.push({ body, headers });
  try {
    const answer = await post(target, { body, headers });
    if (answer.status !== 200) throw new Error(`the answer is ${answer.status}`);
    if (!answer.headers.get("content-type")?.startsWith("application/json"))
      report("the answer is no JSON");
    const json: unknown = await answer.json();
    acknowledge(state, interaction, {
      params: {},
      query: new URLSearchParams(),
      json,
      files: [],
      report,
    });
  } catch (error) {
    failInteraction(state, interaction, error);
  }
}

const headersFor = (state: DiscordState, body: string): Record<string, string> =>
  signedHeaders(state.keys, { body, timestamp: nowInSeconds(state) });

const nowInSeconds = (state: DiscordState): string => String(Math.floor(state.now() / 1000));

const post = (
  { url, send = fetch }: HttpTarget,
  { body, headers }: { readonly body: string; readonly headers: Record<string, string> },
): Promise<Response> => send(new Request(url, { method: "POST", headers, body }));
