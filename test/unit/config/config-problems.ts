import { ConfigError } from "../../../src/core/errors.ts";

/** The problems of the ConfigError that `read` throws; empty if it does not throw. Throws any other error on. */
export function configProblems(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
