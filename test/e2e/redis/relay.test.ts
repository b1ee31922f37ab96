import { expect, it } from "vitest";
import {
  createEnvironment,
  createForgetfulEnvironment,
} from "../../support/processes/test-environment.ts";
import { startRedis } from "../../support/servers/redis-server.ts";
import { describeRelayOnServer } from "../relay-on-server.ts";

describeRelayOnServer("Redis", () => startRedis());

it("ends with exit code 2 and one line on a Redis that may lose what it stores, unless it is told to go on", async () => {
  await using server = await startRedis({ appendonly: "no" });
  await using environment = await createEnvironment();
  const env = { STORE_URL: server.url };
  const refused = environment.relay(env);
  expect(await refused.exited).toEqual({ code: 2, signal: null });
  expect(refused.errors().split("\n")).toEqual([
    expect.stringMatching(/STORE_URL .*appendonly .*RELAY_ALLOW_VOLATILE_REDIS=true/),
  ]);
  const relay = await environment.readyRelay({ ...env, RELAY_ALLOW_VOLATILE_REDIS: "true" });
  await relay.event("store.volatile");
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
});

it("posts nothing twice when a suspended relay wakes up after another one has taken its store", async () => {
  await using server = await startRedis();
  await using environment = await createForgetfulEnvironment();
  const { pika, discord } = environment;
  const env = { STORE_URL: server.url };
  const jobs = Array.from({ length: 5 }, () => pika.addJob());
  const first = await environment.readyRelay(env);
  for (const jobid of jobs) await discord.command({ name: "pika-status", options: { jobid } });
  for (const job of jobs) await first.event("status.posted", ({ jobId }) => jobId === job);
  first.kill("SIGSTOP");
  const second = await environment.readyRelay(env);
  for (const jobId of jobs) pika.setJob(jobId, { status: "completed" });
  first.kill("SIGCONT");
  for (const job of jobs) await second.event("follow.delivered", ({ jobId }) => jobId === job);
  // Time for the first one to poll and to try.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const results = discord.messages().filter(({ attachments }) => attachments.length > 0);
  expect(results).toHaveLength(jobs.length);
  expect(first.log.filter(({ msg }) => msg === "follow.delivered")).toEqual([]);
  expect(first.printed()).toContain("another process has taken the store");
});
