import { commands } from "../../../commands/index.ts";
import { createSlackCloud, type SlackCloud } from "../../../sandbox/slack/oauth/slack-cloud.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";
import { createSlackAdapter, type SlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import { createApp } from "../../../src/app/create-app.ts";
import { FakeJobSource } from "../fakes/fake-job-source.ts";
import { FakeMediaFetcher } from "../fakes/fake-media.ts";
import { createFakeStore, type FakeStore } from "../fakes/fake-store.ts";
import { RecordingLogger } from "./recording-logger.ts";
import { createHurriedClock, sendByHttp, SIGNING_SECRET } from "./workspace.ts";
import { COMMON_APP_OPTIONS } from "../test-relay.ts";

/** A browser, which keeps the cookies of the relay. */
export class Browser {
  readonly #adapter: SlackAdapter;
  #cookie = "";

  constructor(adapter: SlackAdapter) {
    this.#adapter = adapter;
  }

  /** Opens an address of the relay. */
  async open(address: string): Promise<Response> {
    const url = new URL(address, "https://relay.example");
    const endpoint = this.#adapter.endpoints.find(({ path }) => path === url.pathname);
    if (!endpoint) throw new Error(`the relay has no ${url.pathname}`);
    const headers = new Headers();
    if (this.#cookie !== "") headers.set("cookie", this.#cookie);
    const answer = await endpoint.handle(new Request(url, { headers }));
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(";")[0] ?? "";
    return answer;
  }
}

/** A relay whose app many workspaces install; everything but its Slack side is a fake. */
export interface CloudRelay extends AsyncDisposable {
  readonly cloud: SlackCloud;
  readonly workspaces: readonly [SlackSandbox, SlackSandbox];
  readonly adapter: SlackAdapter;
  readonly store: FakeStore;
  readonly api: FakeJobSource;
  readonly media: FakeMediaFetcher;
  readonly log: RecordingLogger;
  readonly newBrowser: () => Browser;
  /** Installs the app in a workspace. Resolves with the page that says so. */
  readonly install: (workspace: SlackSandbox, organisation?: string) => Promise<Response>;
}

/** Options of {@link startCloudRelay}. */
export interface CloudRelayOptions {
  /** Default: an empty one. */
  readonly store?: FakeStore;
  /** Default: one key. */
  readonly secretKeys?: readonly string[];
  /** Default: two new workspaces. */
  readonly cloud?: SlackCloud;
}

export const SECRET_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/** Starts Slack with two workspaces. */
export const createTwoWorkspaces = (): Promise<SlackCloud> => {
  const manifest = renderManifest(commands, { publicUrl: "https://relay.example" });
  return createSlackCloud({ manifest, shareDelayMs: 0 });
};

/** Starts it. Disposing of it throws if the adapter sent something that the real Slack would refuse. */
export async function startCloudRelay(options: CloudRelayOptions = {}): Promise<CloudRelay> {
  const { store = createFakeStore(), secretKeys = [SECRET_KEY] } = options;
  const cloud = options.cloud ?? (await createTwoWorkspaces());
  const clock = createHurriedClock(60);
  const api = new FakeJobSource();
  const media = new FakeMediaFetcher();
  const log = new RecordingLogger();
  const { clientId, clientSecret, apiUrl } = cloud;
  let made: SlackAdapter | undefined;
  let ids = 0;
  const app = createApp({
    ...COMMON_APP_OPTIONS,
    sources: [api],
    store,
    media,
    clock,
    log,
    newId: () => `follow-${(ids += 1)}`,
    createAdapters: (handlers, onConnection) => {
      made = createSlackAdapter({
        signingSecret: SIGNING_SECRET,
        oauth: { clientId, clientSecret, stateSecret: "a state secret" },
        installations: store.installations,
        secretKeys,
        apiUrl,
        commands,
        handlers,
        onConnection,
        log,
        clock,
      });
      return [made];
    },
  });
  if (!made) throw new Error("no adapter was made");
  const adapter = made;
  sendByHttp(cloud, adapter, clock);
  await app.start();
  const [first, second] = cloud.workspaces;
  if (!first || !second) throw new Error("there are no two workspaces");
  return {
    cloud,
    workspaces: [first, second],
    adapter,
    store,
    api,
    media,
    log,
    newBrowser: () => new Browser(adapter),
    install: async (workspace, organisation) => {
      const browser = new Browser(adapter);
      const lead = await browser.open("/slack/install");
      const consent = { workspace, ...(organisation !== undefined && { organisation }) };
      return browser.open(cloud.answer(lead.headers.get("location") ?? "", consent));
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await cloud.close();
      const violations = [
        ...cloud.violations,
        ...cloud.workspaces.flatMap((each) => each.violations),
      ];
      if (violations.length > 0) throw new Error(`against Slack: ${JSON.stringify(violations)}`);
    },
  };
}
