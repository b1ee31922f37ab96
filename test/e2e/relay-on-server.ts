import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createForgetfulEnvironment } from "../support/processes/test-environment.ts";
import { sentence } from "../support/sentence.ts";
import { startProxy } from "../support/servers/cuttable-proxy.ts";
import type { TestServer } from "../support/servers/test-server.ts";

/** What people wait for after they have typed a command. */
const ANSWER_LIMIT_MS = 3_000;

/** The first thing that a start reads once the store is open. */
const isReadingSettings = (message: string): boolean => message.includes("settings:");

/** The whole relay with its store on a server: what users notice when either of the two dies. */
export function describeRelayOnServer(name: string, start: () => Promise<TestServer>): void {
  describe(`the relay with its store on ${name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    const storeOf = (namespace: string) => ({ STORE_URL: `${server.url}?namespace=${namespace}` });

    it("delivers once what was promised before it was killed, and logs no password", async () => {
      await using environment = await createForgetfulEnvironment();
      const { pika, discord } = environment;
      const env = { ...storeOf("killed"), LOG_LEVEL: "trace" };
      const first = await environment.readyRelay(env);
      const jobId = pika.addJob();
      const interaction = await discord.command({ name: "pika-status", options: { jobid: jobId } });
      await vi.waitFor(
        () => expect(interaction.reply()).toMatch(sentence("follow.following")),
        10_000,
      );
      pika.setJob(jobId, { status: "completed" });
      await first.event("follow.settled");
      first.kill("SIGKILL");
      await first.exited;

      const second = await environment.readyRelay(env);
      await second.event("follow.delivered");
      expect(await second.stop()).toEqual({ code: 0, signal: null });
      const results = discord.messages().filter(({ attachments }) => attachments.length > 0);
      expect(results).toHaveLength(1);
      for (const relay of [first, second]) {
        expect(relay.printed()).not.toContain(server.password);
        expect(relay.printed()).not.toContain(encodeURIComponent(server.password));
      }
      expect(environment.violations()).toEqual([]);
    });

    it("comes up with its server, whichever starts first", async () => {
      await using environment = await createForgetfulEnvironment();
      await server.kill();
      const relay = environment.relay(storeOf("boot"));
      await server.start();
      await relay.event("relay.ready");
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
    });

    // It used to end with exit code 1, as if that were a defect, and without the name of the setting.
    it("ends in one line if its server goes after the store was opened, before it is ready", async () => {
      await using environment = await createForgetfulEnvironment();
      await using proxy = await startProxy(server.url, { isBreaking: isReadingSettings });
      const relay = environment.relay({ STORE_URL: proxy.url });
      expect(await relay.exited).toEqual({ code: 2, signal: null });
      expect(relay.errors().split("\n")).toEqual([
        expect.stringMatching(/STORE_URL names a store .*: start the server, or choose another/),
      ]);
      expect(relay.errors()).not.toContain("s3cret");
    });

    it("refuses a second process in one line", async () => {
      await using environment = await createForgetfulEnvironment();
      const first = await environment.readyRelay(storeOf("second"));
      const second = environment.relay(storeOf("second"));
      expect(await second.exited).toEqual({ code: 2, signal: null });
      expect(second.errors().split("\n")).toEqual([
        expect.stringMatching(/STORE_URL .*another process is using/),
      ]);
      expect(second.errors()).not.toContain("s3cret");
      expect(await first.stop()).toEqual({ code: 0, signal: null });
    });

    it("answers in time while the server hangs, and follows once it goes on", async () => {
      await using environment = await createForgetfulEnvironment();
      const { pika, discord } = environment;
      const relay = await environment.readyRelay(storeOf("hang"));
      server.pause();
      try {
        for (let command = 0; command < 5; command += 1) {
          const asked = performance.now();
          const jobid = pika.addJob();
          const refused = await discord.command({ name: "pika-status", options: { jobid } });
          await vi.waitFor(
            () => expect(refused.reply()).toMatch(sentence("follow.store-down")),
            ANSWER_LIMIT_MS + 3_000,
          );
          expect(performance.now() - asked).toBeLessThan(ANSWER_LIMIT_MS);
          expect(refused.reply()).not.toMatch(sentence("follow.following"));
        }
      } finally {
        server.resume();
      }
      const jobid = pika.addJob({ ends: "completed" });
      await vi.waitFor(async () => {
        const accepted = await discord.command({ name: "pika-status", options: { jobid } });
        await vi.waitFor(
          () => expect(accepted.reply()).toMatch(sentence("follow.following")),
          3_000,
        );
      }, 10_000);
      await relay.event("follow.delivered");
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
    });

    it("answers while the server is dead, and follows and delivers once it is back", async () => {
      await using environment = await createForgetfulEnvironment();
      const { pika, discord } = environment;
      const relay = await environment.readyRelay(storeOf("outage"));
      const before = pika.addJob();
      await discord.command({ name: "pika-status", options: { jobid: before } });
      await relay.event("status.posted");
      await server.kill();
      pika.setJob(before, { status: "completed" });

      const asked = performance.now();
      const refused = await discord.command({
        name: "pika-status",
        options: { jobid: pika.addJob() },
      });
      await vi.waitFor(() => expect(refused.reply()).toBeDefined(), ANSWER_LIMIT_MS + 1_000);
      expect(performance.now() - asked).toBeLessThan(ANSWER_LIMIT_MS);
      expect(refused.reply()).not.toMatch(sentence("follow.following"));

      await server.start();
      await relay.event("follow.delivered");
      const after = pika.addJob({ ends: "completed" });
      await discord.command({ name: "pika-status", options: { jobid: after } });
      await relay.event("follow.delivered", ({ jobId }) => jobId === after);
      const results = discord.messages().filter(({ attachments }) => attachments.length > 0);
      expect(results).toHaveLength(2);
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
      expect(environment.violations()).toEqual([]);
    });
  });
}
