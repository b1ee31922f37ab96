import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { S3Fault } from "../../../../sandbox/s3/s3-fault.ts";
import type { BucketLocation } from "../../../../src/adapters/s3/bucket-location.ts";
import type { WritableFile } from "../../../../src/core/ports/media.ts";
import { load, MemoryFile, store } from "../../../contracts/media-bucket.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { FakeMediaFile, mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { eventually } from "../../../support/processes/eventually.ts";
import { startBucket } from "./start-bucket.ts";

const BYTES = mp4Bytes(200_000);
const NAME = "pika/relay.1/key.kept";
const signal = new AbortController().signal;

/** A download that fails: the error, and whether what it had written is gone. */
async function failingGet(bucket: Awaited<ReturnType<typeof startBucket>>["bucket"]) {
  const file = new MemoryFile();
  let isMade = false;
  const createFile = async (): Promise<WritableFile> => {
    isMade = true;
    return file;
  };
  const error: unknown = await bucket
    .get({ key: "key", maxBytes: 1_000_000, createFile, signal })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { error, isLeft: isMade && !file.isDisposed };
}

const SLOW_DOWN: S3Fault = { kind: "status", status: 503, code: "SlowDown" };

describe("a download", () => {
  it.each<[S3Fault, RegExp]>([
    [SLOW_DOWN, /^the bucket answered 503 SlowDown$/],
    [
      { kind: "status", status: 403, code: "AccessDenied" },
      /^the bucket answered 403 AccessDenied$/,
    ],
    [{ kind: "status", status: 500, code: "<html>" }, /^the bucket answered 500$/],
    [{ kind: "reset" }, /^the bucket did not answer \(.+\)$/],
    [{ kind: "truncated" }, /^the bucket did not answer \(.+\)$/],
  ])("leaves nothing behind when the service fails: %o", async (fault, message) => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", BYTES);
    service.fault(fault, { times: 1 });
    const { error, isLeft } = await failingGet(bucket);
    expect(error).toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(message),
    });
    expect(isLeft).toBe(false);
    // It is still there, because it was not found to be another one.
    expect((await load(bucket, "key"))?.equals(BYTES)).toBe(true);
  });

  it("takes no wrong bytes", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", BYTES);
    service.fault({ kind: "wrong-byte" }, { method: "GET", times: 1 });
    expect(await failingGet(bucket)).toEqual({ error: undefined, isLeft: false });
    expect(service.objects.size).toBe(0);
  });

  it.each<[S3Fault, string, readonly number[]]>([
    [{ kind: "hang" }, "the transfer stood still", [3_000]],
    [{ kind: "stalled" }, "the transfer stood still", [3_000]],
    // A byte comes before each time-out, but not many of them.
    [{ kind: "drip", everyMs: 5 }, "the transfer is too slow", [2_900, 2_900, 2_900, 2_900]],
  ])("ends when the service is slow: %o", async (fault, message, advances) => {
    const clock = new FakeClock();
    const { service, bucket } = await startBucket({ clock });
    await store(bucket, "key", BYTES);
    service.fault(fault, { method: "GET" });
    const got = failingGet(bucket);
    await eventually("the request", () => service.requests.at(-1) === `GET ${NAME}`);
    for (const ms of advances) {
      await wait(100);
      await clock.advance(ms);
    }
    expect(await got).toMatchObject({ error: { code: "unavailable", message }, isLeft: false });
    expect(clock.waiting).toBe(0);
  });

  it("tells a bucket that is missing from a file that is", async () => {
    const { service, bucket } = await startBucket();
    expect(await load(bucket, "key")).toBeUndefined();
    const gone = await startBucket({ location: { baseUrl: `${service.endpoint}/other` } });
    expect(await failingGet(gone.bucket)).toMatchObject({ error: { code: "unavailable" } });
  });
});

