import { describe, expect, it } from "vitest";
import type { CrashMarks } from "../../../../src/core/ports/processes/crash-marks.ts";
import { createQuarantines, type Quarantine } from "../../../../src/services/runtime/quarantine.ts";
import { settle } from "../../../support/fakes/fake-clock.ts";
import { FakeMarkedProcesses } from "../../../support/processes/fake-crash-marks.ts";

const PARTITION = 7;
const signal = new AbortController().signal;
const never = (): Promise<never> => Promise.withResolvers<never>().promise;

/** A process that holds the partition. */
async function startProcess(processes: FakeMarkedProcesses): Promise<Quarantine> {
  const quarantine = createQuarantines(processes.join())(PARTITION);
  await quarantine.start();
  return quarantine;
}

/** Processes that end, one after another, while each works on all keys. */
async function endDuring(
  processes: FakeMarkedProcesses,
  { keys, times }: { keys: readonly string[]; times: number },
): Promise<void> {
  for (let time = 1; time <= times; time += 1) {
    const quarantine = await startProcess(processes);
    for (const key of keys) void quarantine.run(key, never, signal);
    await settle();
  }
}

describe("work that ends its process", () => {
  it("is quarantined after five times", async () => {
    const processes = new FakeMarkedProcesses();
    await endDuring(processes, { keys: ["poison"], times: 4 });
    expect((await startProcess(processes)).has("poison")).toBe(false);
    await endDuring(processes, { keys: ["poison"], times: 1 });
    const after = await startProcess(processes);
    expect([after.has("poison"), after.has("other")]).toEqual([true, false]);
    const elsewhere = createQuarantines(processes.join())(PARTITION + 1);
    await elsewhere.start();
    expect(elsewhere.has("poison")).toBe(false);
  });

  it("does not have others blamed that only ran at the same time", async () => {
    const processes = new FakeMarkedProcesses();
    const keys = ["other 1", "poison", "other 2"];
    for (let time = 1; time <= 5; time += 1) {
      const quarantine = await startProcess(processes);
      const ends = keys.map((key) =>
        // The process has ended before anything settles, unless the poison waits for its turn.
        quarantine.run(key, time > 2 && key !== "poison" ? async () => {} : never, signal),
      );
      void Promise.allSettled(ends);
      await settle();
    }
    const after = await startProcess(processes);
    expect(keys.filter((key) => after.has(key))).toEqual(["poison"]);
  });

  it("is done by itself once two processes have ended during it", async () => {
    const processes = new FakeMarkedProcesses();
    await endDuring(processes, { keys: ["a", "b"], times: 1 });
    const once = await startProcess(processes);
    const running: string[] = [];
    const work = (name: string, until: Promise<void>) => async (): Promise<void> => {
      running.push(name);
      await until;
      running.splice(running.indexOf(name), 1);
    };
    void once.run("a", work("a", never()), signal);
    void once.run("b", work("b", never()), signal);
    await settle();
    expect(running.splice(0)).toEqual(["a", "b"]);
    const twice = await startProcess(processes);
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const ends = [
      twice.run("a", work("a", first.promise), signal),
      twice.run("b", work("b", second.promise), signal),
      twice.run("c", work("c", second.promise), signal),
    ];
    await settle();
    expect(running).toEqual(["c", "a"]);
    first.resolve();
    await settle();
    expect(running).toEqual(["c", "b"]);
    second.resolve();
    await Promise.all(ends);
  });
});

describe("work that settles", () => {
  it.each([
    ["resolves", async () => "done"],
    ["rejects", () => Promise.reject(new Error("no"))],
  ])("has proved harmless if it %s", async (_, work) => {
    const processes = new FakeMarkedProcesses();
    await endDuring(processes, { keys: ["job"], times: 4 });
    const quarantine = await startProcess(processes);
    await Promise.allSettled([quarantine.run("job", work, signal)]);
    await quarantine.stop();
    await endDuring(processes, { keys: ["job"], times: 4 });
    expect((await startProcess(processes)).has("job")).toBe(false);
  });

  it("has proved nothing if it was aborted", async () => {
    const processes = new FakeMarkedProcesses();
    await endDuring(processes, { keys: ["job"], times: 4 });
    const quarantine = await startProcess(processes);
    await quarantine.run("job", async () => {}, AbortSignal.abort());
    await endDuring(processes, { keys: ["job"], times: 1 });
    expect((await startProcess(processes)).has("job")).toBe(true);
  });

  it("begins once its mark is stored", async () => {
    // Used to begin before, so an answer could end the process with its mark unsent, and more than five processes ended.
    const marks = new FakeMarkedProcesses().join();
    const stored = Promise.withResolvers<void>();
    const begin: CrashMarks["begin"] = () => stored.promise;
    const quarantine = createQuarantines({ ...marks, begin })(PARTITION);
    await quarantine.start();
    const begun: string[] = [];
    const end = quarantine.run("job", async () => begun.push("job"), signal);
    await settle();
    expect(begun).toEqual([]);
    stored.resolve();
    expect(await end).toBe(1);
    expect(begun).toEqual(["job"]);
  });
});
