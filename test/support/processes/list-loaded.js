// Preloaded into a process: at its end, writes what it has loaded to the file that LOADED_FILE names, one address a line.
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on("exit", () =>
  writeFileSync(process.env["LOADED_FILE"], [...loaded, ...process.moduleLoadList].join("\n")),
);
