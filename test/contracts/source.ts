import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jobIdSchema, type Job, type PollResult } from "../../src/core/job/job.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";
import type { ApiFault } from "../../sandbox/job-api/api-fault.ts";
import type { FaultScope } from "../../sandbox/job-api/job-api-server.ts";
import { createMediaFetcher } from "../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../src/adapters/node/system-clock.ts";
import { createFakeLogger } from "../support/fakes/fake-logger.ts";

/** What a job of a source looks like, in the relay's words. */
export type RemoteState =
  /** `word`: a status that the API's documentation does not know. */
  | { readonly kind: "running"; readonly word?: string }
  /** `bytes` is the one file of the result. The stand-in adds whatever previews and twins its API has beside the result. */
  | { readonly kind: "completed"; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "cancelled" }
  | { readonly kind: "moderated"; readonly error: string };

/** Puts a source's stand-in into a state; one for each source. */
export interface SourceDriver {
  /** Connected to the stand-in, with requests that end after 300 ms. */
  readonly source: JobSource;
  /** The key that the source was given. */
  readonly key: string;
  /** Adds a running job; returns its canonical id. */
  addJob(): string;
  show(jobId: string, state: RemoteState): void;
  /** Removes a job: the API does not know it any more. */
  remove(jobId: string): void;
  /** What a refusal of this source looks like in its API's own words. */
  refusal(status: 401 | 429 | 500): ApiFault;
  /** Path and query of the first request of a poll of the job. */
  pathOf(jobId: string): RegExp;
  fault(fault: ApiFault, scope?: FaultScope): () => void;
  /** Resolves once requests that match have arrived. */
  whenSeen(path: RegExp, count?: number): Promise<void>;
  /** Every header and URL that a server other than the API's own has received. */
  seenElsewhere(): readonly string[];
  /** An address on a server other than the API's own. */
  readonly elsewhere: string;
  stop(): Promise<void>;
}

/** What differs between sources. */
export interface SourceTraits {
  /** States that the API has no word for. */
  readonly lacks?: readonly RemoteState["kind"][];
  /** Texts that mean a job for certain, and the canonical id that each one means. */
  readonly pasted: readonly (readonly [text: string, jobId: string])[];
  /** Texts that mean no job of this source. */
  readonly foreign: readonly string[];
  /** Answers that carry another job's id, if the API repeats the id. */
  readonly otherJob?: (jobId: string) => ApiFault;
  /** A canonical id with everything in it that must not be shown, and those parts. */
  readonly private?: { readonly jobId: string; readonly parts: readonly string[] };
  /** The API says 404 for a job that runs: a removed job then counts as running. */
  readonly isMissingRunning?: boolean;
}

const BYTES = Buffer.from(
  "00000018667479706d703432000000006d70343269736f6d0000000866726565",
  "hex",
);

/** Every test that each job API has to pass. */
export function sourceContract(
  name: string,
  start: () => Promise<SourceDriver>,
  traits: SourceTraits,
): void {
  describe(`${name} as a source`, () => {
    let driver: SourceDriver;
    beforeEach(async () => {
      driver = await start();
    });
    afterEach(() => driver.stop());
    const has = (kind: RemoteState["kind"]): boolean => !traits.lacks?.includes(kind);

    namesJobs(() => driver, traits);
    readsAnswers(() => driver, { traits, has });
    survivesFaults(() => driver, traits);
    keepsItsKey(() => driver);
  });
}

const poll = ({ source }: SourceDriver, jobId: string): Promise<PollResult> =>
  source.pollJob(jobId);

function jobIn(pollResult: PollResult): Job {
  if (pollResult.kind !== "job") throw new Error(`no job: ${JSON.stringify(pollResult)}`);
  return pollResult.job;
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
    expect(source.recognise(`${source.name}:${jobId}`)).toEqual({
      source: source.name,
      jobId,
      certainty: "certain",
    });
  });

  test.each(traits.pasted)("%s is its own for certain", (text, jobId) => {
    expect(driver().source.recognise(text)).toMatchObject({ jobId, certainty: "certain" });
  });

  test.each(traits.foreign)("%s is not its own for certain", (text) => {
    expect(driver().source.recognise(text)?.certainty).not.toBe("certain");
  });

  test("any text is read without an error, and only into a valid id", () => {
    const { source } = driver();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map(prefixed(source))), (text) => {
        const { jobId = "none" } = source.recognise(text) ?? {};
        expect(jobIdSchema.safeParse(jobId).success).toBe(true);
      }),
    );
  });

  const { private: secret } = traits;
  test.skipIf(!secret)("no e-mail address and no account number is in the public form", () => {
    const publicId = driver().source.toPublicId(secret?.jobId ?? "");
    for (const part of secret?.parts ?? []) expect(publicId).not.toContain(part);
  });
}

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

  test.skipIf(!has("cancelled"))("a cancelled job is cancelled", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "cancelled" });
    expect(jobIn(await poll(driver(), jobId)).phase).toBe("cancelled");
  });

  test.skipIf(!has("moderated"))("a moderated job is moderated, and says why", async () => {
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "moderated", error: "unsafe prompt" });
    expect(jobIn(await poll(driver(), jobId)).phase).toBe("moderated");
  });

  test.skipIf(traits.isMissingRunning)(
    "a job that the API does not know is not found",
    async () => {
      const jobId = driver().addJob();
      driver().remove(jobId);
      expect((await poll(driver(), jobId)).kind).toBe("not-found");
    },
  );
}

