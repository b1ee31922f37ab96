/**
 * Promise: an answer that would come too late is aborted, not left hanging.
 *
 * Why around discord.js 14.28.1: `deferReply`, `respond` and the like take no signal. Their requests get one on their way
 * to the network instead, through the context they are made in.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { MakeRequest } from "../api/http.ts";

const signals = new AsyncLocalStorage<AbortSignal>();

/** Runs `request`. `signal` aborts every HTTP request that discord.js makes for it. */
export const withSignal = <T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> =>
  signals.run(signal, request);

/** Wraps `makeRequest` so that it respects the signal of {@link withSignal}. */
export const abortable =
  (makeRequest: MakeRequest): MakeRequest =>
  (url, init) => {
    const both = [signals.getStore(), init.signal].filter(
      (signal) => signal instanceof AbortSignal,
    );
    return makeRequest(url, both.length === 0 ? init : { ...init, signal: AbortSignal.any(both) });
  };
