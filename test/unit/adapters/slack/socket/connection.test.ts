import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createHurriedClock,
  createResultPost,
  openWorkspace,
  type Workspace,
} from "../../../../support/slack/workspace.ts";

/** How many times as fast the adapter takes time to be. */
const SPEED = 30;

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace({ clock: createHurriedClock(SPEED) });
  await workspace.start();
});
// An unhandled rejection or a crash fails the run by itself.
afterEach(() => workspace[Symbol.asyncDispose]());

async function expectCommandsArrive(text: string): Promise<void> {
  const { slack, invocations } = workspace;
  await (
    await slack.command({ command: "/pika-status", text })
  ).acknowledged;
  await vi.waitFor(() => expect(invocations.at(-1)?.options["jobid"]).toBe(text));
}

const connects = (): number => workspace.slack.requestsOf("apps.connections.open").length;

describe("commands arrive again after", () => {
  it.each(["warning", "refresh_requested", "link_disabled"] as const)(
    "Slack sent disconnect: %s",
    async (reason) => {
      workspace.slack.socket.disconnect(reason);
      await vi.waitFor(() => expect(connects()).toBe(2));
      await workspace.slack.waitForSocket();
      await expectCommandsArrive("job:after-refresh");
    },
  );

  it("the connection broke", async () => {
    workspace.slack.socket.reset();
    await vi.waitFor(() => expect(connects()).toBe(2));
    await expectCommandsArrive("job:after-reset");
  });

  it("Slack was away for a while", async () => {
    await workspace.slack.pause();
    await vi.waitFor(() =>
      expect(
        workspace.log.events.filter((event) => event === "slack.unreachable").length,
      ).toBeGreaterThan(1),
    );
    await workspace.slack.resume();
    await expectCommandsArrive("job:after-outage");
  });

  it("Slack refused connections for a while", async () => {
    workspace.slack.socket.refuseConnections(3);
    workspace.slack.socket.reset();
    await vi.waitFor(() => expect(connects()).toBe(5), 5_000);
    await expectCommandsArrive("job:after-refusals");
  });

  // The SDK's own reconnecting ended the process with an unhandled rejection here, and ours asked twice a minute,
  // each time with a warning.
  it("the app token was revoked and restored: one error line, slow retries, and posting goes on", async () => {
    const { slack, adapter, log, ref } = workspace;
    const refusals = (): number[] =>
      slack
        .requestsOf("apps.connections.open")
        .filter(({ error }) => error !== undefined)
        .map(({ at }) => at);
    slack.revokeAppToken();
    slack.socket.reset();
    await vi.waitFor(() => expect(refusals()).toHaveLength(2), 10_000);
    const [first = 0, second = 0] = refusals();
    expect((second - first) * SPEED).toBeGreaterThanOrEqual(59_000);
    expect(log.lines.filter(({ level }) => level === "error")).toMatchObject([
      {
        event: "slack.token_refused",
        fields: { variable: "SLACK_APP_TOKEN", cure: expect.stringContaining("restart") },
      },
    ]);
    expect(log.events).not.toContain("slack.unreachable");
    const channel = ref(slack.channels.publicJoined);
    await adapter.postResult(createResultPost(channel, { files: [] }));
    expect(slack.messages(channel.channel)).toHaveLength(1);
    slack.restoreTokens();
    await vi.waitFor(() => expect(slack.socketCount).toBe(1), 10_000);
    expect(log.events.filter((event) => event === "slack.connected")).toHaveLength(2);
    await expectCommandsArrive("job:after-revocation");
  });
});

it("notices a connection that died silently", async () => {
  workspace.slack.socket.muteHeartbeat(true);
  await vi.waitFor(() => expect(connects()).toBe(2), 15_000);
  workspace.slack.socket.muteHeartbeat(false);
  await expectCommandsArrive("job:after-silence");
});

/** How many sockets there were after each that came or went. */
const watchSockets = (): number[] => {
  const counts: number[] = [];
  workspace.slack.on("sockets", (count) => void counts.push(count));
  return counts;
};

describe("at a planned refresh", () => {
  // The SDK closes the old socket first, and whatever was typed until the next one stood was lost.
  it("the next socket opens before the last one closes, and closes at a stop", async () => {
    const counts = watchSockets();
    workspace.slack.socket.disconnect("warning");
    await vi.waitFor(() => expect(counts).toEqual([2, 1]));
    expect(workspace.connections).toEqual([true]);
    await expectCommandsArrive("job:after-refresh");
  });

  it("the last socket is used until there is another", async () => {
    const counts = watchSockets();
    workspace.slack.socket.refuseConnections(4);
    workspace.slack.socket.disconnect("warning");
    await vi.waitFor(() => expect(connects()).toBe(3));
    await expectCommandsArrive("job:meanwhile");
    await vi.waitFor(() => expect(counts).toEqual([2, 1]));
  });

  it("few sockets are open at a time, however often Slack refreshes", async () => {
    const counts = watchSockets();
    for (let refresh = 2; refresh <= 4; refresh += 1) {
      workspace.slack.socket.disconnect("warning");
      await vi.waitFor(() => expect(connects()).toBe(refresh));
      await vi.waitFor(() => expect(counts.at(-1)).toBeGreaterThan(0));
    }
    await vi.waitFor(() => expect(counts.at(-1)).toBe(1));
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    expect(Math.min(...counts)).toBe(1);
  });
});

it("reports when commands stop and start to arrive", async () => {
  const { slack, connections } = workspace;
  await slack.pause();
  await vi.waitFor(() => expect(connections).toEqual([true, false]));
  await slack.resume();
  await vi.waitFor(() => expect(connections).toEqual([true, false, true]), 10_000);
});
