import type { Dispatcher } from "undici";
import { readCapped } from "./read-capped.ts";

const MAX_ANSWER_BYTES = 1_048_576;

/** One whole answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** `undefined` if it is too long, or encoded although the request asked for `identity`. */
  readonly text: string | undefined;
}

/** The headers of every request to the API. */
export const requestHeaders = (token: string): Record<string, string> => ({
  accept: "application/json",
  "accept-encoding": "identity",
  authorization: `Bearer ${token}`,
});

/** Resolves with the whole answer, with a body of up to 1 MiB. Rejects as its body does. */
export async function receiveAnswer(response: Dispatcher.ResponseData): Promise<HttpAnswer> {
  const retryAfter = [response.headers["retry-after"]].flat()[0];
  const text = await readCapped(response, MAX_ANSWER_BYTES);
  return { status: response.statusCode, retryAfter, text };
}

/** Whether the status is 2xx. */
export const isOk = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;
