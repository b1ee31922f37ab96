/**
 * Refusals that are not known to be final: proxy pages, and Slack errors that are in no list. They
 * once counted as our own defects, so that the result was discarded at once.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aJob } from "../../support/follows.ts";
import { startSlackRelay, type SlackRelay } from "../../support/slack/slack-relay.ts";

const MINUTES = 60_000;
const PAGE = "<html><title>403 Forbidden</title><body>Request blocked.</body></html>";
const POSTING = [
  "chat.postMessage",
  "chat.update",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
];

const running: PollResult = { kind: "job", job: aJob("running") };
const failed: PollResult = {
  kind: "job",
  job: aJob("failed", { error: "out of luck" }),
};
const completed: PollResult = {
  kind: "job",
  job: aJob("completed", {
    attachments: [
      { url: "https://media.example/a.mp4", filename: "a.mp4", contentType: "video/mp4" },
    ],
  }),
};

let relay: SlackRelay;
afterEach(() => relay[Symbol.asyncDispose]());

async function followThenEnd(ending: PollResult, begin: () => void): Promise<void> {
  relay.api.answer("job-1", running);
  relay.media.script("https://media.example/a.mp4", { bytes: mp4Bytes() });
  const asked = await relay.slack.command({ command: "/pika-status", text: "job-1" });
  await asked.waitForPrivateReply((reply) => reply.text.includes("Following"));
  begin();
  relay.api.answer("job-1", ending);
}

/** The follow that the command created. */
const follow = () => relay.store.all()[0];

const results = () =>
  relay.slack
    .messages(relay.slack.channels.publicJoined)
    .filter(({ ts }) => ts !== follow()?.statusMessage?.id);

const FAULTS = {
  "a proxy's 403 page": { status: 403, body: PAGE },
  "a proxy's 400 page": { status: 400, body: PAGE },
  "a proxy's 413 page": { status: 413, body: PAGE },
  "the edge's 451": { status: 451, body: "" },
  "a word of next year": { error: "brand_new_trouble" },
  "a migration of the workspace": { error: "org_login_required" },
} as const;

describe.each(Object.entries(FAULTS))("%s for ten minutes", (_, fault) => {
  it.each([
    ["a result without files", failed, 0],
    ["a result with a video", completed, 1],
  ] as const)(
    "delays %s, and it is posted once",
    async (_what, ending, files) => {
      relay = await startSlackRelay();
      await followThenEnd(ending, () => {
        for (const method of POSTING) relay.slack.failNext({ method, ...fault, times: Infinity });
      });
      await relay.pass(10 * MINUTES);
      expect(follow()?.state).toBe("settled");
      relay.slack.clearFaults();
      await vi.waitFor(() => expect(follow()?.state).toBe("delivered"), 10_000);
      expect(relay.slack.messages(relay.slack.channels.publicJoined)).toHaveLength(2);
      expect(results()).toHaveLength(1);
      expect(results()[0]?.files).toHaveLength(files);
    },
    30_000,
  );
});

it("posts the text with the link if the file server always refuses", async () => {
  relay = await startSlackRelay({ speed: 3_000 });
  await followThenEnd(completed, () =>
    relay.slack.failNext({ method: "upload", status: 403, body: PAGE, times: Infinity }),
  );
  await vi.waitFor(() => expect(follow()?.state).toBe("delivered"), 10_000);
  expect(results().map(({ files }) => files.length)).toEqual([0]);
  expect(results().map(shownText)).toEqual([
    expect.stringContaining("https://media.example/a.mp4"),
  ]);
}, 20_000);
