import { onTestFinished } from "vitest";
import {
  createS3Sandbox,
  type S3Sandbox,
  type S3SandboxOptions,
} from "../../../../sandbox/s3/s3-sandbox.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import type { BucketLocation } from "../../../../src/adapters/s3/bucket-location.ts";
import { S3MediaBucket } from "../../../../src/adapters/s3/media-bucket.ts";
import type { Clock } from "../../../../src/core/ports/clock.ts";

/** Where the stand-in's bucket is. */
export const locationOf = (
  { endpoint, bucket, region, credentials }: S3Sandbox,
  changed: Partial<BucketLocation> = {},
): BucketLocation => ({
  baseUrl: `${endpoint}/${bucket}`,
  prefix: "pika/relay.1/",
  region,
  ...credentials,
  ...changed,
});

/** A stand-in and a bucket on it, both closed at the end of the test. */
export async function startBucket({
  location = {},
  clock = systemClock,
  ...options
}: { location?: Partial<BucketLocation>; clock?: Clock } & S3SandboxOptions = {}) {
  const service = await createS3Sandbox({ now: () => clock.now(), ...options });
  const bucket = new S3MediaBucket(locationOf(service, location), clock);
  onTestFinished(async () => {
    await bucket.close();
    await service.close();
  });
  return { service, bucket };
}
