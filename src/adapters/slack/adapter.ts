import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { DEFAULT_COMMAND_PREFIX } from "../../core/command-names.ts";
import type { Command } from "../../core/command.ts";
import type { MessageRef } from "../../core/follow/follow.ts";
import type { ClaimInteraction } from "../../core/interaction-claim.ts";
import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type {
  ConnectionListener,
  DirectRequest,
  PlatformAdapter,
  ResultPost,
  StatusEdit,
  StatusPost,
  ThreadRequest,
} from "../../core/ports/platform.ts";
import type { HttpEndpoint } from "../../core/ports/http-endpoint.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { RelayError } from "../../core/errors.ts";
import { nameCommands } from "../../core/message.ts";
import { openDirect } from "./access/open-direct.ts";
import { SlackHttp } from "./api/http.ts";
import type { WebApiSettings } from "./api/web-client.ts";
import { BoltApp, type ReceivedEvent } from "./events/bolt-app.ts";
import { SlackInteractions } from "./events/interactions.ts";
import { SlackEventsEndpoint } from "./http/events-endpoint.ts";
import { createWorkspaces, type SlackMembership } from "./installations/create-workspaces.ts";
import { watchRemovals } from "./installations/watch-removals.ts";
import type { SlackWorkspaces } from "./installations/workspaces.ts";
import type { SlackPosts } from "./messages/posts.ts";
import { SocketConnection } from "./socket/connection.ts";

const REQUEST_TIMEOUT_MS = 15_000;
const UNUSED_APP_TOKEN = {
  platform: "slack",
  variable: "SLACK_APP_TOKEN",
  effect: "not used: with SLACK_SIGNING_SECRET, Slack sends everything by HTTP",
  cure: "remove one of the two",
};

/** How events and commands arrive: over a socket, by HTTP if there is a signing secret, or not at all. */
export type SlackIntake =
  | {
      /** This process only posts: it opens no socket, and has no endpoints. */
      readonly receivesCommands: false;
      /** Not used. */
      readonly appToken?: string;
      readonly signingSecret?: string;
    }
  | {
      readonly receivesCommands?: true;
      /** `xapp-…`, with the scope connections:write. */
      readonly appToken: string;
      readonly signingSecret?: undefined;
    }
  | {
      readonly receivesCommands?: true;
      /** Checks that a request is from Slack. */
      readonly signingSecret: string;
      /** Not used. */
      readonly appToken?: string;
    };

/** Options of {@link SlackAdapter}. */
export type SlackAdapterOptions = SlackIntake & SlackMembership & CommonOptions;

interface CommonOptions {
  /** Web API base, with or without the slash at its end. */
  readonly apiUrl: string;
  /** The slash commands that the app's manifest lists. */
  readonly commands: readonly Command[];
  /** What the names of the commands begin with for people. Default: `pika`. */
  readonly commandPrefix?: string;
  /** Called for every command and action. */
  readonly handlers: Handlers;
  /** Called once an interaction is acknowledged. Default: this process gets all of them, so there is nothing to claim. */
  readonly claim?: ClaimInteraction | undefined;
  /** Called when commands start or stop arriving, or once the token of a process that only posts is accepted. */
  readonly onConnection?: ConnectionListener;
  /**
   * Asked right before each request that people in channels may see the effect of; not for answers to commands, which the
   * process that got the command sends. If it returns false, nothing is sent, and the call rejects with a NotOursError.
   * Default: always true.
   */
  readonly mayAct?: (() => boolean) | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  /** How long one call of the Web API may take, in milliseconds; 15,000 by default. */
  readonly requestTimeoutMs?: number;
}

/** Slack as one bot in one workspace, or as an app in all workspaces that install it. */
export class SlackAdapter implements PlatformAdapter {
  readonly platform = "slack";
  readonly endpoints: readonly HttpEndpoint[];
  readonly #log: Logger;
  readonly #http: SlackHttp;
  readonly #workspaces: SlackWorkspaces;
  readonly #connection: SocketConnection | SlackEventsEndpoint | undefined;
  readonly #onConnected: (connected: boolean) => void;
  readonly #interactions: SlackInteractions;
  readonly #commandPrefix: string;
  readonly #stopping = new AbortController();

