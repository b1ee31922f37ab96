import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { DEFAULT_COMMAND_PREFIX } from "../../core/command-names.ts";
import type { Command } from "../../core/command.ts";
import type { MessageRef } from "../../core/follow/follow.ts";
import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type {
  ConnectionListener,
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
import { SocketConnection } from "./socket/connection.ts";
import { openDirect } from "./access/open-direct.ts";
import { identify, type SlackIdentity } from "./api/identity.ts";
import { BoltApp, type ReceivedEvent } from "./events/bolt-app.ts";
import { SlackEventsEndpoint } from "./http/events-endpoint.ts";
import { manifestPlace } from "./manifest.ts";
import { SlackInteractions } from "./events/interactions.ts";
import { SlackLocales } from "./access/locales.ts";
import { SlackNames } from "./access/names.ts";
import { SlackPosts } from "./messages/posts.ts";
import { SlackHttp } from "./api/http.ts";
import { SlackWebClient, type WebApiSettings } from "./api/web-client.ts";

const REQUEST_TIMEOUT_MS = 15_000;
const UNUSED_APP_TOKEN = {
  platform: "slack",
  variable: "SLACK_APP_TOKEN",
  effect: "not used: with SLACK_SIGNING_SECRET, Slack sends everything by HTTP",
  cure: "remove one of the two",
};

/** How events and commands arrive: over a socket, or by HTTP if there is a signing secret. */
export type SlackIntake =
  | {
      /** `xapp-…`, with the scope connections:write. */
      readonly appToken: string;
      readonly signingSecret?: undefined;
    }
  | {
      /** Checks that a request is from Slack. */
      readonly signingSecret: string;
      /** Not used. */
      readonly appToken?: string;
    };

/** Options of {@link SlackAdapter}. */
export type SlackAdapterOptions = SlackIntake & CommonOptions;

interface CommonOptions {
  /** `xoxb-…` */
  readonly botToken: string;
  /** Web API base, with or without the slash at its end. */
  readonly apiUrl: string;
  /** The slash commands that the app's manifest lists. */
  readonly commands: readonly Command[];
  /** What the names of the commands begin with for people. Default: `pika`. */
  readonly commandPrefix?: string;
  /** Called for every command and action. */
  readonly handlers: Handlers;
  /** Called when commands start or stop arriving. */
  readonly onConnection?: ConnectionListener;
  readonly log: Logger;
  readonly clock: Clock;
  /** How long one call of the Web API may take, in milliseconds; 15,000 by default. */
  readonly requestTimeoutMs?: number;
}

/** Slack as one bot in one workspace, over Socket Mode or HTTP. */
export class SlackAdapter implements PlatformAdapter {
  readonly platform = "slack";
  readonly endpoints: readonly HttpEndpoint[];
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #client: SlackWebClient;
  readonly #connection: SocketConnection | SlackEventsEndpoint;
  readonly #interactions: SlackInteractions;
  readonly #posts: SlackPosts;
  readonly #commandPrefix: string;
  /** Where people find the app's manifest. */
  readonly #manifest: string;
  readonly #stopping = new AbortController();
  #identity: SlackIdentity = {};

  constructor(options: SlackAdapterOptions) {
    const { botToken, log, clock, commandPrefix = DEFAULT_COMMAND_PREFIX } = options;
    this.#commandPrefix = commandPrefix;
    this.#manifest = manifestPlace(commandPrefix, {
      overHttp: options.signingSecret !== undefined,
    });
    this.#log = log;
    this.#clock = clock;
    const apiUrl = options.apiUrl.replace(/\/*$/, "/");
    const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const webApi = { apiUrl, http: new SlackHttp(), log, timeoutMs };
    const client = new SlackWebClient({ ...webApi, botToken });
    this.#client = client;
    const names = new SlackNames(client);
    const app = new BoltApp({ botToken, webApi, log });
    this.#interactions = new SlackInteractions({
      app,
      client,
      commands: options.commands,
      commandPrefix,
      handlers: options.handlers,
      log,
      locales: new SlackLocales({ client, clock, log }),
      identity: () => this.#identity,
      onPerson: (userId, name) => names.note(userId, name),
    });
    this.#connection = createConnection(options, { webApi, app });
    this.endpoints = "handle" in this.#connection ? [this.#connection] : [];
    this.#posts = new SlackPosts({
      client,
      log,
      clock,
      identity: () => this.#identity,
      names,
    });
  }

  get workspace(): string | undefined {
    return this.#identity.teamId;
  }

  async start(outerSignal: AbortSignal): Promise<void> {
    if (this.#stopping.signal.aborted)
      throw new RelayError("stopped", "a stopped adapter does not start again");
    const signal = AbortSignal.any([outerSignal, this.#stopping.signal]);
    const { teamUrl, botName } = await this.#identify(signal);
    this.#interactions.start();
    await this.#connection.start(signal);
    const install = `create or update the app from ${this.#manifest} at https://api.slack.com/apps`;
    this.#log.info({ platform: "slack", teamUrl, botName, install }, "slack.ready");
  }

  stopCommands(): void {
    this.#interactions.stop();
  }

  async stop(): Promise<void> {
    this.#interactions.stop();
    this.#stopping.abort();
    await this.#connection.stop();
    await this.#client.http.close();
  }

  postStatus(post: StatusPost): Promise<MessageRef> {
    return this.#posts.postStatus(this.#withNames(post));
  }

  findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    return this.#posts.findStatus(this.#withNames(post));
  }

  editStatus(edit: StatusEdit): Promise<void> {
    return this.#posts.editStatus(this.#withNames(edit));
  }

  postResult(post: ResultPost): Promise<MessageRef> {
    return this.#posts.postResult(this.#withNames(post));
  }

  async openThread({ channel, root }: ThreadRequest): Promise<ChannelRef> {
    // Any message can have a thread, made by the first answer; but there are none within threads.
    return { ...channel, thread: channel.thread ?? root.id };
  }

  async openDirect(userId: string, signal?: AbortSignal): Promise<ChannelRef> {
    const client = this.#client.withSignal(signal);
    return openDirect(client, { userId, workspace: this.#identity.teamId });
  }

  #withNames<T extends StatusPost | StatusEdit>(post: T): T {
    return { ...post, message: nameCommands(post.message, this.#commandPrefix) };
  }

  async #identify(signal: AbortSignal): Promise<SlackIdentity> {
    this.#identity = await identify({
      client: this.#client,
      log: this.#log,
      clock: this.#clock,
      manifest: this.#manifest,
      signal,
    });
    return this.#identity;
  }
}

function createConnection(
  options: SlackAdapterOptions,
  { webApi, app }: { webApi: WebApiSettings; app: BoltApp },
): SocketConnection | SlackEventsEndpoint {
  const { appToken, signingSecret, log, clock } = options;
  const common = {
    log,
    clock,
    onEvent: (event: ReceivedEvent) => app.receive(event),
    onConnected: (connected: boolean) => options.onConnection?.({ platform: "slack", connected }),
  };
  if (signingSecret === undefined) return new SocketConnection({ ...common, appToken, webApi });
  if (appToken !== undefined) log.warn(UNUSED_APP_TOKEN, "slack.app_token_unused");
  return new SlackEventsEndpoint({ ...common, signingSecret });
}

/** Creates a Slack adapter. It sends nothing before it is started. */
export const createSlackAdapter = (options: SlackAdapterOptions): SlackAdapter =>
  new SlackAdapter(options);
