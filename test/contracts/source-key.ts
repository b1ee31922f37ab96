import { afterEach, beforeEach, expect, test } from "vitest";
import { createJobApiServer, type JobApiServer } from "../../sandbox/job-api/job-api-server.ts";
import type { FakeLogger } from "../support/fakes/fake-logger.ts";
import { BYTES, download, poll, type SourceDriver } from "./source-driver.ts";

/** The source's key reaches its API only. */
export function keepsItsKey(driver: () => SourceDriver, log: FakeLogger): void {
  let elsewhere: JobApiServer;
  beforeEach(async () => {
    elsewhere = await createJobApiServer(() => ({ status: 200, body: BYTES }));
  });
  afterEach(() => elsewhere.close());

  test("no redirect is followed", async () => {
    const jobId = driver().addJob();
    const { origin } = elsewhere;
    driver().server.fault(
      { kind: "raw", status: 307, headers: { location: `${origin}/stolen` }, body: "" },
      { path: driver().pathOf(jobId), times: 1 },
    );
    await poll(driver(), jobId);
    expect(elsewhere.requests).toEqual([]);
  });

  test("the key is not sent with a request for a file on another origin", async () => {
    const { key, source } = driver();
    const jobId = driver().addJob();
    const attachment = { url: `${elsewhere.origin}/file.mp4` };
    const located = await source.locateMedia?.({ jobId, attachment }).catch(() => undefined);
    const isElsewhere = located?.url.startsWith(elsewhere.origin) === true;
    expect(isElsewhere && located.isOwnOrigin === true).toBe(false);
    await download(driver(), jobId, attachment).catch(() => undefined);
    const seen = elsewhere.requests.map(
      ({ url, headers }) => `${url.href} ${JSON.stringify(headers)}`,
    );
    expect(seen.join("\n")).not.toContain(key);
  });

  test("the key is in no answer that people see", async () => {
    const { key } = driver();
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "completed", bytes: BYTES });
    expect(JSON.stringify(await poll(driver(), jobId))).not.toContain(key);
  });

  test("the key is in no line of the log", async () => {
    const { key } = driver();
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "running", word: "daydreaming" });
    await poll(driver(), jobId);
    driver().server.fault({ kind: "html", status: 500 }, { path: driver().pathOf(jobId) });
    await poll(driver(), jobId);
    expect(log.of("api.troubled")).not.toEqual([]);
    expect(JSON.stringify(log.lines)).not.toContain(key);
  });
}
