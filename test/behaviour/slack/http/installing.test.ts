/** The two addresses on which a browser installs the app. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import { startCloudRelay, type CloudRelay } from "../../../support/slack/cloud-relay.ts";

let relay: CloudRelay;
let workspace: SlackSandbox;
beforeEach(async () => {
  relay = await startCloudRelay();
  [workspace] = relay.workspaces;
});
afterEach(() => relay[Symbol.asyncDispose]());

const isInstalled = async (): Promise<boolean> =>
  (await relay.store.installations.get(`slack:${workspace.teamId}`)) !== undefined;

async function lead() {
  const browser = relay.newBrowser();
  const answer = await browser.open("/slack/install");
  return { browser, answer, location: answer.headers.get("location") ?? "" };
}

it("leads to Slack with a state, in a cookie that no script reads", async () => {
  const { answer, location } = await lead();
  expect(answer.status).toBe(302);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const state = new URL(location).searchParams.get("state") ?? "";
  expect(state.length).toBeGreaterThan(40);
  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toContain(`=${state};`);
  expect(cookie).toMatch(/Secure; HttpOnly/);
});

it("says that the app is installed, by the workspace's name, and deletes the cookie", async () => {
  const page = await relay.install(workspace);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(`installed in Studio &lt;${workspace.teamId}&gt;.`);
  expect(page.headers.getSetCookie()[0]).toContain("1970");
  expect(await isInstalled()).toBe(true);
});

it("says that the person cancelled", async () => {
  const { browser, location } = await lead();
  const page = await browser.open(relay.cloud.answer(location, "cancel"));
  expect(await page.text()).toMatch(/cancelled.*nothing was installed/i);
  expect(await isInstalled()).toBe(false);
});

it.each<[string, (back: URL) => void]>([
  ["without a state", (back) => back.searchParams.delete("state")],
  ["with another state", (back) => back.searchParams.set("state", "another")],
  ["without a code", (back) => back.searchParams.delete("code")],
])("refuses to install %s", async (_, change) => {
  const { browser, location } = await lead();
  const back = new URL(relay.cloud.answer(location, { workspace }));
  change(back);
  const page = await browser.open(back.href);
  expect(page.status).toBe(400);
  expect(await page.text()).toContain("/slack/install");
  expect(await isInstalled()).toBe(false);
});

it("refuses to install in another browser than the one that began it", async () => {
  const { location } = await lead();
  const back = relay.cloud.answer(location, { workspace });
  expect((await relay.newBrowser().open(back)).status).toBe(400);
  const other = await lead();
  expect((await other.browser.open(back)).status).toBe(400);
  expect(await isInstalled()).toBe(false);
});

it("refuses a code that was used before", async () => {
  const { browser, location } = await lead();
  const back = new URL(relay.cloud.answer(location, { workspace }));
  await browser.open(back.href);
  await relay.store.installations.update(`slack:${workspace.teamId}`, () => undefined);
  const again = await lead();
  const state = new URL(again.location).searchParams.get("state") ?? "";
  back.searchParams.set("state", state);
  const page = await again.browser.open(back.href);
  expect(page.status).toBe(400);
  expect(await page.text()).toMatch(/went wrong/);
  expect(await isInstalled()).toBe(false);
  expect(relay.log.events).toContain("installation.failed");
});

it("installs nothing while the store is down, and says so", async () => {
  const { browser, location } = await lead();
  const back = relay.cloud.answer(location, { workspace });
  relay.store.failWith(new Error("disk full"));
  expect((await browser.open(back)).status).toBe(400);
  relay.store.failWith(undefined);
  expect(await isInstalled()).toBe(false);
});

// Every request with a code that is none wrote a line, and anyone can send such requests.
it("logs a failure once, however often someone tries", async () => {
  for (let count = 0; count < 20; count += 1) {
    const { browser, location } = await lead();
    const state = new URL(location).searchParams.get("state") ?? "";
    const page = await browser.open(`/slack/oauth_redirect?code=none&state=${state}`);
    expect(page.status).toBe(400);
  }
  expect(relay.log.events.filter((event) => event === "installation.failed")).toHaveLength(1);
});
