import { describe, expect, it } from "vitest";
import { createS3Sandbox } from "../../../../sandbox/s3/s3-sandbox.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { S3MediaBucket } from "../../../../src/adapters/s3/media-bucket.ts";
import { load, mediaBucketContract, store } from "../../../contracts/media-bucket.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { locationOf, startBucket } from "./start-bucket.ts";

const signal = new AbortController().signal;

mediaBucketContract("an S3-compatible service", async () => {
  const service = await createS3Sandbox();
  return {
    connect: () => new S3MediaBucket(locationOf(service), systemClock),
    damage: (key) => {
      const object = service.objects.get(`pika/relay.1/${key}.kept`);
      if (object)
        object.bytes = Uint8Array.from(object.bytes, (byte, at) =>
          at === 100 ? 255 - byte : byte,
        );
    },
    close: async () => {
      await service.close();
      if (service.violations.length > 0) throw new Error(service.violations.join("\n"));
    },
  };
});

describe("a bucket", () => {
  it("has each file under the prefix, with nothing but its key, its bytes and their checksum", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", mp4Bytes(5_000));
    expect([...service.objects]).toEqual([
      [
        "pika/relay.1/key.kept",
        {
          bytes: Buffer.from(mp4Bytes(5_000)),
          contentType: "binary/octet-stream",
          metadata: { "x-amz-meta-sha256": expect.stringMatching(/^[0-9a-f]{64}$/) },
          modifiedAt: expect.any(Number),
        },
      ],
    ]);
  });

  it("may be used without a prefix, and with credentials that do not expire", async () => {
    const { service, bucket } = await startBucket({ location: { prefix: "" }, isTemporary: false });
    await store(bucket, "key", mp4Bytes(5_000));
    expect([...service.objects.keys()]).toEqual(["key.kept"]);
    expect(await bucket.list(signal)).toHaveLength(1);
  });

  it("uploads no bytes that it already has", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", mp4Bytes(5_000));
    await store(bucket, "key", mp4Bytes(5_000));
    await store(bucket, "key", mp4Bytes(4_000));
    const name = "pika/relay.1/key.kept";
    expect(service.requests).toEqual(
      ["HEAD", "PUT", "HEAD", "HEAD", "PUT"].map((method) => `${method} ${name}`),
    );
  });

  it("lists all pages", async () => {
    const { bucket } = await startBucket({ pageSize: 2 });
    for (let index = 0; index < 5; index += 1) await store(bucket, `key-${index}`, mp4Bytes(100));
    const files = await bucket.list(signal);
    expect(files.map(({ key }) => key)).toEqual(["key-0", "key-1", "key-2", "key-3", "key-4"]);
  });

  it("leaves other objects alone", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", mp4Bytes(100));
    const [object] = service.objects.values();
    const foreign = [
      "key.kept",
      "pika/relay.1/notes.txt",
      "pika/relay.1/sub/key.kept",
      "pika/relay.1/a&b.kept",
      "pika/relay.10/key.kept",
    ];
    for (const name of foreign) if (object) service.objects.set(name, object);
    expect((await bucket.list(signal)).map(({ key }) => key)).toEqual(["key"]);
  });

  it("does not take an object without its checksum for a file, and deletes it", async () => {
    const { service, bucket } = await startBucket();
    await store(bucket, "key", mp4Bytes(100));
    for (const [name, object] of service.objects)
      service.objects.set(name, { ...object, metadata: {} });
    expect(await load(bucket, "key")).toBeUndefined();
    expect(service.objects.size).toBe(0);
  });
});
