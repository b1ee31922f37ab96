import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../commands/index.ts";
import { renderManifest } from "../../src/adapters/slack/manifest.ts";
import { sentence } from "../support/sentence.ts";
import type { TestEnvironment } from "../support/processes/test-environment.ts";
import {
  createEnvironmentWithCommands,
  DRIVERS,
  shownOnce,
  statusOf,
  type PlatformDriver,
} from "../support/processes/platform-drivers.ts";

/** A name that must not appear under another prefix. */
const OLD_NAME = /pika-(status|jobs|forget|share|notify|settings|help)/;

describe.each(DRIVERS)("with RELAY_COMMAND_PREFIX=render on %s", (_name, createDriver) => {
  let environment: TestEnvironment;
  let driver: PlatformDriver;
  beforeAll(async () => {
    const manifest = renderManifest(commands, { commandPrefix: "render" });
    environment = await createEnvironmentWithCommands({ slack: { manifest } });
    driver = createDriver(environment);
    const env = { RELAY_COMMAND_PREFIX: "render", RELAY_GIVE_UP_AFTER_MS: "4000" };
    await environment.readyRelay({ ...driver.env, ...env });
  });
  afterAll(() => environment[Symbol.asyncDispose]());

  it.each(["render-status", "job-status"])("people follow jobs with /%s", async (name) => {
    const { id: channel } = driver.addChannel();
    const jobId = environment.pika.addJob();
    expect((await driver.type(name, [jobId], { channel })).text).toMatch(
      sentence("follow.following"),
    );
    await statusOf(driver, jobId, channel);
  });

  it("every sentence that names a command has its new name", async () => {
    const { id: channel } = driver.addChannel();
    const { manager, other } = driver;
    const typed = async (name: string, words: readonly string[] = [], person = manager) =>
      (await driver.type(name, words, { channel, person })).text;
    const help = await typed("render-help");
    for (const { name } of commands.filter((each) => each.name !== "pika-help"))
      expect(help).toContain(name.replace("pika", "/render"));
    expect(await typed("render-jobs")).toContain("/render-status");
    expect(await typed("render-forget", ["job:none"])).toContain("/render-jobs");
    expect(await typed("render-settings")).toContain("/render-settings");
    expect(await typed("render-notify", ["status"])).toContain("/render-notify");
    expect(await typed("render-notify", ["on"])).toContain("/render-notify");
    await typed("render-notify", ["off"]);
    const [stopped, endless] = [environment.pika.addJob(), environment.pika.addJob()];
    for (const jobId of [stopped, endless])
      for (const person of [manager, other]) await typed("render-status", [jobId], person);
    await typed("render-forget", [stopped]);
    for (const key of ["result.forgotten", "result.last-status"] as const) {
      const told = await shownOnce(driver, ({ text }) => sentence(key).test(text), channel);
      expect(told.text).toContain("/render-status");
    }
  });

  it("nothing that the relay sent has the old names", () => {
    const { discord, slack } = environment;
    expect(environment.violations()).toEqual([]);
    expect([...discord.requests, ...slack.requests].length).toBeGreaterThan(20);
    for (const request of [...discord.requests, ...slack.requests])
      expect(JSON.stringify(request)).not.toMatch(OLD_NAME);
  });
});

it("On Discord, job ids are completed for both names, and the old ones are gone", async () => {
  await using environment = await createEnvironmentWithCommands();
  const [[, createDriver]] = DRIVERS;
  const driver = createDriver(environment);
  const { discord, pika } = environment;
  await environment.readyRelay({ ...driver.env, RELAY_COMMAND_PREFIX: "render" });
  const jobId = pika.addJob({ prompt: "to be completed" });
  await driver.type("render-status", [jobId]);
  for (const command of ["render-status", "job-status"]) {
    const options = { jobid: "completed" };
    const offered = await discord.complete({ command, focused: "jobid", options });
    expect(offered).toContainEqual(expect.objectContaining({ value: jobId }));
  }
  await expect(discord.command({ name: "pika-status" })).rejects.toThrow("not registered");
});

it("On Slack, the names of an older manifest go on working, and sentences have the new ones", async () => {
  await using environment = await createEnvironmentWithCommands();
  const [, [, createDriver]] = DRIVERS;
  const driver = createDriver(environment);
  const relay = await environment.readyRelay({ ...driver.env, RELAY_COMMAND_PREFIX: "render" });
  const jobId = environment.pika.addJob();
  expect((await driver.type("pika-status", [jobId])).text).toMatch(sentence("follow.following"));
  expect((await driver.type("pika-help")).text).toContain("/render-status");
  expect(relay.log.filter(({ msg }) => msg === "event.unheard")).toEqual([]);
});

it("a wrong prefix ends the start with exit code 2 and one line", async () => {
  await using environment = await createEnvironmentWithCommands();
  const relay = environment.relay({ RELAY_COMMAND_PREFIX: "My Render" });
  expect(await relay.exited).toMatchObject({ code: 2 });
  expect(relay.errors().trim().split("\n")).toEqual([
    expect.stringMatching(/^pika-relay: RELAY_COMMAND_PREFIX .*lowercase/),
  ]);
});
