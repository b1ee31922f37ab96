import { readFileSync } from "node:fs";
import { readDescriptions } from "../../../../../src/adapters/described/format/read-descriptions.ts";
import type { SourceDescription } from "../../../../../src/adapters/described/format/description.ts";

/** The examples of docs/sources.md. */
export function descriptionsInDocs(): SourceDescription[] {
  const page = readFileSync(new URL("../../../../../docs/sources.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/^```yaml\n(sources:\n[^]*?)^```/gm)];
  return blocks.flatMap(([, text = ""]) => readDescriptions(text, "docs/sources.md"));
}
