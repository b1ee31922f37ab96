import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import {
  createDiscordAdapter,
  type DiscordAdapter,
  type DiscordAdapterOptions,
} from "../../../src/adapters/discord/adapter.ts";
import type { ChannelRef } from "../../../src/core/channel/channel-ref.ts";
import { line, message, type Message } from "../../../src/core/message.ts";
import type {
  ActionInvocation,
  CommandInvocation,
  CompletionRequest,
  Handlers,
  Suggestion,
} from "../../../src/core/invocation.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type { MediaFile } from "../../../src/core/ports/media.ts";
import type { ResultPost } from "../../../src/core/ports/platform.ts";
import type {
  CommandAction,
  DiscordSandbox,
  DiscordSandboxOptions,
  SandboxInteraction,
} from "../../../sandbox/discord/discord-sandbox.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { createFakeLogger, type FakeLogger } from "../fakes/fake-logger.ts";
import { offeredCommands } from "../offered-commands.ts";

/** The adapter with the real discord.js, connected to a stand-in. */
export interface Connected extends AsyncDisposable {
  readonly discord: DiscordSandbox;
  readonly adapter: DiscordAdapter;
  readonly log: FakeLogger;
  /** Commands as the services would get them. */
  readonly invocations: CommandInvocation[];
  /** Buttons and choices likewise. */
  readonly actions: ActionInvocation[];
  /** What was typed so far; each is offered `suggestions`. */
  readonly completions: CompletionRequest[];
  readonly suggestions: Suggestion[];
  readonly channel: ChannelRef;
  /** A person types /pika-status; resolves once the services have got it. */
  type(order?: Partial<CommandAction>): Promise<Typed>;
  /** What the services get of what a person does with a component. */
  acted(doing: Promise<SandboxInteraction>): Promise<Acted>;
  /** A channel of the default guild as the services would store it. */
  readonly channelRef: (channelId: string) => ChannelRef;
}

/** A command: what the person sees of it, and what the services got. */
interface Typed {
  readonly typed: SandboxInteraction;
  readonly invocation: CommandInvocation;
}

/** A button or a choice: what the person sees of it, and what the services got. */
interface Acted {
  readonly used: SandboxInteraction;
  readonly action: ActionInvocation;
}

/** Handlers that do nothing but what a test cares for. */
export const handlersWith = (parts: Partial<Handlers> = {}): Handlers => ({
  command: async () => {},
  action: async () => {},
  complete: async () => [],
  ...parts,
});

/** A job id as the job API makes them. */
export const JOB_ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

/** Real time, but so many times as fast: waits before another attempt cost no patience. */
export const hurriedClock = (speed: number): Clock => ({
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs() * speed,
  setTimer: (delayMs, run) => systemClock.setTimer(delayMs / speed, run),
});

/** Makes an adapter for a stand-in without starting it. */
export function adapterFor(
  discord: Pick<DiscordSandbox, "apiUrl" | "token">,
  options: Partial<DiscordAdapterOptions> = {},
): DiscordAdapter {
  return createDiscordAdapter({
    token: discord.token,
    apiUrl: discord.apiUrl,
    commands: offeredCommands,
    handlers: handlersWith(),
    log: createFakeLogger(),
    clock: hurriedClock(30),
    ...options,
  });
}

/** The ways in which commands arrive. */
export const WAYS_IN = [
  { way: "over the gateway", byHttp: false },
  { way: "by HTTP", byHttp: true },
] as const;

/** Has the stand-in send interactions to the adapter by HTTP, past the network. */
export const sendByHttp = (discord: DiscordSandbox, adapter: DiscordAdapter): Promise<void> =>
  discord.sendByHttp({
    url: "https://relay.example/discord/interactions",
    send: (request) => adapter.endpoints[0]!.handle(request),
  });

