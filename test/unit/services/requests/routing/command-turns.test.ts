import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { CommandTurns } from "../../../../../src/services/requests/routing/command-turns.ts";

// All began as soon as they were acknowledged: of 500 typed in a second, the last was acknowledged a second later.
it("lets four commands begin in each turn of the event loop, in the order they came", async () => {
  const turns = new CommandTurns();
  const begun: number[] = [];
  const type = (command: number): void => void turns.next().then(() => void begun.push(command));
  for (let command = 0; command < 10; command += 1) type(command);
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2, 3]);
  await nextTurn();
  type(10);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await nextTurn();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it("lets a command begin at once if none has begun in this turn", async () => {
  const turns = new CommandTurns();
  for (let turn = 0; turn < 3; turn += 1) {
    let hasBegun = false;
    void turns.next().then(() => (hasBegun = true));
    await Promise.resolve();
    expect(hasBegun).toBe(true);
    await nextTurn();
  }
});
