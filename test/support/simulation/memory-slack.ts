import { Agent, MockAgent, type Dispatcher } from "undici";
import { openDirect } from "../../../src/adapters/slack/access/open-direct.ts";
import { SlackPosts } from "../../../src/adapters/slack/messages/posts.ts";
import { SlackHttp } from "../../../src/adapters/slack/api/http.ts";
import { SlackWebClient } from "../../../src/adapters/slack/api/web-client.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { Logger } from "../../../src/core/ports/logger.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { createFakeLogger } from "../fakes/fake-logger.ts";
import { MemoryPlatform, type MemoryMessage } from "./memory-platform.ts";
import type { CrashableProcess } from "./crashable-process.ts";
import { purpose, withPurpose, type Purpose } from "./purpose.ts";

const ORIGIN = "https://files.test";
const IDENTITY = { teamUrl: "https://t.slack.test/", teamId: "T1", botId: "B1", botUserId: "UB" };

type Args = Readonly<Record<string, unknown>>;

/** An argument as it is sent; empty if there is none. */
function text(args: Args, name: string): string {
  const value = args[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Slack's channels in memory, behind the real SlackPosts, with their SlackMessages and SlackResults. */
export class MemorySlack extends MemoryPlatform {
  readonly #uploads = new Uploads();
  /** Where each completed file is to be seen; `undefined`: about to be. */
  readonly #shares = new Map<string, MemoryMessage | undefined>();
  /** The names of files, by their ids. */
  readonly #names = new Map<string, string>();

  constructor(clock: FakeClock) {
    super("slack", clock);
  }

  override within(process: CrashableProcess): PlatformAdapter {
    const log = createFakeLogger();
    const outside = process.reach<Outside>({
      now: () => this.now(),
      call: (method, args) => this.#call(method, args),
    });
    const client = new MemoryWebClient({ log, dispatcher: this.#uploads, outside });
    const posts = new SlackPosts({
      client,
      log,
      clock: process.clock(this.clock),
      identity: () => IDENTITY,
      names: { of: () => undefined, read: async () => {} },
    });
    const base = process.reach<PlatformAdapter>(this);
    return {
      ...withPurpose(posts),
      platform: "slack",
      start: (signal) => base.start(signal),
      stopCommands: () => base.stopCommands(),
      stop: () => base.stop(),
      openThread: async ({ channel, root }) => ({ ...channel, thread: channel.thread ?? root.id }),
      openDirect: ({ userId, signal }) =>
        openDirect(client.withSignal(signal), { userId, workspace: "T1" }),
    };
  }

  protected override nextId(): string {
    const seconds = Math.floor(this.now() / 1_000);
    return `${seconds}.${String(this.nextNumber()).padStart(6, "0")}`;
  }

  protected override refuseReply(): Error {
    return new PlatformError("message_lost", "thread_not_found");
  }

  async #call(method: string, args: Args): Promise<object> {
    const channel = text(args, "channel") || text(args, "channel_id");
    const forWhat = purpose.getStore();
    const isReply = args["thread_ts"] !== undefined;
    switch (method) {
      case "chat.postMessage": {
        const act = () => ({ ts: this.#post(channel, args, forWhat).id });
        return this.carryOut({ kind: "post", channel, isReply, act });
      }
      case "chat.update":
        return this.carryOut({
          kind: "edit",
          edited: text(args, "ts"),
          channel,
          hasFiles: args["file_ids"] !== undefined,
          act: () => this.#edit(args, forWhat),
        });
      case "conversations.history":
      case "conversations.replies":
        return this.carryOut({ kind: "read", channel, act: () => this.#page(channel, args) });
      case "files.getUploadURLExternal": {
        const file = { file_id: `F${this.nextNumber()}`, upload_url: `${ORIGIN}/upload` };
        this.#names.set(file.file_id, text(args, "filename"));
        return this.carryOut({ kind: "open", channel, act: () => file });
      }
      case "files.completeUploadExternal": {
        const act = () => this.#complete(channel, args, forWhat);
        return this.carryOut({ kind: "post", channel, hasFiles: channel !== "", isReply, act });
      }
      case "files.info": {
        const act = () => this.#info(text(args, "file"));
        return this.carryOut({ kind: "read", channel, act });
      }
      case "conversations.open": {
        const act = () => ({ channel: { id: `D${text(args, "users")}` } });
        return this.carryOut({ kind: "open", channel, act });
      }
      default:
        throw new Error(`${method} is not known here`);
    }
  }

  #post(channel: string, args: Args, forWhat: Purpose | undefined): MemoryMessage {
    const metadata = args["metadata"] as { event_payload: { key: string } };
    return this.add({
      channel,
      thread: args["thread_ts"] as string | undefined,
      isBroadcast: args["reply_broadcast"] === true,
      isOurs: true,
      content: text(args, "text"),
      mark: metadata.event_payload.key,
      postedFor: forWhat?.key,
      shows: forWhat?.shows ?? [],
    });
  }

  #edit(args: Args, forWhat: Purpose | undefined): object {
    const message = this.find(text(args, "ts"));
    message.content = text(args, "text");
    message.shows = forWhat?.shows ?? [];
    message.editedFor.push(forWhat?.key);
    const ids = args["file_ids"] as readonly string[] | undefined;
    if (ids) message.fileIds = ids;
    if (ids) message.fileNames = this.#namesOf(ids);
    return {};
  }

  #namesOf(ids: readonly string[]): string[] {
    return ids.map((id) => this.#names.get(id) ?? "");
  }

  #complete(channel: string, args: Args, forWhat: Purpose | undefined): object {
    const ids = (args["files"] as { id: string }[]).map(({ id }) => id);
    if (channel === "") return {};
    if (ids.some((id) => this.#shares.has(id))) throw new PlatformError("rejected", "completed");
    for (const id of ids) this.#shares.set(id, undefined);
    // It shows up a little later than it is taken.
    this.clock.setTimer(700, () => {
      const thread = args["thread_ts"] as string | undefined;
      const content = text(args, "initial_comment");
      const fields = { channel, thread, isOurs: true, content, fileIds: ids, files: ids.length };
      const { key: postedFor, shows = [] } = forWhat ?? {};
      const fileNames = this.#namesOf(ids);
      const message = this.add({ ...fields, fileNames, shows, postedFor });
      for (const id of ids) this.#shares.set(id, message);
    });
    return {};
  }

  #info(id: string): object {
    const message = this.#shares.get(id);
    if (!message) return { file: {} };
    const share = { ts: message.id, ...(message.thread && { thread_ts: message.thread }) };
    return { file: { shares: { public: { [message.channel]: [share] } } } };
  }

  #page(channel: string, { oldest, ts, cursor = "0", limit }: Args): object {
    const thread = ts as string | undefined;
    const here = this.messages.filter(
      (message) =>
        message.channel === channel &&
        (message.thread === thread ||
          message.id === thread ||
          (thread === undefined && message.isBroadcast === true)) &&
        Number(message.id) > Number(oldest ?? 0),
    );
    const from = Number(cursor);
    const to = from + Number(limit);
    return {
      messages: here.toReversed().slice(from, to).map(toJson),
      ...(to < here.length && { response_metadata: { next_cursor: String(to) } }),
    };
  }
}

const toJson = ({ id, isOurs, content, mark, fileIds }: MemoryMessage) => ({
  ts: id,
  text: content,
  user: isOurs ? IDENTITY.botUserId : "U1",
  ...(mark && { metadata: { event_type: "pika_relay_post", event_payload: { key: mark } } }),
  files: fileIds.map((each) => ({ id: each })),
});

/** What takes the place of the network. */
interface Outside {
  now(): number;
  call(method: string, args: Args): Promise<object>;
}

/** Slack's Web API without a network. */
class MemoryWebClient extends SlackWebClient {
  readonly #outside: Outside;

  constructor(options: { log: Logger; dispatcher: Agent; outside: Outside }) {
    const { log, outside } = options;
    const http = new MemoryHttp(options);
    super({ botToken: "xoxb-1", apiUrl: "https://slack.test/api/", http, log, timeoutMs: 15_000 });
    this.#outside = outside;
  }

  override withSignal(_signal?: AbortSignal): SlackWebClient {
    return this;
  }

  override async apiCall(method: string, args: Args = {}) {
    return { ok: true, ...(await this.#outside.call(method, args)) };
  }
}

/** The clock of the test, and uploads that all succeed. */
class MemoryHttp extends SlackHttp {
  readonly #outside: Outside;
  readonly #uploads: Agent;

  constructor({ dispatcher, outside }: { dispatcher: Agent; outside: Outside }) {
    super();
    this.#uploads = dispatcher;
    this.#outside = outside;
  }

  override get dispatcher(): Agent {
    return this.#uploads;
  }

  override now(): number {
    return this.#outside.now();
  }
}

/** Takes every upload. */
class Uploads extends Agent {
  readonly #mock = new MockAgent();

  constructor() {
    super();
    const files = this.#mock.get(ORIGIN);
    files
      .intercept({ path: () => true, method: "POST" })
      .reply(200, "OK")
      .persist();
  }

  override dispatch(options: Agent.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#mock.dispatch({ ...options, origin: ORIGIN }, handler);
  }
}
