import { expect, it } from "vitest";
import { InFlightCommands } from "../../../../../src/services/requests/routing/in-flight-commands.ts";
import { FakeClock, settle } from "../../../../support/fakes/fake-clock.ts";

/** Commands whose handling ends when told to, and what draining them came to. */
function setUp() {
  const clock = new FakeClock();
  const ends: (() => void)[] = [];
  const fails: (() => void)[] = [];
  const commands = new InFlightCommands(clock);
  const begin = (): Promise<void> =>
    commands.track(
      new Promise((resolve, reject) => {
        ends.push(() => resolve());
        fails.push(() => reject(new Error("a defect")));
      }),
    );
  const notes: string[] = [];
  const drain = (graceMs: number, hurry?: AbortSignal): void => {
    void commands.drain(graceMs, hurry).then(() => notes.push("drained"));
  };
  return { clock, begin, ends, fails, notes, drain };
}

it("is drained at once if no command runs", async () => {
  const { clock, notes, drain } = setUp();
  drain(1_000);
  await settle();
  expect(notes).toEqual(["drained"]);
  expect(clock.waiting).toBe(0);
});

it("is drained when the last running command has ended", async () => {
  const { clock, begin, ends, notes, drain } = setUp();
  const [first, second] = [begin(), begin()];
  ends[0]?.();
  await first;
  drain(1_000);
  await settle();
  expect(notes).toEqual([]);
  ends[1]?.();
  await second;
  await settle();
  expect(notes).toEqual(["drained"]);
  expect(clock.waiting).toBe(0);
});

it("is drained after the time limit although a command still runs", async () => {
  const { clock, begin, notes, drain } = setUp();
  void begin();
  drain(1_000);
  await clock.advance(999);
  expect(notes).toEqual([]);
  await clock.advance(1);
  expect(notes).toEqual(["drained"]);
});

it("is drained once the last command has failed, which fails for its caller", async () => {
  const { clock, begin, fails, notes, drain } = setUp();
  const failing = begin();
  drain(1_000);
  fails[0]?.();
  await expect(failing).rejects.toThrow("a defect");
  await settle();
  expect(notes).toEqual(["drained"]);
  expect(clock.waiting).toBe(0);
});

it("does not wait for a command that has failed before", async () => {
  const { begin, fails, notes, drain } = setUp();
  const failing = begin();
  fails[0]?.();
  await expect(failing).rejects.toThrow("a defect");
  drain(1_000);
  await settle();
  expect(notes).toEqual(["drained"]);
});

it("is drained at once if there is no time left", async () => {
  const { clock, begin, notes, drain } = setUp();
  void begin();
  const hurry = new AbortController();
  drain(1_000, hurry.signal);
  await settle();
  expect(notes).toEqual([]);
  hurry.abort();
  await settle();
  expect(notes).toEqual(["drained"]);
  expect(clock.waiting).toBe(0);
});
