import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { line, mention, message, type Message } from "../../../../../src/core/message.ts";
import type { StatusPost } from "../../../../../src/core/ports/platform.ts";
import { openWorkspace, type Workspace } from "../../../../support/slack/workspace.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace();
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const saying = (text: string): Message => message([line(text)]);

function createPost(parts: Partial<StatusPost> = {}): StatusPost {
  return {
    channel: workspace.ref(workspace.slack.channels.publicJoined),
    jobId: "job-1",
    message: saying("Running"),
    key: "follow-1:status",
    mayAlreadyExist: false,
    ...parts,
  };
}

const texts = (channelId = workspace.slack.channels.publicJoined): string[] =>
  workspace.slack.messages(channelId).map(({ text }) => text);

describe("a status message", () => {
  it("is posted with a link to it, unfurls nothing, and is edited in place", async () => {
    const { slack, adapter, ref } = workspace;
    const channel = ref(slack.channels.publicJoined);
    const posted = await adapter.postStatus(createPost());
    expect(posted.url).toMatch(
      new RegExp(`^https?://.*/archives/${channel.channel}/p${posted.id.replace(".", "")}$`),
    );
    await adapter.editStatus({ channel, ref: posted, message: saying("Done & <b>") });
    const [only, ...others] = slack.messages(channel.channel);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      ts: posted.id,
      text: "Done &amp; &lt;b&gt;",
      unfurlLinks: false,
      unfurlMedia: false,
      metadata: { event_type: "pika_relay_post" },
    });
    expect(JSON.stringify(only?.metadata)).not.toContain("follow-1");
  });

  it("names the requesters without a ping", async () => {
    const { slack, adapter } = workspace;
    await (
      await slack.command({ command: "/pika-status", text: "x" })
    ).acknowledged;
    await adapter.postStatus(
      createPost({ message: message([line("For ", mention(slack.userId))]) }),
    );
    const [posted] = slack.messages(slack.channels.publicJoined);
    expect(posted?.pings.users).toEqual([]);
    expect(posted?.text).toMatch(new RegExp(`For <https?://\\S+/team/${slack.userId}\\|@\\w+>`));
  });

  it("pings the given users", async () => {
    const { slack, adapter } = workspace;
    const other = slack.addUser({ name: "other" });
    await adapter.postStatus(
      createPost({
        message: message([line(mention(slack.userId), mention(other.id))], { pings: [other.id] }),
      }),
    );
    expect(slack.messages(slack.channels.publicJoined)[0]?.pings.users).toEqual([other.id]);
  });

  it("goes to its thread, and its link leads there", async () => {
    const { slack, adapter, ref } = workspace;
    const parent = slack.say(slack.channels.publicJoined, "a thread");
    const channel = ref(slack.channels.publicJoined, parent.ts);
    const posted = await adapter.postStatus(createPost({ channel }));
    expect(slack.messages(channel.channel).at(-1)?.thread_ts).toBe(parent.ts);
    expect(posted.url).toContain(`thread_ts=${parent.ts}`);
    expect(await adapter.postStatus(createPost({ channel, mayAlreadyExist: true }))).toEqual(
      posted,
    );
  });

  it("joins the public channel it is not in", async () => {
    const { slack, adapter, ref } = workspace;
    const channel = ref(slack.channels.publicNotJoined);
    await adapter.postStatus(createPost({ channel }));
    expect(texts(channel.channel)).toEqual(["Running"]);
  });

  it("is not posted twice if its answer was lost", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "chat.postMessage", when: "after-processing", reset: true });
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({ code: "unavailable" });
    const found = await adapter.postStatus(createPost({ mayAlreadyExist: true }));
    expect(texts()).toEqual(["Running"]);
    expect(found.id).toBe(slack.messages(slack.channels.publicJoined)[0]?.ts);
  });

  // The text of the earlier attempt used to stay until the job's next change, however old it was.
  it("is updated if an earlier attempt posted it, unless it is already up to date", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "chat.postMessage", when: "after-processing", reset: true });
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({ code: "unavailable" });
    const later = createPost({ mayAlreadyExist: true, message: saying("Completed") });
    const found = await adapter.postStatus(later);
    expect(await adapter.postStatus(later)).toEqual(found);
    expect(texts()).toEqual(["Completed"]);
    expect(slack.requestsOf("chat.update")).toHaveLength(1);
  });

  it("counts as posted although it can no longer be updated", async () => {
    const { slack, adapter } = workspace;
    const posted = await adapter.postStatus(createPost());
    slack.failNext({ method: "chat.update", error: "edit_window_closed" });
    const again = createPost({ mayAlreadyExist: true, message: saying("Completed") });
    expect(await adapter.postStatus(again)).toEqual(posted);
    expect(texts()).toEqual(["Running"]);
  });

  it("ends at once if it is stopped during an update", async () => {
    const { slack, adapter } = workspace;
    await adapter.postStatus(createPost());
    slack.failNext({ method: "chat.update", hang: true });
    const stopping = new AbortController();
    const posting = adapter.postStatus(
      createPost({ mayAlreadyExist: true, message: saying("Completed"), signal: stopping.signal }),
    );
    await vi.waitFor(() => expect(slack.requestsOf("chat.update")).toHaveLength(1));
    stopping.abort();
    await expect(posting).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is found again behind hundreds of other messages", async () => {
    const { slack, adapter } = workspace;
    const posted = await adapter.postStatus(createPost());
    for (let i = 0; i < 450; i += 1) slack.say(slack.channels.publicJoined, `chatter ${i}`);
    expect(await adapter.postStatus(createPost({ mayAlreadyExist: true }))).toEqual(posted);
  });

  it("is posted if an earlier attempt posted nothing", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "chat.postMessage", reset: true });
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({ code: "unavailable" });
    await adapter.postStatus(createPost({ key: "another", message: saying("Other") }));
    await adapter.postStatus(createPost({ mayAlreadyExist: true }));
    expect(texts()).toEqual(["Other", "Running"]);
  });

  it("is not sent while it is unknown whether an earlier attempt posted it", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "conversations.history", status: 503 });
    await expect(adapter.postStatus(createPost({ mayAlreadyExist: true }))).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(texts()).toEqual([]);
  });

  // It used to be sent: if the channel was back a moment later, it was there twice.
  it("is not sent if the channel is lost while it is looked for", async () => {
    const { slack, adapter } = workspace;
    await adapter.postStatus(createPost());
    slack.failNext({ method: "conversations.history", error: "channel_not_found" });
    const again = createPost({ mayAlreadyExist: true });
    await expect(adapter.postStatus(again)).rejects.toMatchObject({ code: "channel_lost" });
    expect(texts()).toEqual(["Running"]);
  });

  it("is sent with a log line if the app may not read the history", async () => {
    const { slack, adapter, log } = workspace;
    slack.setScopes(slack.scopes.filter((scope) => !scope.endsWith(":history")));
    await adapter.postStatus(createPost({ mayAlreadyExist: true }));
    expect(texts()).toEqual(["Running"]);
    expect(log.events).toContain("history.unreadable");
  });
});

