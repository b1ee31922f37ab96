import { expect, it } from "vitest";
import { resultActions, statusActions } from "../../../src/core/actions.ts";
import type { Follow } from "../../../src/core/follow/follow.ts";
import { aFollow } from "../../support/follows.ts";

const FAILED: Partial<Follow> = {
  state: "delivered",
  outcome: { kind: "failed" },
  job: { status: "failed", isRetryable: true },
};
const STATUS = { statusMessage: { id: "m1" } };

const namesOf = (actions: readonly { name: string; style?: string }[]): string[] =>
  actions.map(({ name, style }) => (style ? `${name} (${style})` : name));

it.each<[string, Partial<Follow>, string[]]>([
  ["a running job", {}, ["refresh", "stop"]],
  [
    "a running job that can be cancelled",
    { job: { status: "progress", isCancellable: true } },
    ["refresh", "stop", "cancel-job"],
  ],
  ["a failed job", FAILED, ["share", "retry (primary)"]],
  [
    "a failed job whose result could not be posted",
    { ...FAILED, state: "discarded", discardReason: "forbidden" },
    ["try-again (primary)", "share", "retry"],
  ],
  ["a job that was stopped", { state: "delivered", outcome: { kind: "forgotten", by: "ann" } }, []],
  ["a quarantined job", { state: "delivered", outcome: { kind: "quarantined" } }, []],
  ["a job given up", { state: "delivered", outcome: { kind: "gave-up", afterMs: 1 } }, []],
])("the status message of %s has its buttons", (_, follow, names) => {
  expect(namesOf(statusActions({ ...aFollow(), ...follow }))).toEqual(names);
});

it.each<[string, Partial<Follow>, string[]]>([
  ["beside a status message", { ...FAILED, ...STATUS }, ["retry (primary)"]],
  ["without one", FAILED, ["share", "retry (primary)"]],
  ["sent privately", { ...FAILED, origin: "direct" }, ["retry (primary)"]],
  ["that no person asked for", { ...FAILED, requesters: [] }, ["share"]],
])("a result %s has its buttons", (_, follow, names) => {
  expect(namesOf(resultActions({ ...aFollow(), ...follow }))).toEqual(names);
});