describe("an upload", () => {
  it.each<S3Fault>([SLOW_DOWN, { kind: "reset" }])(
    "stores nothing when the service fails: %o",
    async (fault) => {
      const { service, bucket } = await startBucket();
      for (const method of ["HEAD", "PUT"]) {
        const end = service.fault(fault, { method });
        await expect(store(bucket, "key", BYTES)).rejects.toMatchObject({ code: "unavailable" });
        end();
      }
      expect(service.objects.size).toBe(0);
      await store(bucket, "key", BYTES);
      expect((await load(bucket, "key"))?.equals(BYTES)).toBe(true);
    },
  );

  it("is not repeated if only its answer was lost", async () => {
    const { service, bucket } = await startBucket();
    service.fault({ kind: "lost-answer" }, { method: "PUT", times: 1 });
    await expect(store(bucket, "key", BYTES)).rejects.toMatchObject({ code: "unavailable" });
    await store(bucket, "key", BYTES);
    expect(service.requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
  });

  it("ends if the service takes the bytes and does not answer", async () => {
    const clock = new FakeClock();
    const { service, bucket } = await startBucket({ clock });
    service.fault({ kind: "hang" }, { method: "PUT" });
    const put = store(bucket, "key", BYTES);
    put.catch(() => {});
    await eventually("the request", () => service.requests.at(-1) === `PUT ${NAME}`);
    await clock.advance(30_000);
    await expect(put).rejects.toMatchObject({ message: "the transfer stood still" });
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ["other bytes", mp4Bytes(200_000).toReversed(), 200_000],
    ["fewer bytes", BYTES.subarray(0, 150_000), 200_000],
    ["more bytes", BYTES, 150_000],
  ])(
    "stores nothing if the file on the disk has changed meanwhile: %s",
    async (_what, bytes, sizeBytes) => {
      const { service, bucket } = await startBucket();
      const file = new FakeMediaFile({ bytes }, () => {});
      const sha256 = createHash("sha256").update(BYTES).digest("hex");
      const from = {
        filename: "",
        contentType: "",
        sizeBytes,
        open: () => file.open(),
        dispose: async () => {},
      };
      await expect(bucket.put({ key: "key", sha256 }, from, signal)).rejects.toMatchObject({
        code: "unavailable",
      });
      expect(service.objects.size).toBe(0);
    },
  );
});

describe("every request", () => {
  it.each<[string, Partial<BucketLocation>]>([
    ["SignatureDoesNotMatch", { secretAccessKey: "wrong-secret" }],
    ["InvalidAccessKeyId", { accessKeyId: "AKIAWRONG" }],
    ["AuthorizationHeaderMalformed", { region: "us-east-1" }],
    ["InvalidToken", { sessionToken: "wrong-token" }],
  ])("is refused with what the operator can mend: %s", async (code, location) => {
    const { bucket } = await startBucket({ location });
    const error: unknown = await bucket.list(signal).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: expect.stringMatching(`^the bucket answered 40[03] ${code}$`),
    });
  });

  it("says so if the clocks differ", async () => {
    const { bucket } = await startBucket({ now: () => Date.now() + 3_600_000 });
    await expect(bucket.list(signal)).rejects.toMatchObject({
      message: "the bucket answered 403 RequestTimeTooSkewed",
    });
  });

  it("ends when the caller aborts, or when the bucket is closed", async () => {
    const { service, bucket } = await startBucket();
    service.fault({ kind: "hang" });
    const caller = new AbortController();
    const aborted = bucket.list(caller.signal);
    const closed = bucket.remove("key", signal);
    for (const call of [aborted, closed]) call.catch(() => {});
    await eventually("both requests", () => service.requests.length === 2);
    caller.abort();
    await expect(aborted).rejects.toMatchObject({ message: "the transfer was stopped" });
    await bucket.close();
    await expect(closed).rejects.toMatchObject({ code: "unavailable" });
  });

  it("waits for its turn if there are many", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", BYTES);
    const all = await Promise.all(Array.from({ length: 60 }, () => load(bucket, "key")));
    expect(all.every((bytes) => bytes?.equals(BYTES))).toBe(true);
    expect(service.mostAtOnce).toBeLessThanOrEqual(24);
  });
});