/** Starts both and waits until commands arrive: over the gateway, or by HTTP. */
export async function connect(
  options: {
    sandbox?: DiscordSandboxOptions;
    adapter?: Partial<DiscordAdapterOptions>;
    byHttp?: boolean;
  } = {},
): Promise<Connected> {
  const discord = await createDiscordSandbox(options.sandbox);
  const log = createFakeLogger();
  const invocations: CommandInvocation[] = [];
  const actions: ActionInvocation[] = [];
  const completions: CompletionRequest[] = [];
  const suggestions: Suggestion[] = [];
  const arrived = new EventEmitter();
  const adapter = adapterFor(discord, {
    log,
    // In a hurry Discord's deadline for acknowledging would pass too.
    clock: systemClock,
    handlers: {
      command: async (invocation) => {
        invocations.push(invocation);
        arrived.emit("invocation", invocation);
      },
      action: async (action) => {
        actions.push(action);
        arrived.emit("action", action);
      },
      complete: async (request) => {
        completions.push(request);
        return suggestions;
      },
    },
    ...(options.byHttp && { publicKey: discord.publicKey }),
    ...options.adapter,
  });
  await adapter.start(new AbortController().signal);
  if (options.byHttp) await sendByHttp(discord, adapter);
  const channelRef = (channelId: string): ChannelRef => ({
    platform: "discord",
    workspace: discord.guildId,
    channel: channelId,
  });
  return {
    discord,
    adapter,
    log,
    invocations,
    actions,
    completions,
    suggestions,
    channel: channelRef(discord.channelId),
    channelRef,
    type: async (order) => {
      const invocation = once(arrived, "invocation") as Promise<[CommandInvocation]>;
      const typed = await discord.command({
        name: "pika-status",
        options: { jobid: JOB_ID },
        ...order,
      });
      return { typed, invocation: (await invocation)[0] };
    },
    acted: async (doing) => {
      const action = once(arrived, "action") as Promise<[ActionInvocation]>;
      const used = await doing;
      return { used, action: (await action)[0] };
    },
    [Symbol.asyncDispose]: async () => {
      await adapter.stop();
      await discord.close();
    },
  };
}

/** A message of one line. */
export const say = (text: string): Message => message([line(text)]);

/** A status post with a key of its own. */
export const statusPost = (channel: ChannelRef, text: string, key = "follow-1:status") => ({
  channel,
  jobId: JOB_ID,
  message: say(text),
  key,
  mayAlreadyExist: false,
});

/** A result post; `parts` replaces what a test cares for. */
export function resultPost(channel: ChannelRef, parts: Partial<ResultPost> = {}): ResultPost {
  return {
    channel,
    jobId: JOB_ID,
    message: say("The video is ready."),
    key: "follow-1:result",
    mayAlreadyExist: false,
    files: [],
    save: async () => {},
    ...parts,
  };
}

/** A file whose bytes come in chunks and can be counted as they are pulled. */
export interface TestFile extends MediaFile {
  readonly sha256: string;
  /** How many chunks the latest reader has pulled. */
  pulled(): number;
  /** How often it was opened. */
  opened(): number;
}

/** A file of `chunks` different chunks of `chunkBytes` each. */
export function testFile(
  filename = "cat.mp4",
  { chunks = 4, chunkBytes = 16 * 1024 } = {},
): TestFile {
  const chunkAt = (index: number): Buffer => Buffer.alloc(chunkBytes, `${filename} ${index} `);
  const hash = createHash("sha256");
  for (let index = 0; index < chunks; index += 1) hash.update(chunkAt(index));
  let pulled = 0;
  let opened = 0;
  return {
    filename,
    contentType: "video/mp4",
    sizeBytes: chunks * chunkBytes,
    sha256: hash.digest("hex"),
    pulled: () => pulled,
    opened: () => opened,
    open: async function* () {
      opened += 1;
      pulled = 0;
      for (let index = 0; index < chunks; index += 1) {
        pulled += 1;
        yield chunkAt(index);
      }
    },
    dispose: async () => {},
  };
}
