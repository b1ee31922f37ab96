import { expect, it } from "vitest";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { InstalledWorkspaces } from "../../../../../src/adapters/slack/installations/installed-workspaces.ts";
import { SlackInstallations } from "../../../../../src/adapters/slack/installations/installations.ts";
import { SecretBox } from "../../../../../src/adapters/slack/installations/secret-box.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../../support/fakes/fake-store.ts";

// Slack gives the app the same token again, so the old names and ids stayed until a restart.
it("knows what an installation with the same token has changed", async () => {
  const log = createFakeLogger();
  const installations = new SlackInstallations({
    store: createFakeStore().installations,
    box: new SecretBox(["1".repeat(64)]),
    log,
  });
  const webApi = { apiUrl: "http://127.0.0.1:9/api/", http: new SlackHttp(), log, timeoutMs: 100 };
  const clock = new FakeClock();
  const workspaces = new InstalledWorkspaces({ installations, webApi, clock, endpoints: [] });
  const token = { botToken: "xoxb-1" };
  await installations.save({ ...token, identity: { teamId: "T1", botName: "relay" } }, 1);
  const before = await workspaces.get("T1");
  expect(await workspaces.get("T1")).toBe(before);
  const identity = { teamId: "T1", botName: "clips", enterpriseId: "E1" };
  await installations.save({ ...token, identity }, 2);
  expect((await workspaces.get("T1")).identity).toEqual(identity);
});
