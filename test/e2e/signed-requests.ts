/** What may be sent to a relay over HTTP, by requests that are signed here and not by the stand-in. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { RelayProcess } from "../../sandbox/process/relay-process.ts";
import { freePort } from "../support/http/free-port.ts";
import {
  createEnvironmentWithCommands,
  shownOnce,
  statusOf,
  type PlatformDriver,
} from "../support/processes/platform-drivers.ts";
import type { TestEnvironment } from "../support/processes/test-environment.ts";

/** What a test sends differently from the platform. */
export interface Change {
  /** Whether it is signed with another key. */
  readonly isForged?: boolean;
  readonly laterS?: number;
  /** Of the content. */
  readonly type?: string;
  /** The body that is sent in place of the signed one. */
  readonly sent?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A platform that signs its requests. */
export interface SigningPlatform {
  readonly createDriver: (environment: TestEnvironment) => PlatformDriver;
  /** The relay's settings for its requests. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: string;
  /** Of a command's content. */
  readonly type: string;
  readonly timeHeader: string;
  readonly signatureHeader: string;
  readonly sign: (timestamp: string, body: string, isForged: boolean) => string;
  /** The body of a command that nothing but its signature keeps from being run; `id` is different for each. */
  readonly commandFor: (environment: TestEnvironment, jobId: string, id: number) => string;
  /** What the relay answers to one, as JSON; `undefined` if nothing. */
  readonly accepted: unknown;
  /** Requests besides those of every platform that have no effect, and the status that they are answered with. */
  readonly refused: readonly (readonly [string, number, Change])[];
  /** What the log must not contain. */
  readonly secrets: (environment: TestEnvironment) => readonly string[];
}

/** A relay that takes a platform's requests. */
export interface RelayOverHttp {
  readonly environment: TestEnvironment;
  readonly driver: PlatformDriver;
  readonly relay: RelayProcess;
  readonly url: string;
  readonly post: (body: string, change?: Change) => Promise<Response>;
}

/** Starts one, with stand-ins of its own. */
export async function startOverHttp(platform: SigningPlatform): Promise<RelayOverHttp> {
  const environment = await createEnvironmentWithCommands();
  const driver = platform.createDriver(environment);
  const port = await freePort();
  const env = { ...driver.env, ...platform.env, RELAY_HTTP_PORT: String(port) };
  const relay = await environment.readyRelay(env);
  const url = `http://127.0.0.1:${port}${platform.path}`;
  const post = async (body: string, change: Change = {}): Promise<Response> => {
    const { isForged = false, laterS = 0, type = platform.type, sent = body } = change;
    const timestamp = String(Math.floor(Date.now() / 1_000) + laterS);
    const headers = {
      "content-type": type,
      [platform.timeHeader]: timestamp,
      [platform.signatureHeader]: platform.sign(timestamp, body, isForged),
      ...change.headers,
    };
    return fetch(url, { method: "POST", headers, body: sent });
  };
  return { environment, driver, relay, url, post };
}

/** Describes what requests do that the platform, or anyone else, sends. */
export function describeSignedRequests(
  platform: SigningPlatform,
  started: () => RelayOverHttp,
): void {
  const { timeHeader, signatureHeader } = platform;
  let commandsTyped = 0;
  const commandFor = (jobId: string): string =>
    platform.commandFor(started().environment, jobId, (commandsTyped += 1));

  describe("a request", () => {
    it.each<readonly [string, number, Change]>([
      ["signed with another key", 401, { isForged: true }],
      ["more than five minutes old", 401, { laterS: -302 }],
      ["more than five minutes ahead", 401, { laterS: 302 }],
      ["without a signature", 401, { headers: { [signatureHeader]: "" } }],
      ["without a time", 401, { headers: { [timeHeader]: "" } }],
      ["with a time that is none", 401, { headers: { [timeHeader]: "now" } }],
      ["of 20 MB", 413, { sent: "x".repeat(20 * 1024 * 1024) }],
      ...platform.refused,
    ])("%s is answered with %i and has no effect", async (_, status, change) => {
      const { environment, post } = started();
      const jobId = environment.pika.addJob();
      const answer = await post(commandFor(jobId), change);
      expect([answer.status, (await answer.text()).length < 40]).toEqual([status, true]);
      await sleep(100);
      expect(environment.pika.polls(jobId)).toBe(0);
    });

    it("that the platform signed has one effect, however often it is replayed", async () => {
      const { environment, driver, relay, post } = started();
      const jobId = environment.pika.addJob();
      const body = commandFor(jobId);
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
      for (const answer of answers) {
        const text = await answer.text();
        const json: unknown = text === "" ? undefined : JSON.parse(text);
        expect([answer.status, json]).toEqual([200, platform.accepted]);
      }
      await statusOf(driver, jobId, driver.channel);
      await sleep(300);
      expect(driver.shown(driver.channel)).toHaveLength(1);
      const follows = relay.log.filter((line) => line.msg === "follow.registered");
      expect(follows.filter((line) => line["jobId"] === jobId)).toHaveLength(1);
    });

    it("by GET is not allowed", async () => {
      expect((await fetch(started().url)).status).toBe(405);
    });
  });

  it("logs neither a signature nor another secret", () => {
    const { environment, driver, relay } = started();
    expect(relay.printed()).toContain(`${driver.platform}.request_refused`);
    for (const secret of platform.secrets(environment))
      expect(relay.printed()).not.toContain(secret);
  });
}

/** Follows a new job from the command to the result with its file. */
export async function followToTheEnd({
  environment,
  driver,
}: Pick<RelayOverHttp, "environment" | "driver">): Promise<void> {
  const { id: channel } = driver.addChannel();
  const jobId = environment.pika.addJob();
  await driver.type("pika-status", [jobId], { channel });
  await statusOf(driver, jobId, channel);
  environment.pika.setJob(jobId, { status: "completed" });
  const result = await shownOnce(driver, ({ files }) => files.length > 0, channel);
  expect(result.files).toHaveLength(1);
  expect(environment.violations()).toEqual([]);
}
