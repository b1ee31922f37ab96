import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");

/** An update is the moment to read again whether each reason in these files still holds. */
it.each([
  ["src/adapters/slack/api/web-client.ts", "@slack/web-api"],
  ["src/adapters/slack/messages/upload.ts", "@slack/web-api"],
  ["src/adapters/slack/events/bolt-app.ts", "@slack/bolt"],
  ["src/adapters/slack/http/signature.ts", "@slack/bolt"],
  ["src/adapters/slack/installations/install-endpoints.ts", "@slack/oauth"],
  ["src/adapters/slack/socket/socket-link.ts", "@slack/socket-mode"],
])("%s is written for the installed version of %s", (file, name) => {
  const manifest = readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  expect(readFileSync(join(ROOT, file), "utf8")).toContain(`goes around ${name} ${version}`);
});
