import { describe, test } from "vitest";

const NOTHING = (): void => {};

/** Registers a test for the sources that it applies to. For the others there is none, instead of a skipped one. */
export const testIf = (
  applies: boolean,
): ((name: string, run: () => Promise<void> | void) => void) => (applies ? test : NOTHING);

/** As {@link testIf}, for a group of tests. */
export const describeIf = (applies: boolean): ((name: string, register: () => void) => void) =>
  applies ? describe : NOTHING;
