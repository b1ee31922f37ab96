import { describe, expect, it } from "vitest";
import { healthEndpoints } from "../../../../src/app/monitoring/health-endpoints.ts";
import type { ReadinessReport } from "../../../../src/services/runtime/readiness-check.ts";

const READY: ReadinessReport = {
  ready: true,
  reasons: [],
  store: "answers",
  platforms: { discord: "connected" },
  sources: { pika: { breaker: "closed" } },
};

async function ask(path: string, report: () => Promise<ReadinessReport>): Promise<Response> {
  const endpoint = healthEndpoints({ report }).find((each) => each.path === path);
  return endpoint!.handle(new Request(`http://localhost${path}`));
}

describe("/healthz", () => {
  it("answers 200 and looks at nothing", async () => {
    const response = await ask("/healthz", () => Promise.reject(new Error("not asked")));
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
  });
});

describe("/readyz", () => {
  it("answers 200 with the report if the relay is ready", async () => {
    const response = await ask("/readyz", async () => READY);
    expect([response.status, await response.json()]).toEqual([200, READY]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers 503 with the report if it is not", async () => {
    const report = { ...READY, ready: false, reasons: ["the store cannot be read"] };
    const response = await ask("/readyz", async () => report);
    expect([response.status, await response.json()]).toEqual([503, report]);
  });
});
