import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sampleOf } from "../../../sandbox/job-api/sample-files.ts";
import { createReplicateSandbox } from "../../../sandbox/replicate/replicate-sandbox.ts";
import { createS3Sandbox } from "../../../sandbox/s3/s3-sandbox.ts";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createForgetfulEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import { follow, postedTo, refuseEverything, sha256 } from "./unposted-results.ts";

/** The sizes of the files of each prediction, in bytes. */
const PREDICTIONS = [[20_000], [30_000, 300_000], [2_000_000]] as const;
const FILES = PREDICTIONS.flat();
const WANTED = FILES.map((size) => sha256(sampleOf("video", size))).toSorted();

/** A bucket, and what a relay on one of several machines is started with. */
async function share(environment: TestEnvironment) {
  const [replicate, s3] = await Promise.all([createReplicateSandbox(), createS3Sandbox()]);
  onTestFinished(async () => void (await Promise.all([replicate.close(), s3.close()])));
  const { accessKeyId, secretAccessKey, sessionToken = "" } = s3.credentials;
  const envOf = (machine: string): Record<string, string> => ({
    REPLICATE_API_TOKEN: replicate.token,
    REPLICATE_API_URL: replicate.url,
    RELAY_MEDIA_ALLOWED_HOSTS: new URL(replicate.url).host,
    RELAY_SPOOL_DIR: join(environment.directory, machine),
    RELAY_SPOOL_URL: `s3://${s3.bucket}/relay?endpoint=${s3.endpoint}&region=${s3.region}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    LOG_LEVEL: "trace",
  });
  /** Every prediction succeeds. */
  const succeed = (ids: readonly string[]): void => {
    for (const [index, sizes] of PREDICTIONS.entries()) {
      const output = sizes.map((size, at) =>
        replicate.addFile(`${at}.mp4`, sampleOf("video", size)),
      );
      replicate.show(String(ids[index]), { status: "succeeded", output });
    }
  };
  const downloads = (): number =>
    replicate.server.requests.filter(({ url }) => url.pathname.endsWith(".mp4")).length;
  return { replicate, s3, envOf, succeed, downloads };
}

it("posts files from the bucket once the process that downloaded them, its disk and the originals are gone", async () => {
  await using environment = await createForgetfulEnvironment();
  const { replicate, s3, envOf, succeed, downloads } = await share(environment);
  const first = await environment.readyRelay(envOf("one"));
  const ids: string[] = [];
  for (const _each of PREDICTIONS) ids.push(await follow(environment, replicate));
  const accept = refuseEverything(environment);
  succeed(ids);
  await eventually("all files in the bucket", () => s3.objects.size === FILES.length);
  for (const id of ids) replicate.removeData(id);
  first.kill("SIGKILL");
  await first.exited;
  const asked = downloads();

  accept();
  const second = await environment.readyRelay(envOf("two"));
  const isDone = (): boolean =>
    second.log.filter(({ msg }) => msg === "follow.delivered").length === 2 * ids.length;
  await eventually("every result", isDone);
  expect(postedTo(environment)).toEqual({ discord: WANTED, slack: WANTED });
  expect(downloads()).toBe(asked);
  expect(await second.stop()).toEqual({ code: 0, signal: null });

  // Neither the bucket nor the log tells more than it must.
  for (const name of s3.objects.keys()) expect(name).toMatch(/^relay\/[\w-]{16}\.kept$/);
  const printed = first.printed() + second.printed();
  const { secretAccessKey, sessionToken = "" } = s3.credentials;
  for (const secret of [secretAccessKey, sessionToken]) expect(printed).not.toContain(secret);
  expect([...environment.violations(), ...s3.violations]).toEqual([]);
}, 120_000);

it("posts files all the same while the bucket refuses every request", async () => {
  await using environment = await createForgetfulEnvironment();
  const { replicate, s3, envOf, succeed } = await share(environment);
  s3.fault({ kind: "status", status: 503, code: "SlowDown" });
  const relay = await environment.readyRelay(envOf("one"));
  const ids: string[] = [];
  for (const _each of PREDICTIONS) ids.push(await follow(environment, replicate));
  succeed(ids);
  const isDone = (): boolean =>
    relay.log.filter(({ msg }) => msg === "follow.delivered").length === 2 * ids.length;
  await eventually("every result", isDone);
  expect(postedTo(environment)).toEqual({ discord: WANTED, slack: WANTED });
  expect(relay.log.map(({ msg }) => msg)).toContain("bucket.not_stored");
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
}, 120_000);
