import { expect, it } from "vitest";
import { InFlightCommands } from "../../../../../src/services/requests/routing/in-flight-commands.ts";
import { FakeClock, settle } from "../../../../support/fakes/fake-clock.ts";

/** Commands whose handling ends when told to, and what draining them came to. */
function setUp() {
  const clock = new FakeClock();
  const ends: (() => void)[] = [];
  const commands = new InFlightCommands(clock);
  const begin = (): Promise<void> =>
    commands.track(new Promise((resolve) => ends.push(() => resolve())));
  const notes: string[] = [];
  const drain = (graceMs: number): void => {
    void commands.drain(graceMs).then(() => notes.push("drained"));
  };
  return { clock, begin, ends, notes, drain };
}

it("is drained at once where nothing is under way", async () => {
  const { clock, notes, drain } = setUp();
  drain(1_000);
  await settle();
  expect(notes).toEqual(["drained"]);
  expect(clock.waiting).toBe(0);
});

it("is drained when the last command under way has ended", async () => {
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

it("is drained after the time allowed, though a command still runs", async () => {
  const { clock, begin, notes, drain } = setUp();
  void begin();
  drain(1_000);
  await clock.advance(999);
  expect(notes).toEqual([]);
  await clock.advance(1);
  expect(notes).toEqual(["drained"]);
});
