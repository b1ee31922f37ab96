import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { toDefinition } from "../../../../src/adapters/described/definition.ts";
import { DescribedJobSource } from "../../../../src/adapters/described/job-source.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import { createFarmSandbox, type FarmSandbox } from "../../../../sandbox/farm/farm-sandbox.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { readDescriptions } from "../../../../src/adapters/described/format/read-descriptions.ts";
import { descriptionsInDocs } from "./format/descriptions-in-docs.ts";

const RUNNING = { state: "RENDERING", done: 0.42, ahead: 3 };

describe("the render farm of docs/sources.md", () => {
  const [description] = descriptionsInDocs();
  let farm: FarmSandbox;
  let source: DescribedJobSource;

  beforeEach(async () => {
    farm = await createFarmSandbox({ token: "secret" });
    // The first job is 4711.
    farm.setJob(farm.addJob(), RUNNING);
    source = new DescribedJobSource(description!, {
      values: { FARM_TOKEN: "secret", FARM_API_URL: farm.url },
      createClient: (baseUrl) =>
        createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() }),
    });
  });
  afterEach(async () => {
    await source.close();
    await farm.close();
  });

  it("is the file with which the sandbox starts the relay", () => {
    const path = farm.descriptionFile;
    expect(readDescriptions(readFileSync(path, "utf8"), path)).toEqual([description]);
  });

  it("has its variables and limits", () => {
    const { variables, limits } = toDefinition(description!, true);
    expect(variables.map(({ name }) => name)).toEqual(["FARM_TOKEN", "FARM_API_URL"]);
    expect(limits).toEqual({
      minPollIntervalMs: 10_000,
      maxPerSecond: 2,
      recordsKeptMs: 30 * 86_400_000,
      mediaKeptMs: 7 * 86_400_000,
    });
  });

  it.each([
    ["farm:4711"],
    ["https://render.example.com/watch?job=4711"],
    ["curl https://render.example.com/api/v2/jobs/4711"],
  ])("recognises %s", (text) => {
    expect(source.recognise(text)).toEqual({ source: "farm", jobId: "4711", certainty: "certain" });
    expect(source.recognise("4711")).toBeUndefined();
  });

  it("asks with the token and a new UUID each time, and tells how far the job is", async () => {
    const running = {
      phase: "running",
      facts: { status: "RENDERING", percent: 42, queuePosition: 3 },
    };
    expect(await source.pollJob("4711")).toMatchObject({ kind: "job", job: running });
    await source.pollJob("4711");
    const sent = farm.server.requests.map(({ headers }) => headers);
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      "Bearer secret",
      "Bearer secret",
    ]);
    const ids = sent.map((headers) => String(headers["x-request-id"]));
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[\da-f-]{36}$/);
  });

  it("finds the final file, and gives its token to the farm alone", async () => {
    farm.setJob("4711", {
      state: "OK",
      core_hours: 1.5,
      outputs: [
        { href: "/files/4711/preview.mp4", name: "preview.mp4", role: "preview" },
        { href: "/files/4711/final.mp4", name: "final.mp4", role: "final" },
      ],
    });
    const url = `${farm.server.origin}/files/4711/final.mp4`;
    // Only the relay can open it, so no channel gets the link.
    const file = { url, filename: "final.mp4", contentType: "video/mp4" };
    const attachment = { ...file, isPrivate: true };
    const cost = { amount: 1.5, unit: "core hours" };
    expect(await source.pollJob("4711")).toMatchObject({
      job: { phase: "completed", attachments: [attachment], facts: { cost } },
    });
    expect(await source.locateMedia({ jobId: "4711", attachment })).toEqual({
      url,
      isOwnOrigin: true,
      headers: { authorization: "Bearer secret" },
    });
    const elsewhere = { url: "https://elsewhere.example/final.mp4" };
    expect(await source.locateMedia({ jobId: "4711", attachment: elsewhere })).toEqual(elsewhere);
  });

  it("says why a job crashed, and that one is not known", async () => {
    farm.setJob("4711", {
      state: "CRASHED",
      crash: { reason: "out of memory", node: "node-7" },
    });
    expect(await source.pollJob("4711")).toMatchObject({
      job: { phase: "failed", error: "out of memory", errorDetails: "node-7" },
    });
    expect(await source.pollJob("4712")).toEqual({ kind: "not-found", message: "no such job" });
    expect((await source.pollJob("no-number")).kind).toBe("not-found");
  });
});