describe("a refusal of Slack is recognised:", () => {
  it("a channel that is gone, archived, or closed to the bot", async () => {
    const { slack, adapter, ref } = workspace;
    const lost = { name: "PlatformError", code: "channel_lost", retryable: false };
    const privateOne = ref(slack.channels.privateWithoutBot);
    await expect(adapter.postStatus(createPost({ channel: privateOne }))).rejects.toMatchObject(
      lost,
    );
    slack.archiveChannel(slack.channels.publicJoined);
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject(lost);
    slack.deleteChannel(slack.channels.publicNotJoined);
    const gone = ref(slack.channels.publicNotJoined);
    await expect(adapter.postStatus(createPost({ channel: gone }))).rejects.toMatchObject(lost);
  });

  it("a message that can no longer be edited", async () => {
    const { slack, adapter, ref } = workspace;
    const channel = ref(slack.channels.publicJoined);
    const posted = await adapter.postStatus(createPost());
    slack.removeMessage(channel.channel, posted.id);
    await expect(
      adapter.editStatus({ channel, ref: posted, message: saying("Done") }),
    ).rejects.toMatchObject({
      code: "message_lost",
    });
  });

  it("too many requests, and how long to wait", async () => {
    const { slack, adapter } = workspace;
    const headers = { "retry-after": "7" };
    slack.failNext({ method: "chat.postMessage", error: "ratelimited", headers });
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterMs: 7_000,
    });
    expect(slack.requestsOf("chat.postMessage")).toHaveLength(1);
  });

  it("an outage, after a single request", async () => {
    const { slack, adapter } = workspace;
    slack.failNext({ method: "chat.postMessage", status: 502, body: "<html>bad gateway</html>" });
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({ code: "unavailable" });
    expect(slack.requestsOf("chat.postMessage")).toHaveLength(1);
  });

  it("missing permissions, by name", async () => {
    const { slack, adapter } = workspace;
    slack.setScopes(slack.scopes.filter((scope) => scope !== "chat:write"));
    await expect(adapter.postStatus(createPost())).rejects.toMatchObject({
      code: "forbidden",
      missing: ["chat:write"],
    });
  });

  it("a token that is revoked later: kept for later, with one log line", async () => {
    const { slack, adapter, log } = workspace;
    slack.revokeBotToken();
    for (let i = 0; i < 3; i += 1)
      await expect(adapter.postStatus(createPost())).rejects.toMatchObject({ code: "unavailable" });
    expect(log.lines.filter(({ event }) => event === "slack.token_refused")).toMatchObject([
      { level: "error", fields: { variable: "SLACK_BOT_TOKEN", reason: "token_revoked" } },
    ]);
    expect(log.text()).not.toContain(slack.botToken);
    slack.restoreTokens();
    await adapter.postStatus(createPost());
    expect(texts()).toEqual(["Running"]);
  });
});

it("ends at once when it is stopped", async () => {
  const { slack, adapter } = workspace;
  slack.failNext({ method: "chat.postMessage", hang: true });
  const stopping = new AbortController();
  const posting = adapter.postStatus(createPost({ signal: stopping.signal }));
  await vi.waitFor(() => expect(slack.requestsOf("chat.postMessage")).toHaveLength(1));
  stopping.abort();
  await expect(posting).rejects.toMatchObject({ code: "unavailable" });
});
