import { expect, it } from "vitest";
import { TypedEmitter } from "../../../../src/services/runtime/typed-emitter.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

interface Events extends Record<string, readonly unknown[]> {
  opened: [door: string, by: string];
  closed: [];
}

function setUp() {
  const log = createFakeLogger();
  const emitter = new TypedEmitter<Events>({ log });
  return { log, emitter };
}

it("calls the listeners of an event at once, in the order in which they were added", () => {
  const { emitter } = setUp();
  const heard: string[] = [];
  emitter.on("opened", (door, by) => heard.push(`first: ${door} by ${by}`));
  emitter.on("opened", (door) => heard.push(`second: ${door}`));
  emitter.on("closed", () => heard.push("closed"));
  emitter.emit("opened", "front", "ann");
  expect(heard).toEqual(["first: front by ann", "second: front"]);
});

it("emits an event without listeners", () => {
  const { emitter, log } = setUp();
  emitter.emit("closed");
  expect(log.lines).toEqual([]);
});

it("logs a listener that throws, and calls the others", () => {
  const { emitter, log } = setUp();
  const heard: string[] = [];
  const err = new Error("stuck");
  emitter.on("opened", () => {
    throw err;
  });
  emitter.on("opened", (door) => heard.push(door));
  emitter.emit("opened", "front", "ann");
  expect(heard).toEqual(["front"]);
  expect(log.of("listener.failed")).toEqual([{ event: "opened", err }]);
});

it("does not call a listener for the event that it was added during", () => {
  const { emitter } = setUp();
  let calls = 0;
  emitter.on("closed", () => emitter.on("closed", () => (calls += 1)));
  emitter.emit("closed");
  expect(calls).toBe(0);
});
