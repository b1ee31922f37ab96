import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sampleOf } from "../../../sandbox/job-api/sample-files.ts";
import { createReplicateSandbox } from "../../../sandbox/replicate/replicate-sandbox.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { follow, postedTo, refuseEverything, sha256 } from "./unposted-results.ts";

/** The sizes of the files of each prediction, in bytes. */
const PREDICTIONS = [[20_000], [30_000, 300_000], [2_000_000]] as const;
const FILES = PREDICTIONS.flat().length;

const keptIn = (spool: string): readonly string[] =>
  readdirSync(spool).filter((name) => !name.endsWith(".part"));

// Each of these results was a link to a file that Replicate had deleted.
it("posts files that Replicate has deleted, each once, after two kills during which no platform took them", async () => {
  await using environment = await createForgetfulEnvironment();
  const replicate = await createReplicateSandbox();
  onTestFinished(() => replicate.close());
  const spool = join(environment.directory, "relay.files");
  const env = {
    REPLICATE_API_TOKEN: replicate.token,
    REPLICATE_API_URL: replicate.url,
    RELAY_MEDIA_ALLOWED_HOSTS: new URL(replicate.url).host,
  };
  const first = await environment.readyRelay(env);
  const ids: string[] = [];
  for (const _each of PREDICTIONS) ids.push(await follow(environment, replicate));
  const accept = refuseEverything(environment);
  for (const [index, sizes] of PREDICTIONS.entries()) {
    const output = sizes.map((size, at) => replicate.addFile(`${at}.mp4`, sampleOf("video", size)));
    replicate.show(String(ids[index]), { status: "succeeded", output });
  }
  await eventually("all files on the disk", () => keptIn(spool).length === FILES);
  for (const id of ids) replicate.removeData(id);
  first.kill("SIGKILL");
  await first.exited;

  const refused = environment.discord.requests.length;
  const second = await environment.readyRelay(env);
  await eventually("a refusal", () => environment.discord.requests.length > refused + 2);
  second.kill("SIGKILL");
  await second.exited;
  expect(postedTo(environment)).toEqual({ discord: [], slack: [] });

  accept();
  const third = await environment.readyRelay(env);
  const isDone = (): boolean =>
    third.log.filter(({ msg }) => msg === "follow.delivered").length === 2 * ids.length;
  await eventually("every result", isDone);
  const wanted = PREDICTIONS.flat()
    .map((size) => sha256(sampleOf("video", size)))
    .toSorted();
  expect(postedTo(environment)).toEqual({ discord: wanted, slack: wanted });
  expect(await third.stop()).toEqual({ code: 0, signal: null });
  expect(readdirSync(spool)).toEqual(keptIn(spool));
  expect(environment.violations()).toEqual([]);
}, 120_000);
