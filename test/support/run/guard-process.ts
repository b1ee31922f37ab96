// Ends with the test runner, however that ends: its standard input is a pipe from it. Then it kills what is left of
// the run whose directory is in argv[2], and removes the directory.
import { removeRun } from "./leftovers.ts";

const [, , directory = ""] = process.argv;
process.stdin.on("close", () => removeRun(directory)).resume();
