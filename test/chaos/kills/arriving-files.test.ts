import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { sampleOf } from "../../../sandbox/job-api/sample-files.ts";
import {
  createReplicateSandbox,
  type ReplicateSandbox,
} from "../../../sandbox/replicate/replicate-sandbox.ts";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createForgetfulEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import { startServer, type LocalServer } from "../../unit/adapters/media/local-server.ts";
import { follow, postedTo, sha256 } from "./unposted-results.ts";

const VIDEO = sampleOf("video", 3_000_000);
const HALF = VIDEO.length / 2;

/** The server of the files: it sends the first half of the video, and the rest when told. */
interface MediaServer extends LocalServer {
  readonly responses: readonly ServerResponse[];
}

async function startMediaServer(): Promise<MediaServer> {
  const responses: ServerResponse[] = [];
  const server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "video/mp4", "content-length": VIDEO.length });
    response.write(VIDEO.subarray(0, HALF));
    responses.push(response);
  });
  return { ...server, responses };
}

const end = (response: ServerResponse | undefined): void =>
  void response?.end(VIDEO.subarray(HALF));

describe("a video that is uploaded to Slack while it is downloaded", () => {
  let environment: TestEnvironment;
  let replicate: ReplicateSandbox;
  let media: MediaServer;
  let env: Record<string, string>;

  beforeEach(async () => {
    environment = await createForgetfulEnvironment();
    replicate = await createReplicateSandbox();
    media = await startMediaServer();
    env = {
      REPLICATE_API_TOKEN: replicate.token,
      REPLICATE_API_URL: replicate.url,
      RELAY_MEDIA_ALLOWED_HOSTS: media.host,
      RELAY_SPOOL_DIR: join(environment.directory, "files"),
    };
    onTestFinished(async () => {
      await environment[Symbol.asyncDispose]();
      await replicate.close();
      await media[Symbol.asyncDispose]();
    });
  });

  const reserved = (): number => environment.slack.requestsOf("files.getUploadURLExternal").length;

  /** Lets a job end, and waits until its video is being uploaded although only half of it has come. */
  async function beginUpload(): Promise<void> {
    const id = await follow(environment, replicate);
    replicate.show(id, { status: "succeeded", output: [`${media.origin}/video.mp4`] });
    await eventually("an upload that has begun", () => reserved() === 1);
    expect(media.responses).toHaveLength(1);
    expect(postedTo(environment)).toEqual({ discord: [], slack: [] });
  }

  async function expectPostedOnce(): Promise<void> {
    const wanted = [sha256(VIDEO)];
    await eventually("both results", () =>
      Object.values(postedTo(environment)).every(({ length }) => length > 0),
    );
    expect(postedTo(environment)).toEqual({ discord: wanted, slack: wanted });
    expect(environment.slack.requestsOf("files.completeUploadExternal")).toHaveLength(1);
    expect(environment.violations()).toEqual([]);
  }

  it("is posted once all of it has come", async () => {
    const relay = await environment.readyRelay(env);
    await beginUpload();
    end(media.responses[0]);
    await expectPostedOnce();
    expect([media.responses.length, reserved()]).toEqual([1, 1]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);

  it("is uploaded anew if the download breaks off, then once all of it has come", async () => {
    const relay = await environment.readyRelay(env);
    await beginUpload();
    media.responses[0]?.destroy();
    await relay.event("delivery.postponed", ({ platform }) => platform === "slack");
    await eventually("a second download", () => media.responses.length > 1);
    // The next attempt does not trust the download any more.
    expect(reserved()).toBe(1);
    end(media.responses[1]);
    await expectPostedOnce();
    expect(reserved()).toBe(2);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);

  it("is uploaded anew by the next process if this one is killed", async () => {
    const killed = await environment.readyRelay(env);
    await beginUpload();
    killed.kill("SIGKILL");
    await killed.exited;
    const relay = await environment.readyRelay(env);
    await eventually("a second download", () => media.responses.length > 1);
    end(media.responses[1]);
    await expectPostedOnce();
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);
});
