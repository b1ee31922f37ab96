import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PollResult, RetryRequestResult, SourceProblem } from "../../src/core/job/job.ts";
import type { JobSource } from "../../src/core/ports/job-source.ts";

/** A source that lists jobs and runs them again. */
export type FullJobSource = JobSource & Required<Pick<JobSource, "listJobs" | "retryJob">>;

/** How a job looks on the far side, in the relay's words. */
export interface RemoteJob {
  readonly status: string;
  readonly prompt?: string;
  readonly error?: string;
  readonly errorDetails?: string;
  readonly attachments?: readonly { readonly url: string; readonly filename: string }[];
}

/** The ways in which a retry is refused, in the relay's words. */
export type RetryRefusal = Exclude<RetryRequestResult["kind"], "started" | "unknown" | "not-found">;

/** Puts the far side of a job API into a state; one for each implementation. */
export interface JobSourceDriver {
  readonly api: FullJobSource;
  show(jobId: string, job: RemoteJob): void;
  /** The far side forgets the job. */
  forget(jobId: string): void;
  /** The next reads of this job meet this trouble. `retryAfterMs` is a whole number of seconds. */
  trouble(jobId: string, kind: SourceProblem["kind"], retryAfterMs?: number): void;
  /** Reads of this job get no answer. */
  hang(jobId: string): void;
  /** Resolves once a read of this job is under way. */
  whenAsked(jobId: string): Promise<void>;
  /** Questions for the running jobs meet this trouble. */
  troubleList(kind: SourceProblem["kind"], retryAfterMs?: number): void;
  /** As `hang` and `whenAsked`, for the running jobs. */
  hangList(): void;
  whenListed(): Promise<void>;
  /** A retry of this completed job will make a new one. */
  allowRetry(jobId: string): void;
  /** Retries of this job are answered so. */
  refuseRetry(jobId: string, kind: RetryRefusal): void;
  /** As `hang` and `whenAsked`, for retries of a job. */
  hangRetry(jobId: string): void;
  whenRetried(jobId: string): Promise<void>;
  stop(): Promise<void>;
}

const A = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";
const B = "job:2024*odd@id.with/slash?and&more=1%41+#x";
const VIDEO = {
  url: "https://cdn.discordapp.com/attachments/1/2/v.mp4?ex=1&is=2&hm=3",
  filename: "v.mp4",
};