  constructor(options: SlackAdapterOptions) {
    const { log, commandPrefix = DEFAULT_COMMAND_PREFIX } = options;
    this.#commandPrefix = commandPrefix;
    this.#log = log;
    this.#http = new SlackHttp(options);
    const apiUrl = options.apiUrl.replace(/\/*$/, "/");
    const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const webApi = { apiUrl, http: this.#http, log, timeoutMs };
    const app = new BoltApp({ webApi, log });
    this.#workspaces = createWorkspaces(options, {
      webApi,
      clock: options.clock,
      commandPrefix,
      overHttp: options.signingSecret !== undefined,
      receivesCommands: options.receivesCommands !== false,
    });
    watchRemovals(app, this.#workspaces);
    this.#interactions = new SlackInteractions({
      app,
      workspaces: this.#workspaces,
      apiUrl,
      commands: options.commands,
      commandPrefix,
      handlers: options.handlers,
      claim: options.claim,
      log,
    });
    this.#onConnected = (connected) => options.onConnection?.({ platform: "slack", connected });
    this.#connection = createConnection(options, { webApi, app, onConnected: this.#onConnected });
    const { endpoints } = this.#workspaces;
    this.endpoints =
      this.#connection && "handle" in this.#connection
        ? [this.#connection, ...endpoints]
        : endpoints;
  }

  get workspace(): string | undefined {
    return this.#workspaces.onlyId;
  }

  async start(outerSignal: AbortSignal): Promise<void> {
    if (this.#stopping.signal.aborted)
      throw new RelayError("stopped", "a stopped adapter does not start again");
    const signal = AbortSignal.any([outerSignal, this.#stopping.signal]);
    const about = await this.#workspaces.start(signal);
    this.#interactions.start();
    if (this.#connection) await this.#connection.start(signal);
    else this.#onConnected(true);
    this.#log.info({ platform: "slack", ...about }, "slack.ready");
  }

  stopCommands(): void {
    this.#interactions.stop();
  }

  async stop(): Promise<void> {
    this.#interactions.stop();
    this.#stopping.abort();
    await this.#connection?.stop();
    await this.#http.close();
  }

  async postStatus(post: StatusPost): Promise<MessageRef> {
    return (await this.#posts(post)).postStatus(this.#withNames(post));
  }

  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    return (await this.#posts(post)).findStatus(this.#withNames(post));
  }

  async editStatus(edit: StatusEdit): Promise<void> {
    return (await this.#posts(edit)).editStatus(this.#withNames(edit));
  }

  async postResult(post: ResultPost): Promise<MessageRef> {
    return (await this.#posts(post)).postResult(this.#withNames(post));
  }

  async openThread({ channel, root }: ThreadRequest): Promise<ChannelRef> {
    // Any message can have a thread, made by the first answer; but there are none within threads.
    return { ...channel, thread: channel.thread ?? root.id };
  }

  async openDirect({ userId, workspace: asked, signal }: DirectRequest): Promise<ChannelRef> {
    const { client, identity } = await this.#workspaces.get(asked);
    return openDirect(client.withSignal(signal), { userId, workspace: identity.teamId });
  }

  async #posts({ channel }: StatusPost | StatusEdit): Promise<SlackPosts> {
    return (await this.#workspaces.get(channel.workspace)).posts;
  }

  #withNames<T extends StatusPost | StatusEdit>(post: T): T {
    return { ...post, message: nameCommands(post.message, this.#commandPrefix) };
  }
}

function createConnection(
  options: SlackAdapterOptions,
  {
    webApi,
    app,
    onConnected,
  }: { webApi: WebApiSettings; app: BoltApp; onConnected: (connected: boolean) => void },
): SocketConnection | SlackEventsEndpoint | undefined {
  if (options.receivesCommands === false) return undefined;
  const { appToken, signingSecret, log, clock } = options;
  const common = {
    log,
    clock,
    onEvent: (event: ReceivedEvent) => app.receive(event),
    onConnected,
  };
  if (signingSecret === undefined) return new SocketConnection({ ...common, appToken, webApi });
  if (appToken !== undefined) log.warn(UNUSED_APP_TOKEN, "slack.app_token_unused");
  return new SlackEventsEndpoint({ ...common, signingSecret });
}

/** Creates a Slack adapter. It sends nothing before it is started. */
export const createSlackAdapter = (options: SlackAdapterOptions): SlackAdapter =>
  new SlackAdapter(options);
