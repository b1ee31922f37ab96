import type { HttpEndpoint } from "../../core/ports/http-endpoint.ts";
import type { ReadinessCheck } from "../../services/runtime/readiness-check.ts";

/** An answer about this moment, which nothing on the way may keep. */
const UNCACHED = { "cache-control": "no-store" };

/**
 * `GET /healthz` answers 200 as long as the event loop turns: anything else is no reason to restart the process. `GET /readyz`
 * answers with the report of `check`: 200 if the relay is ready, else 503.
 */
export const healthEndpoints = (check: Pick<ReadinessCheck, "report">): readonly HttpEndpoint[] => [
  {
    method: "GET",
    path: "/healthz",
    maxBodyBytes: 0,
    handle: async () => new Response("ok\n", { headers: UNCACHED }),
  },
  {
    method: "GET",
    path: "/readyz",
    maxBodyBytes: 0,
    handle: async () => {
      const report = await check.report();
      return Response.json(report, { status: report.ready ? 200 : 503, headers: UNCACHED });
    },
  },
];
