import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PlatformError } from "../../../src/core/errors.ts";
import { profile } from "../../support/profile.ts";
import { peopleOn, pollResult } from "../../unit/commands/asking.ts";
import { startTestRelay } from "../../support/test-relay.ts";

const RUNS = profile.amount({ small: 150, full: 5_000 });

/** Who waits for the job, first requester first, and who was told that it was stopped. */
interface Model {
  waiting: string[];
  readonly told: Set<string>[];
}

const setUp = async () => {
  const relay = await startTestRelay();
  relay.api.answer("job-1", pollResult("running"));
  return { ...relay, ...peopleOn(relay, "discord") };
};
type Setup = Awaited<ReturnType<typeof setUp>>;
interface Step {
  run(setup: Setup, model: Model): Promise<void>;
  /** What a failing run prints. */
  toString(): string;
}
const step = (name: string, run: Step["run"]): Step => ({ run, toString: () => name });

const person = fc.constantFrom("ann", "bob", "cem", "root");
const steps: fc.Arbitrary<Step>[] = [
  person.map((userId) =>
    step(`${userId} asks`, async ({ type }, model) => {
      await type("pika-status", { jobid: "job-1" }, { userId });
      if (!model.waiting.includes(userId)) model.waiting.push(userId);
    }),
  ),
  fc.tuple(person, fc.constantFrom("command", "button")).map(([userId, way]) =>
    step(`${userId} stops by ${way}`, async ({ type, press, store }, model) => {
      const doer = { userId, canManage: userId === "root" };
      const id = store.all()[0]?.id ?? "nothing";
      await (way === "command"
        ? type("pika-forget", { jobid: "job-1" }, doer)
        : press("stop", id, doer));
      const others = model.waiting.filter((each) => each !== userId);
      const isTheirs = others.length < model.waiting.length;
      const mayStop = model.waiting[0] === userId || userId === "root";
      if (mayStop && model.waiting.length > 0) {
        if (others.length > 0) model.told.push(new Set(others));
        model.waiting = [];
      } else if (isTheirs) model.waiting = others;
    }),
  ),
  person.map((userId) =>
    step(`${userId} asks while the API knows no such job`, async ({ type, api, clock }, model) => {
      // A fresh poll result stays valid for another ten seconds.
      await clock.advance(11_000);
      api.forget("job-1");
      await type("pika-status", { jobid: "job-1" }, { userId });
      api.answer("job-1", pollResult("running"));
      // Joining polls nothing.
      if (model.waiting.length > 0 && !model.waiting.includes(userId)) model.waiting.push(userId);
    }),
  ),
  fc.constantFrom("status" as const, "edit" as const, "result" as const).map((operation) =>
    step(`${operation} fails once`, async ({ adapter }) => {
      adapter.failNext(operation, new PlatformError("unavailable", "503"));
    }),
  ),
  fc.constant(step("a minute passes", ({ clock }) => clock.advance(60_000))),
];

it("mentions the requesters who have not left, and tells those who waited for a stopped follow", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...steps), { maxLength: 30 }), async (taken) => {
      const setup = await setUp();
      const model: Model = { waiting: [], told: [] };
      for (const each of taken) {
        await each.run(setup, model);
        // The stop is announced before anyone requests the job again: taking it over is tested
        // elsewhere.
        await setup.clock.advance(20_000);
      }
      setup.api.answer("job-1", pollResult("failed"));
      await setup.clock.advance(600_000);
      const pings = setup.results().map(({ message }) => message.pings);
      const expected = model.told.map((each) => [...each]);
      if (model.waiting.length > 0) expected.push(model.waiting);
      expect(pings.map((each) => each.toSorted())).toEqual(expected.map((each) => each.toSorted()));
      const open = setup.store.all().filter(({ state }) => state === "pending");
      expect(open).toEqual([]);
    }),
    { numRuns: RUNS, seed: profile.seed },
  );
}, 120_000);
