import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { COMMAND_NAMES, DEFAULT_COMMAND_PREFIX, typedName } from "../../core/command-names.ts";
import type { Command } from "../../core/command.ts";
import type { MessageRef } from "../../core/follow/follow.ts";
import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Installation } from "../../core/channel/installation.ts";
import type { RecordStore } from "../../core/ports/stores.ts";
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
import { SlackWebClient, type WebApiSettings } from "./api/web-client.ts";
import { BoltApp, type ReceivedEvent } from "./events/bolt-app.ts";
import { SlackInteractions } from "./events/interactions.ts";
import { SlackEventsEndpoint } from "./http/events-endpoint.ts";
import { createInstallEndpoints, type OauthApp } from "./installations/install-endpoints.ts";
import { SlackInstallations } from "./installations/installations.ts";
import { InstalledWorkspaces } from "./installations/installed-workspaces.ts";
import { OneWorkspace } from "./installations/one-workspace.ts";
import { SecretBox } from "./installations/secret-box.ts";
import { SlackWorkspace } from "./installations/slack-workspace.ts";
import type { SlackWorkspaces } from "./installations/workspaces.ts";
import { manifestPlace } from "./manifest.ts";
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

/** The workspaces that the app works in: the one of a bot token, or all that install it. */
export type SlackMembership =
  | {
      /** `xoxb-…` */
      readonly botToken: string;
      readonly oauth?: undefined;
      /** Not used. */
      readonly installations?: RecordStore<Installation>;
    }
  | {
      readonly botToken?: undefined;
      /** Absent if the app is installed through other processes only. */
      readonly oauth?: OauthApp;
      /** Where the workspaces that have installed the app are stored. */
      readonly installations: RecordStore<Installation>;
      /** Keys for the tokens in that store: 32 bytes each, in hexadecimal. The first one seals; all of them open. */
      readonly secretKeys: readonly string[];
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
  /** Called when commands start or stop arriving, or once the token of a process that only posts is accepted. */
  readonly onConnection?: ConnectionListener;
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
  readonly #http = new SlackHttp();
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
    const apiUrl = options.apiUrl.replace(/\/*$/, "/");
    const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const webApi = { apiUrl, http: this.#http, log, timeoutMs };
    const app = new BoltApp({ webApi, log });
    this.#workspaces = createWorkspaces(options, webApi);
    this.#interactions = new SlackInteractions({
      app,
      workspaces: this.#workspaces,
      apiUrl,
      commands: options.commands,
      commandPrefix,
      handlers: options.handlers,
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

function createWorkspaces(options: SlackAdapterOptions, webApi: WebApiSettings): SlackWorkspaces {
  const { botToken, log, clock, commandPrefix = DEFAULT_COMMAND_PREFIX } = options;
  if (botToken !== undefined) {
    const client = new SlackWebClient({ ...webApi, botToken });
    const workspace = new SlackWorkspace({ client, log, clock });
    const overHttp = options.signingSecret !== undefined;
    const manifest = manifestPlace(commandPrefix, { overHttp });
    return new OneWorkspace({ workspace, log, clock, manifest });
  }
  const box = new SecretBox(options.secretKeys);
  const installations = new SlackInstallations({ store: options.installations, box, log });
  const helpCommand = `/${typedName(COMMAND_NAMES.help, commandPrefix)}`;
  const { oauth } = options;
  const endpoints =
    oauth && options.receivesCommands !== false
      ? createInstallEndpoints({ oauth, installations, webApi, clock, helpCommand })
      : [];
  return new InstalledWorkspaces({ installations, webApi, clock, endpoints });
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