async function download(
  { source }: SourceDriver,
  jobId: string,
  attachment: Job["attachments"][number],
): Promise<Buffer> {
  const media = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: ["127.0.0.1"],
  });
  try {
    const located = (await source.locateMedia?.({ jobId, attachment })) ?? attachment;
    const file = await media.fetch({ ...attachment, ...located, maxBytes: 1_000_000 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    await file.dispose();
    return Buffer.concat(chunks);
  } finally {
    await media.close();
  }
}

const NOT_UNDERSTOOD: readonly ApiFault[] = [
  { kind: "html", status: 200 },
  { kind: "truncated" },
  { kind: "array" },
  { kind: "too-long" },
  { kind: "gzip-bomb" },
  // A firewall in front of the API says nothing about the account or the job.
  { kind: "html", status: 401 },
  { kind: "html", status: 403 },
  { kind: "html", status: 404 },
  { kind: "raw", status: 302, headers: { location: "https://elsewhere.test/" }, body: "" },
];
const UNAVAILABLE: readonly ApiFault[] = [
  { kind: "cut-off" },
  { kind: "drip-headers" },
  { kind: "drip-body" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "html", status: 502 },
];

function survivesFaults(driver: () => SourceDriver, traits: SourceTraits): void {
  const faulty = async (fault: ApiFault): Promise<PollResult> => {
    const jobId = driver().addJob();
    driver().fault(fault, { path: driver().pathOf(jobId), times: 1 });
    return poll(driver(), jobId);
  };

  test.each(NOT_UNDERSTOOD)("$kind $status is not understood, and ends nothing", async (fault) => {
    expect((await faulty(fault)).kind).toBe("not-understood");
  });

  test.each(UNAVAILABLE)("$kind $status is an outage", async (fault) => {
    expect((await faulty(fault)).kind).toBe("unavailable");
  });

  test("a refused key is said", async () => {
    expect((await faulty(driver().refusal(401))).kind).toBe("unauthorised");
  });

  test.each([
    [429, "rate-limited"],
    [500, "unavailable"],
  ] as const)("%i is %s, and passes on how long to wait", async (status, kind) => {
    const refusal = driver().refusal(status);
    const headers = { ...("headers" in refusal && refusal.headers), "retry-after": "7" };
    const fault: ApiFault = refusal.kind === "raw" ? { ...refusal, headers } : refusal;
    expect(await faulty(fault)).toMatchObject({ kind, retryAfterMs: 7_000 });
  });

  const { otherJob } = traits;
  test.skipIf(!otherJob)("another job's answer ends nothing", async () => {
    const jobId = driver().addJob();
    driver().fault(otherJob!(jobId), { path: driver().pathOf(jobId), times: 1 });
    expect((await poll(driver(), jobId)).kind).toBe("not-understood");
  });

  test("a job whose answer hangs holds up no other", async () => {
    const [hung, other] = [driver().addJob(), driver().addJob()];
    driver().fault({ kind: "hang" }, { path: driver().pathOf(hung), times: 1 });
    const hanging = poll(driver(), hung);
    expect((await poll(driver(), other)).kind).toBe("job");
    expect((await hanging).kind).toBe("unavailable");
  });

  test("an aborted poll is unavailable, before and in the middle", async () => {
    const { source } = driver();
    const jobId = driver().addJob();
    expect((await source.pollJob(jobId, AbortSignal.abort())).kind).toBe("unavailable");
    driver().fault({ kind: "hang" }, { path: driver().pathOf(jobId), times: 1 });
    const gone = new AbortController();
    const polling = source.pollJob(jobId, gone.signal);
    await driver().whenSeen(driver().pathOf(jobId));
    gone.abort();
    expect((await polling).kind).toBe("unavailable");
  });

  test("closing ends polls under way and later ones, and may be done twice", async () => {
    const { source } = driver();
    const jobId = driver().addJob();
    driver().fault({ kind: "hang" }, { path: driver().pathOf(jobId), times: 1 });
    const polling = poll(driver(), jobId);
    await driver().whenSeen(driver().pathOf(jobId));
    await source.close();
    expect((await polling).kind).toBe("unavailable");
    expect((await poll(driver(), jobId)).kind).toBe("unavailable");
    await source.close();
  });
}

function keepsItsKey(driver: () => SourceDriver): void {
  test("the key reaches no other origin: not by a redirect, and not with a file that lies there", async () => {
    const { key, elsewhere } = driver();
    const jobId = driver().addJob();
    driver().fault(
      { kind: "raw", status: 307, headers: { location: `${elsewhere}/stolen` }, body: "" },
      { path: driver().pathOf(jobId), times: 1 },
    );
    await poll(driver(), jobId);
    const { source } = driver();
    const attachment = { url: `${elsewhere}/file.mp4` };
    const located = await source.locateMedia?.({ jobId, attachment }).catch(() => undefined);
    const isElsewhere = located?.url.startsWith(elsewhere) === true;
    expect(isElsewhere ? JSON.stringify(located.headers ?? {}) : "").not.toContain(key);
    expect(driver().seenElsewhere().join("\n")).not.toContain(key);
    expect(driver().seenElsewhere()).toEqual([]);
  });

  test("the key is in no answer that people see", async () => {
    const { key } = driver();
    const jobId = driver().addJob();
    driver().show(jobId, { kind: "completed", bytes: BYTES });
    expect(JSON.stringify(await poll(driver(), jobId))).not.toContain(key);
  });
}
