/*
 * What a start costs at the least: reading every row of a store with node:sqlite, and JSON.parse of each. Argument: the path of the
 * SQLite file. Prints how many ms that took, and how many rows there were.
 */
import { DatabaseSync } from "node:sqlite";

const [path = ""] = process.argv.slice(2);
const startedAt = performance.now();
const database = new DatabaseSync(path, { readOnly: true });
let rows = 0;
for (const row of database.prepare("SELECT key, value FROM follows").iterate()) {
  const { value } = JSON.parse(String(row["value"])) as { value: unknown };
  if (value !== undefined) rows += 1;
}
database.close();
process.stdout.write(`${JSON.stringify({ ms: performance.now() - startedAt, rows })}\n`);
