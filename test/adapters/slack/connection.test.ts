import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace();
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
    "Slack said disconnect: %s",
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
      expect(workspace.log.events.filter((event) => event === "slack.unreachable").length).toBe(2),
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

  // The SDK's own reconnecting ended the process with an unhandled rejection here.
  it("the app token was revoked and given back, which is logged once as an error", async () => {
    const { slack, log } = workspace;
    slack.revokeAppToken();
    slack.socket.reset();
    await vi.waitFor(
      () => expect(log.events.filter((event) => event === "slack.unreachable").length).toBe(3),
      5_000,
    );
    expect(log.events.filter((event) => event === "slack.token_refused")).toHaveLength(1);
    slack.restoreTokens();
    await vi.waitFor(() => expect(slack.socketCount).toBe(1), 10_000);
    await expectCommandsArrive("job:after-revocation");
  });
});

it("notices a connection that is dead without a word", async () => {
  workspace.slack.socket.muteHeartbeat(true);
  await vi.waitFor(() => expect(connects()).toBe(2), 15_000);
  workspace.slack.socket.muteHeartbeat(false);
  await expectCommandsArrive("job:after-silence");
});
