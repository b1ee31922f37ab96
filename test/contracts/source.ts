import { testIf } from "./test-if.ts";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jobIdSchema } from "../../src/core/job/job.ts";
import type { RecognisedJob } from "../../src/core/job/job-reference.ts";
import type { CreateApiClient } from "../../src/core/ports/api-client.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../src/adapters/undici/api-client.ts";
import { createFakeLogger } from "../support/fakes/fake-logger.ts";
import {
  BYTES,
  download,
  jobIn,
  poll,
  type RemoteState,
  type SourceDriver,
  type SourceTraits,
} from "./source-driver.ts";
import { endsRequests, readsSecondAnswers, survivesFaults } from "./source-faults.ts";
import { cancelsJobs } from "./source-cancels.ts";
import { readsOddAnswers } from "./source-odd-answers.ts";
import { keepsItsKey } from "./source-key.ts";

/** How long requests may take, in milliseconds: much longer than an answer takes on a busy machine. */
const PATIENT_MS = 5_000;
/** The same where no answer comes. */
const IMPATIENT_MS = 300;

/** Every test that each job API has to pass. `start` makes a source with the client that it is given. */
export function sourceContract(
  name: string,
  start: (createClient: CreateApiClient) => Promise<SourceDriver>,
  traits: SourceTraits,
): void {
  const startBeforeEach = (maxTimeoutMs: number, log = createFakeLogger()) => {
    let driver: SourceDriver;
    beforeEach(async () => {
      driver = await start((baseUrl) =>
        createUndiciApiClient({ baseUrl, clock: systemClock, log, maxTimeoutMs }),
      );
    });
    afterEach(() => driver.stop());
    return { driver: () => driver, log };
  };

  describe(`${name} as a source`, () => {
    const { driver, log } = startBeforeEach(PATIENT_MS);
    const has = (kind: RemoteState["kind"]): boolean => !traits.lacks?.includes(kind);
    namesJobs(driver, traits);
    readsAnswers(driver, { traits, has });
    survivesFaults(driver, traits);
    readsSecondAnswers(driver);
    readsOddAnswers(driver, log);
    keepsItsKey(driver, log);
    cancelsJobs(driver, traits);
  });

  describe(`${name} as a source that gets no answer`, () => {
    endsRequests(startBeforeEach(IMPATIENT_MS).driver);
  });
}

function namesJobs(driver: () => SourceDriver, traits: SourceTraits): void {
  test("its ids are valid, and their public form fits into a line", () => {
    const { source } = driver();
    const jobId = driver().addJob();
    expect(jobIdSchema.safeParse(jobId).success).toBe(true);
    const publicId = source.toPublicId(jobId);
    expect(publicId).toMatch(/^[\x21-\x7e]{1,40}$/);
    expect(publicId).not.toContain("@");
  });

  test("an id after its name and a colon is its own for certain, and stays the same", () => {
    const { source } = driver();
    const jobId = driver().addJob();
    expect(recognised(source, `${source.name}:${jobId}`)).toEqual([
      { source: source.name, jobId, certainty: "certain" },
    ]);
  });

  test.each(traits.pasted)("%s is its own for certain", (text, jobId) => {
    expect(recognised(driver().source, text)).toMatchObject([{ jobId, certainty: "certain" }]);
  });

  test.each(traits.foreign)("%s is not its own for certain", (text) => {
    const certain = recognised(driver().source, text).filter(
      (each) => each.certainty === "certain",
    );
    expect(certain).toEqual([]);
  });

  test("any text is read without an error, and only into a valid id", () => {
    const { source } = driver();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map(prefixed(source))), (text) => {
        for (const { jobId } of recognised(source, text))
          expect(jobIdSchema.safeParse(jobId).success).toBe(true);
      }),
    );
  });

  const { private: secret } = traits;
  testIf(secret !== undefined)(
    "no e-mail address and no account number is in the public form",
    () => {
      const publicId = driver().source.toPublicId(secret?.jobId ?? "");
      for (const part of secret?.parts ?? []) expect(publicId).not.toContain(part);
    },
  );
}

const recognised = (source: JobSource, text: string): RecognisedJob[] =>
  [source.recognise(text) ?? []].flat();

const prefixed =
  ({ name }: JobSource) =>
  (text: string): string =>
    `${name}:${text}`;

function readsAnswers(
  driver: () => SourceDriver,
  { traits, has }: { traits: SourceTraits; has: (kind: RemoteState["kind"]) => boolean },
): void {
  test("a new job runs", async () => {
    const jobId = driver().addJob();
    expect(jobIn(await poll(driver(), jobId))).toMatchObject({ jobId, phase: "running" });
  });

  test("an unknown status means that the job runs", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "running", word: "daydreaming" });
    expect(jobIn(await poll(driver(), jobId)).phase).toBe("running");
  });

  test("a completed job brings its result, byte for byte, and nothing beside it", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "completed", bytes: BYTES });
    const { phase, attachments } = jobIn(await poll(driver(), jobId));
    expect(phase).toBe("completed");
    expect(attachments).toHaveLength(1);
    expect(await download(driver(), jobId, attachments[0]!)).toEqual(BYTES);
  });

  test("a failed job says why, word for word", async () => {
    const error = "No <b>credits</b> ```left``` <@123> @everyone 🎬";
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "failed", error });
    const job = jobIn(await poll(driver(), jobId));
    expect(job.phase).toBe("failed");
    expect(`${job.error} ${job.errorDetails}`).toContain(error);
  });

  testIf(has("cancelled"))("a cancelled job is cancelled", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "cancelled" });
    expect(jobIn(await poll(driver(), jobId)).phase).toBe("cancelled");
  });

  testIf(!traits.isFileAssumed)("a job that has ended well without a file says so", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "completed" });
    const { phase, attachments } = jobIn(await poll(driver(), jobId));
    expect({ phase, attachments }).toEqual({
      phase: traits.withoutFile ?? "completed",
      attachments: [],
    });
  });

  testIf(has("moderated"))("a moderated job is moderated, and says why", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "moderated", error: "unsafe prompt" });
    const job = jobIn(await poll(driver(), jobId));
    expect(job.phase).toBe("moderated");
    const reason = traits.isModerationSilent ? "" : "unsafe prompt";
    expect(`${job.error} ${job.errorDetails}`).toContain(reason);
  });

  testIf(!traits.isMissingRunning)("a job that the API does not know is not found", async () => {
    const jobId = driver().addJob();
    driver().remove(jobId);
    expect((await poll(driver(), jobId)).kind).toBe("not-found");
  });
}