/** The contract of every {@link JobSource}. */
export function jobApiContract(name: string, createDriver: () => Promise<JobSourceDriver>): void {
  describe(`${name} as a job API`, () => {
    let driver: JobSourceDriver;
    beforeEach(async () => {
      driver = await createDriver();
    });
    afterEach(() => driver.stop());

    test.each(["created", "started", "progress"])(
      "a job with status %s is running",
      async (status) => {
        driver.show(A, { status, prompt: "smiling and blinking" });
        const job = jobOf(await driver.api.pollJob(A));
        expect(job.phase).toBe("running");
        expect(job.jobId).toBe(A);
        expect(job.facts).toMatchObject({ status, prompt: "smiling and blinking" });
      },
    );

    test.each(["completed", "failed", "cancelled", "moderated"])(
      "a job with status %s has ended",
      async (status) => {
        driver.show(A, { status });
        expect(jobOf(await driver.api.pollJob(A)).phase).toBe(status);
      },
    );

    test("an unknown status means that the job is running", async () => {
      driver.show(A, { status: "daydreaming" });
      expect(jobOf(await driver.api.pollJob(A))).toMatchObject({
        phase: "running",
        facts: { status: "daydreaming" },
      });
    });

    test("a completed job has its files", async () => {
      driver.show(A, { status: "completed", attachments: [VIDEO] });
      expect(jobOf(await driver.api.pollJob(A)).attachments).toMatchObject([VIDEO]);
    });

    test("a completed job may have no files", async () => {
      driver.show(A, { status: "completed", attachments: [] });
      expect(jobOf(await driver.api.pollJob(A)).attachments).toEqual([]);
    });

    test("a failed job has its error word for word", async () => {
      const error = "No <b>credits</b>\n```left``` <@123>";
      driver.show(A, { status: "failed", error, errorDetails: "Ünïcödé 🎬 @everyone" });
      expect(jobOf(await driver.api.pollJob(A))).toMatchObject({
        error,
        errorDetails: "Ünïcödé 🎬 @everyone",
      });
    });

    test("an unknown job is not found, with the API's words", async () => {
      const pollResult = await driver.api.pollJob(A);
      expect(pollResult).toEqual({ kind: "not-found", message: `Unable to locate job ${A}` });
    });

    test("a known job can become unknown", async () => {
      driver.show(A, { status: "progress" });
      expect((await driver.api.pollJob(A)).kind).toBe("job");
      driver.forget(A);
      expect((await driver.api.pollJob(A)).kind).toBe("not-found");
    });

    test("each poll says what the job is then, whatever the earlier ones said", async () => {
      const asked = async (prompt: string) => {
        driver.show(A, { status: "progress", prompt });
        return jobOf(await driver.api.pollJob(A)).facts.prompt;
      };
      expect(await asked("a calm sea")).toBe("a calm sea");
      expect(await asked("a calm sea")).toBe("a calm sea");
      expect(await asked("a wild sea")).toBe("a wild sea");
      driver.trouble(A, "unavailable");
      expect((await driver.api.pollJob(A)).kind).toBe("unavailable");
      expect(await asked("a wild sea")).toBe("a wild sea");
      expect(await asked("a calm sea")).toBe("a calm sea");
    });

    test.each(TROUBLES)("%s is reported for as long as it lasts", async (kind) => {
      driver.trouble(A, kind);
      expect((await driver.api.pollJob(A)).kind).toBe(kind);
      driver.show(A, { status: "completed" });
      expect(jobOf(await driver.api.pollJob(A)).phase).toBe("completed");
    });

    test.each(["rate-limited", "unavailable"] as const)(
      "%s says how long to wait",
      async (kind) => {
        driver.trouble(A, kind, 7000);
        expect(await driver.api.pollJob(A)).toMatchObject({ kind, retryAfterMs: 7000 });
      },
    );

    test("jobs are read independently", async () => {
      driver.show(A, { status: "completed" });
      driver.show(B, { status: "failed", error: "of B" });
      driver.hang("C");
      driver.trouble("D", "unavailable");
      const gone = new AbortController();
      const hung = driver.api.pollJob("C", gone.signal);
      const [a, b, d] = await Promise.all([A, B, "D"].map((jobId) => driver.api.pollJob(jobId)));
      expect(jobOf(a)).toMatchObject({ jobId: A, phase: "completed" });
      expect(jobOf(b)).toMatchObject({ jobId: B, phase: "failed", error: "of B" });
      expect(d?.kind).toBe("unavailable");
      gone.abort();
      expect((await hung).kind).toBe("unavailable");
    });

    test("an aborted signal results in unavailable, before and during a poll", async () => {
      driver.show(A, { status: "completed" });
      expect((await driver.api.pollJob(A, AbortSignal.abort())).kind).toBe("unavailable");
      driver.hang(B);
      const gone = new AbortController();
      const pollResult = driver.api.pollJob(B, gone.signal);
      await driver.whenAsked(B);
      gone.abort();
      expect((await pollResult).kind).toBe("unavailable");
    });

    listContract(() => driver);
    retryContract(() => driver);

    test("closing ends polls as unavailable, later ones too; closing twice is fine", async () => {
      driver.hang(A);
      const pollResult = driver.api.pollJob(A);
      await driver.whenAsked(A);
      await driver.api.close();
      expect((await pollResult).kind).toBe("unavailable");
      driver.show(B, { status: "completed" });
      expect((await driver.api.pollJob(B)).kind).toBe("unavailable");
      await driver.api.close();
    });
  });
}

const TROUBLES = [
  "unauthorised",
  "no-subscription",
  "rate-limited",
  "unavailable",
  "not-understood",
] as const;

