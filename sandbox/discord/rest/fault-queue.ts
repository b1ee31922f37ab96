/** Keeps the orders for faults and carries them out on answers. */
import type { ServerResponse } from "node:http";
import type { FaultHandle, FaultOrder } from "../faults.ts";

/** An order that a request ran into. */
export interface Fault {
  readonly order: FaultOrder;
  /** Keeps the answer open until the order is removed. */
  hold(response: ServerResponse): void;
}

/** Where faults are ordered and looked up. */
export interface FaultDesk {
  readonly failNext: (order: FaultOrder) => FaultHandle;
  /** The earliest order that matches, counted as a hit. */
  take(method: string, path: string): Fault | undefined;
}

interface Entry {
  readonly order: FaultOrder;
  readonly held: Set<ServerResponse>;
  left: number;
  hits: number;
  isRemoved: boolean;
}

/** An empty desk. */
export function createFaultDesk(): FaultDesk {
  const entries: Entry[] = [];
  const matches = ({ order, left }: Entry, method: string, path: string): boolean =>
    left > 0 &&
    (order.method === undefined || order.method === method) &&
    (order.path === undefined || order.path.test(path));
  return {
    failNext: (order) => {
      const entry: Entry = {
        order,
        held: new Set(),
        left: order.times ?? 1,
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
        order: entry.order,
        hold: (response) => {
          // The order may have ended while the request's body was still on its way.
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

/** Status, headers and body of an ordered answer. */
export function toFaultAnswer(order: FaultOrder): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  const status = order.status ?? 500;
  const headers: Record<string, string> = {};
  let usual = USUAL_BODIES[status] ?? { message: `${status}: Error`, code: 0 };
  if (status === 429) {
    const seconds = (order.retryAfterMs ?? 1000) / 1000;
    usual = { message: "You are being rate limited.", retry_after: seconds, global: false };
    // The header counts whole seconds, the body's field is exact.
    headers["retry-after"] = String(Math.ceil(seconds));
    headers["x-ratelimit-scope"] = "user";
    headers["x-ratelimit-remaining"] = "0";
    headers["x-ratelimit-reset-after"] = seconds.toFixed(3);
  }
  const body = order.body ?? usual;
  headers["content-type"] = typeof body === "string" ? "text/html" : "application/json";
  return {
    status,
    headers: { ...headers, ...order.headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
