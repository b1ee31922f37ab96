// Compiles all that the relay may load, into the cache of src/enable-compile-cache.js: for an image, whose containers cannot write it.
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..");

for await (const file of glob("{src,commands}/**/*.ts", { cwd: ROOT }))
  // The process itself, which begins when it is imported.
  if (file !== join("src", "main.ts")) await import(pathToFileURL(join(ROOT, file)).href);
