import { describe, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import {
  createEnvironmentWithCommands,
  type PlatformDriver,
} from "../../support/processes/platform-drivers.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { hadNothingLeft } from "../../support/processes/relay-log.ts";
import { SCENARIO_POINTS, type Expected, type ScenarioPoint, type Step } from "./kill-scenarios.ts";
import { profile } from "../../support/profile.ts";

/** What a channel shows, with the expected words in place of a text that has them. */
const shownIn = (driver: PlatformDriver, step: Step): Expected[] =>
  driver.shown(step.channel()).map(({ text, files }, index) => {
    const words = step.expected[index]?.words;
    return { words: words && new RegExp(words).test(text) ? words : text, files: files.length };
  });

/** Whether one of these relays has closed its record of the delivery. */
const isRecorded = (relays: readonly RelayProcess[], channelId: string): boolean =>
  relays.some(({ log }) =>
    log.some(
      ({ msg, ...line }) =>
        (msg === "follow.delivered" || msg === "follow.discarded") &&
        line["channelId"] === channelId,
    ),
  );

/** Runs a scenario, kills the relay at its step, and starts another process. */
async function killAt({ place, scenario, createDriver }: ScenarioPoint): Promise<void> {
  await using environment = await createEnvironmentWithCommands({ discord: { nonceWindowMs: 0 } });
  const driver = createDriver(environment);
  const env = { ...scenario.env, ...driver.env };
  const first = await environment.readyRelay(env);
  const step = await scenario.prepare(environment, driver);
  let isKilled = false;
  const disarm = place.arm(environment, () => {
    isKilled = true;
    first.kill("SIGKILL");
  });
  let isAnswered = false;
  Promise.resolve(step.act()).then(
    () => (isAnswered = true),
    // No relay was there to answer.
    () => {},
  );
  await eventually(`the kill at ${place.name}`, () => isKilled);
  await first.exited;
  disarm();
  const second = await environment.readyRelay(env);
  if (!isAnswered) await step.again?.();
  const channelId = (): string => step.recordedFor ?? step.channel();
  const isShown = (): boolean =>
    JSON.stringify(shownIn(driver, step)) === JSON.stringify(step.expected);
  const isOver = (): boolean =>
    isRecorded([first, second], channelId()) || (hadNothingLeft(second) && isShown());
  await eventually("the record", isOver, 60_000);
  // If it does not appear, the assertion below shows what is there instead.
  await eventually("the messages", isShown).catch(() => {});
  expect(shownIn(driver, step)).toEqual(step.expected);
  expect(await second.stop()).toEqual({ code: 0, signal: null });
  expect(shownIn(driver, step)).toEqual(step.expected);
  expect(environment.violations()).toEqual([]);
}

describe.concurrent("a kill -9 while a user does something else than follow a job", () => {
  const runs = profile.pick(SCENARIO_POINTS, { small: 4, timesFull: 5 });
  // oxlint-disable-next-line expect-expect -- killAt asserts
  it.each(runs)("point $number: $place.name", killAt, 120_000);
});
