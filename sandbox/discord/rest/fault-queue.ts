/** The injected faults that wait for matching requests, and the answers that they send. */
import type { ServerResponse } from "node:http";
import type { FaultHandle, DiscordFault } from "../discord-fault.ts";

/** A fault that matches a request. */
export interface MatchedFault {
  readonly fault: DiscordFault;
  /** Keeps the answer open until the fault is removed. */
  hold(response: ServerResponse): void;
}

/** See the head of this file. */
export interface FaultQueue {
  readonly failNext: (fault: DiscordFault) => FaultHandle;
  /** Returns the earliest fault that matches, and counts the hit. */
  take(method: string, path: string): MatchedFault | undefined;
}

interface Entry {
  readonly fault: DiscordFault;
  readonly held: Set<ServerResponse>;
  left: number;
  hits: number;
  isRemoved: boolean;
}

/** Creates an empty queue. */
export function createFaultQueue(): FaultQueue {
  const entries: Entry[] = [];
  const matches = ({ fault, left }: Entry, method: string, path: string): boolean =>
    left > 0 &&
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || fault.path.test(path));
  return {
    failNext: (fault) => {
      const entry: Entry = {
        fault,
        held: new Set(),
        left: fault.times ?? 1,
        hits: 0,
        isRemoved: false,
      };
      entries.push(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove: () => {
          entry.left = 0;
          entry.isRemoved = true;
          for (const response of entry.held) response.destroy();
          entry.held.clear();
        },
      };
    },
    take: (method, path) => {
      const entry = entries.find((candidate) => matches(candidate, method, path));
      if (!entry) return undefined;
      entry.left -= 1;
      entry.hits += 1;
      return {
        fault: entry.fault,
        hold: (response) => {
          // The fault may have been removed while the request's body was still on its way.
          if (entry.isRemoved) response.destroy();
          else entry.held.add(response);
        },
      };
    },
  };
}

const USUAL_BODIES: Readonly<Record<number, unknown>> = {
  401: { message: "401: Unauthorized", code: 0 },
  403: { message: "Missing Permissions", code: 50013 },
  404: { message: "404: Not Found", code: 0 },
  413: { message: "Request entity too large", code: 40005 },
  500: { message: "500: Internal Server Error", code: 0 },
  502: "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>",
  503: { message: "503: Service Unavailable", code: 0 },
};

/** Status, headers and body of the answer that a fault sends. */
export function toFaultAnswer(fault: DiscordFault): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  const status = fault.status ?? 500;
  const headers: Record<string, string> = {};
  let usual = USUAL_BODIES[status] ?? { message: `${status}: Error`, code: 0 };
  if (status === 429) {
    const seconds = (fault.retryAfterMs ?? 1000) / 1000;
    usual = { message: "You are being rate limited.", retry_after: seconds, global: false };
    // The header counts whole seconds, the body's field is exact.
    headers["retry-after"] = String(Math.ceil(seconds));
    headers["x-ratelimit-scope"] = "user";
    headers["x-ratelimit-remaining"] = "0";
    headers["x-ratelimit-reset-after"] = seconds.toFixed(3);
  }
  const body = fault.body ?? usual;
  headers["content-type"] = typeof body === "string" ? "text/html" : "application/json";
  return {
    status,
    headers: { ...headers, ...fault.headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
