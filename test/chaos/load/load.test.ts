import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import {
  askUntilPromised,
  discordClient,
  expectOnce,
  slackClient,
  type UserClient,
} from "../../support/processes/user-client.ts";
import { draw, profile } from "../../support/profile.ts";

const FOLLOWS = profile.amount({ small: 20, full: 200 });
const KILLS = profile.amount({ small: 4, full: 30 });
/** People who type at the same time. */
const PEOPLE = 10;

/** One person after the other: a job is asked for, ends, and its result is waited for. */
async function follow(
  environment: TestEnvironment,
  client: UserClient,
  jobIds: string[],
): Promise<void> {
  for (let jobId = jobIds.pop(); jobId !== undefined; jobId = jobIds.pop()) {
    const id = jobId;
    await askUntilPromised(client, id);
    environment.pika.setJob(id, { status: "completed" });
    await eventually(`the result of ${id}`, () => client.about(id).length >= 2, 180_000);
  }
}

/** Kills the relay again and again, each time with another one started at once. */
async function killAgainAndAgain(
  environment: TestEnvironment,
  first: RelayProcess,
  pausesMs: readonly number[],
): Promise<RelayProcess> {
  let relay = first;
  for (const pauseMs of pausesMs) {
    const atMs = performance.now() + pauseMs;
    await eventually("the next kill", () => performance.now() >= atMs);
    relay.kill("SIGKILL");
    await relay.exited;
    relay = await environment.readyRelay();
  }
  return relay;
}

it(`loses nothing and repeats nothing: ${FOLLOWS} follows on both platforms, ${KILLS} kills`, async () => {
  await using environment = await createForgetfulEnvironment();
  const first = await environment.readyRelay();
  const clients = [discordClient(environment), slackClient(environment)];
  const jobs = clients.map(() =>
    Array.from({ length: FOLLOWS / 2 }, () => environment.pika.addJob()),
  );
  const pauses = draw(fc.integer({ min: 50, max: 2_500 }), KILLS);
  const people = clients.flatMap((client, index) => {
    const left = [...(jobs[index] ?? [])];
    return Array.from({ length: PEOPLE / 2 }, () => follow(environment, client, left));
  });
  const [relay] = await Promise.all([killAgainAndAgain(environment, first, pauses), ...people]);
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
  for (const [index, client] of clients.entries())
    for (const jobId of jobs[index] ?? []) await expectOnce(client, jobId);
  expect(environment.violations()).toEqual([]);
}, 600_000);
