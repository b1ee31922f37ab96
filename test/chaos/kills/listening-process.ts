/*
 * Loaded into a relay process before its own code (NODE_OPTIONS=--import): says on standard error when the process begins
 * to listen for SIGTERM, and whether its store was opened by then.
 */
import { existsSync } from "node:fs";

process.on("newListener", (event) => {
  if (event !== "SIGTERM") return;
  const store = existsSync("relay.sqlite.lock") ? "open" : "closed";
  process.stderr.write(`listening, store ${store}\n`);
});
