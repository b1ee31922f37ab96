import { createHash } from "node:crypto";
import { createSlackAdapter, type SlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import type {
  ActionInvocation,
  CommandInvocation,
  Handlers,
} from "../../../src/core/invocation.ts";
import { line, message } from "../../../src/core/message.ts";
import type { Checkpoint, ResultPost } from "../../../src/core/ports/platform.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type { MediaFile } from "../../../src/core/ports/media.ts";
import type { SlackSandbox, SlackSandboxOptions } from "../../../sandbox/slack/slack-sandbox.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";
import { offeredCommands } from "../offered-commands.ts";
import { RecordingLogger } from "./recording-logger.ts";

/** Real time, so many times as fast: half a minute of patience is over in a second. */
export function createHurriedClock(speed = 30): Clock {
  const startedAt = Date.now();
  const elapsedMs = (): number => (Date.now() - startedAt) * speed;
  return {
    now: () => startedAt + elapsedMs(),
    monotonicMs: elapsedMs,
    setTimer: (delayMs, run) => {
      const timer = setTimeout(run, delayMs / speed);
      return () => clearTimeout(timer);
    },
  };
}

export const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

/** Lets a stand-in send everything to an adapter by HTTP, without a server in between. */
export function sendByHttp(
  slack: Pick<SlackSandbox, "sendByHttp">,
  adapter: SlackAdapter,
  clock: Clock,
): void {
  const [endpoint] = adapter.endpoints;
  if (!endpoint) throw new Error("the adapter takes nothing by HTTP");
  slack.sendByHttp({
    url: `http://127.0.0.1${endpoint.path}`,
    signingSecret: SIGNING_SECRET,
    send: (request) => endpoint.handle(request),
    now: () => clock.now(),
  });
}

/** A stand-in workspace and an adapter that works in it. */
export interface Workspace extends AsyncDisposable {
  readonly slack: SlackSandbox;
  readonly adapter: SlackAdapter;
  readonly log: RecordingLogger;
  readonly invocations: CommandInvocation[];
  readonly actions: ActionInvocation[];
  /** The changes of its connection that the adapter reported. */
  readonly connections: boolean[];
  readonly start: () => Promise<void>;
  readonly ref: (channel: string, thread?: string) => ChannelRef;
}

/** Opens a workspace; the adapter is not started yet. Disposing of it throws where
 * the adapter sent something that the real Slack would not take. */
export async function openWorkspace(
  options: SlackSandboxOptions & {
    onCommand?: Handlers["command"];
    onAction?: Handlers["action"];
    tokens?: { botToken?: string; appToken?: string };
    /** Whether events come by HTTP. Default: over Socket Mode. */
    overHttp?: boolean;
    clock?: Clock;
    requestTimeoutMs?: number;
    mayAct?: () => boolean;
    commandPrefix?: string;
  } = {},
): Promise<Workspace> {
  const { onCommand, onAction, tokens, overHttp = false, ...others } = options;
  const {
    clock = createHurriedClock(),
    requestTimeoutMs,
    mayAct,
    commandPrefix,
    ...sandboxOptions
  } = others;
  const manifest = renderManifest(offeredCommands, {
    commandPrefix,
    ...(overHttp && { publicUrl: "https://relay.example" }),
  });
  const slack = await createSlackSandbox({ manifest, ...sandboxOptions });
  const log = new RecordingLogger();
  const invocations: CommandInvocation[] = [];
  const actions: ActionInvocation[] = [];
  const connections: boolean[] = [];
  const adapter = createSlackAdapter({
    botToken: tokens?.botToken ?? slack.botToken,
    ...(overHttp
      ? { signingSecret: SIGNING_SECRET }
      : { appToken: tokens?.appToken ?? slack.appToken }),
    apiUrl: slack.apiUrl,
    commands: offeredCommands,
    ...(commandPrefix !== undefined && { commandPrefix }),
    handlers: {
      command: async (invocation) => {
        invocations.push(invocation);
        await onCommand?.(invocation);
      },
      action: async (invocation) => {
        actions.push(invocation);
        await onAction?.(invocation);
      },
      complete: async () => [],
    },
    onConnection: ({ connected }) => void connections.push(connected),
    log,
    clock,
    mayAct,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
  if (overHttp) sendByHttp(slack, adapter, clock);
  const never = new AbortController();
  return {
    slack,
    adapter,
    log,
    invocations,
    actions,
    connections,
    start: () => adapter.start(never.signal),
    ref: (channel, thread) => ({
      platform: "slack",
      workspace: slack.teamId,
      channel,
      ...(thread === undefined ? {} : { thread }),
    }),
    async [Symbol.asyncDispose]() {
      await adapter.stop();
      await slack.close();
      const violations = slack.violations.map(({ method, kind, detail }) => [method, kind, detail]);
      if (violations.length > 0) throw new Error(`against Slack: ${JSON.stringify(violations)}`);
    },
  };
}

/** A file of a result: `sizeBytes` bytes that differ all along, made as they are read, all in the same memory. */
export function createVideo(sizeBytes = 100_000): MediaFile & { readonly sha256: string } {
  const chunks = function* (): Generator<Buffer> {
    const memory = Buffer.alloc(65_536);
    for (let at = 0; at < sizeBytes; at += 65_536) {
      const chunk = memory.subarray(0, sizeBytes - at);
      for (let i = 0; i < chunk.length; i += 1) chunk[i] = (at + i * 31 + (i >> 8)) % 251;
      yield chunk;
    }
  };
  const hash = createHash("sha256");
  for (const chunk of chunks()) hash.update(chunk);
  return {
    filename: "cat.mp4",
    contentType: "video/mp4",
    sizeBytes,
    sha256: hash.digest("hex"),
    open: async function* () {
      yield* chunks();
    },
    dispose: async () => undefined,
  };
}

/** A result post that keeps its checkpoint as the store would. */
export function createResultPost(
  channel: ChannelRef,
  parts: Partial<ResultPost> = {},
): ResultPost & { readonly saved: Checkpoint[] } {
  const saved: Checkpoint[] = [];
  return {
    channel,
    jobId: "job-1",
    message: message([line("The video is ready")]),
    key: "follow-1:result",
    mayAlreadyExist: false,
    files: [{ file: createVideo(), altText: "a cat on the moon" }],
    saved,
    save: async (checkpoint) => void saved.push(checkpoint),
    ...parts,
  };
}

/** The same post as the caller tries it again: with what was saved, and in doubt about the attempt before. */
export const again = <T extends ReturnType<typeof createResultPost>>(post: T): T => {
  const checkpoint = post.saved.at(-1);
  return { ...post, mayAlreadyExist: true, ...(checkpoint === undefined ? {} : { checkpoint }) };
};