function listContract(driver: () => JobSourceDriver): void {
  test("only running jobs are listed", async () => {
    const { api } = driver();
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: [] });
    driver().show(A, { status: "created" });
    driver().show(B, { status: "progress" });
    driver().show("C", { status: "completed" });
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: [A, B] });
    driver().show(A, { status: "failed" });
    expect(await api.listJobs()).toEqual({ kind: "jobs", jobIds: [B] });
  });

  test.each(TROUBLES)("%s is reported instead of a list", async (kind) => {
    driver().troubleList(kind);
    expect((await driver().api.listJobs()).kind).toBe(kind);
  });

  test("a refused list says how long to wait", async () => {
    driver().troubleList("rate-limited", 7000);
    const pollResult = await driver().api.listJobs();
    expect(pollResult).toMatchObject({ kind: "rate-limited", retryAfterMs: 7000 });
  });

  test("an aborted signal and closing end a list request as unavailable", async () => {
    const { api } = driver();
    expect((await api.listJobs(AbortSignal.abort())).kind).toBe("unavailable");
    driver().hangList();
    const gone = new AbortController();
    const aborted = api.listJobs(gone.signal);
    await driver().whenListed();
    gone.abort();
    expect((await aborted).kind).toBe("unavailable");
    const hung = api.listJobs();
    await api.close();
    expect((await hung).kind).toBe("unavailable");
    expect((await api.listJobs()).kind).toBe("unavailable");
  });
}

function retryContract(driver: () => JobSourceDriver): void {
  test.each([A, B])("a completed job can be run again as a new one (%s)", async (jobId) => {
    driver().show(jobId, { status: "completed" });
    driver().allowRetry(jobId);
    const pollResult = await driver().api.retryJob(jobId);
    if (pollResult.kind !== "started") throw new Error(`not started but ${pollResult.kind}`);
    expect(pollResult.jobId).not.toBe(jobId);
    expect(jobOf(await driver().api.pollJob(pollResult.jobId)).phase).toBe("running");
    expect(jobOf(await driver().api.pollJob(jobId)).phase).toBe("completed");
  });

  test("an unknown job cannot be run again", async () => {
    expect(await driver().api.retryJob(A)).toEqual({
      kind: "not-found",
      message: `Unable to locate job ${A}`,
    });
  });

  test("a moderated retry has the API's words", async () => {
    driver().show(A, { status: "completed" });
    driver().refuseRetry(A, "moderated");
    expect(await driver().api.retryJob(A)).toMatchObject({ message: expect.stringMatching(/./) });
  });

  test.each([...TROUBLES, "moderated", "queue-full"] as const)(
    "%s is reported for a retry, and no job starts",
    async (kind) => {
      driver().show(A, { status: "completed" });
      driver().refuseRetry(A, kind);
      expect((await driver().api.retryJob(A)).kind).toBe(kind);
      expect(await driver().api.listJobs()).toEqual({ kind: "jobs", jobIds: [] });
    },
  );

  test("a retry is unavailable if it was not sent, and unknown if its answer is lost", async () => {
    const { api } = driver();
    driver().show(A, { status: "completed" });
    expect((await api.retryJob(A, AbortSignal.abort())).kind).toBe("unavailable");
    driver().hangRetry(A);
    const gone = new AbortController();
    const aborted = api.retryJob(A, gone.signal);
    await driver().whenRetried(A);
    gone.abort();
    expect((await aborted).kind).toBe("unknown");
  });

  test("closing ends a running retry as unknown; later ones are not sent", async () => {
    const { api } = driver();
    driver().show(A, { status: "completed" });
    driver().hangRetry(A);
    const hung = api.retryJob(A);
    await driver().whenRetried(A);
    await api.close();
    expect((await hung).kind).toBe("unknown");
    expect((await api.retryJob(A)).kind).toBe("unavailable");
  });
}

/** The job of a poll result; fails the test if it has none. */
export function jobOf(
  pollResult: PollResult | undefined,
): Extract<PollResult, { kind: "job" }>["job"] {
  if (pollResult?.kind !== "job") throw new Error(`no job but ${JSON.stringify(pollResult)}`);
  return pollResult.job;
}
