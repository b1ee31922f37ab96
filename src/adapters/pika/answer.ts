import type { Dispatcher } from "undici";
import { readCapped } from "./read-capped.ts";

const MAX_ANSWER_BYTES = 1_048_576;

/** One whole answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** `undefined` if it could not be taken as text: too long, or encoded though nobody asked for that. */
  readonly text: string | undefined;
}

/** What every request to the API carries. */
export const requestHeaders = (token: string): Record<string, string> => ({
  accept: "application/json",
  "accept-encoding": "identity",
  authorization: `Bearer ${token}`,
});

/** Takes an answer in, up to 1 MiB. Rejects as its body does. */
export async function receiveAnswer(response: Dispatcher.ResponseData): Promise<HttpAnswer> {
  const retryAfter = [response.headers["retry-after"]].flat()[0];
  const text = await readCapped(response, MAX_ANSWER_BYTES);
  return { status: response.statusCode, retryAfter, text };
}

/** Whether HTTP said that all is well. */
export const isOk = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;
