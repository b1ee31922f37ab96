import { createHash } from "node:crypto";
import {
  encodeChannelRef,
  type ChannelRef,
  type Platform,
} from "../../../src/core/channel/channel-ref.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { MessageRef } from "../../../src/core/follow/follow.ts";
import type { Message } from "../../../src/core/message.ts";
import type { Handlers, Invocation, Suggestion } from "../../../src/core/invocation.ts";
import type {
  Checkpoint,
  ConnectionListener,
  DirectRequest,
  PlatformAdapter,
  ResultPost,
  StatusEdit,
  StatusPost,
  ThreadRequest,
} from "../../../src/core/ports/platform.ts";
import { toInvocation, type FakeCommand, type FakePerson, type FakePress } from "./fake-person.ts";
import { toPlainText } from "../plain-text.ts";

/** A message as its channel shows it. */
export interface FakePost {
  readonly id: string;
  readonly kind: "status" | "result";
  /** What it is recognised by: of the attempt that posted it. */
  readonly mark: string;
  readonly key: string;
  readonly channel: ChannelRef;
  message: Message;
  /** The message as plain text. */
  text: string;
  /** Earlier texts, oldest first. */
  readonly edits: string[];
  files: readonly FakePostedFile[];
  readonly replyTo: MessageRef | undefined;
}

/** A file as its channel shows it. */
interface FakePostedFile {
  readonly name: string;
  readonly altText: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Absent: it is bare. */
  readonly isSpoiler?: true;
}

type Operation = "status" | "find" | "edit" | "result" | "thread" | "direct";

/** What goes wrong with one call. */
export interface FakeFailure {
  readonly error: Error;
  /** The call takes effect all the same, and only its answer is lost. */
  readonly afterActing?: boolean;
}

/** A chat platform in memory: keeps what was posted, and fails as ordered. */
export class FakePlatformAdapter implements PlatformAdapter {
  readonly platform: Platform;
  /** Everything that is in the channels, oldest first. */
  readonly posts: FakePost[] = [];
  /** Every call, refused ones included. */
  readonly calls: { readonly operation: Operation; readonly key: string }[] = [];
  /** Larger files are refused. */
  maxFileBytes = Number.POSITIVE_INFINITY;
  /** `start` waits for this, until its signal aborts. */
  connecting: Promise<void> = Promise.resolve();
  running = false;
  /** Whom what people do goes to: the process that is connected. */
  handlers: Handlers;
  readonly #onConnection: ConnectionListener;
  readonly #failures = new Map<Operation, FakeFailure[]>();
  readonly #failing = new Map<Operation, Error>();
  readonly #refusing = new Map<string, Error>();
  readonly #hanging = new Map<Operation, PromiseWithResolvers<void>>();
  #accepting = true;
  #lastId = 0;

  constructor(
    options: {
      platform?: Platform;
      handlers?: Handlers;
      onConnection?: ConnectionListener;
    } = {},
  ) {
    this.platform = options.platform ?? "discord";
    this.#onConnection = options.onConnection ?? (() => {});
    this.handlers = options.handlers ?? NOBODY;
  }

  async start(signal: AbortSignal): Promise<void> {
    await Promise.race([this.connecting, untilStopped(signal)]);
    this.running = true;
    this.#accepting = true;
  }

  stopCommands(): void {
    this.#accepting = false;
  }

  async stop(): Promise<void> {
    this.stopCommands();
    this.running = false;
  }

  async postStatus(post: StatusPost): Promise<MessageRef> {
    return this.#call("status", post, () =>
      this.#post(post, { kind: "status", files: [], replyTo: undefined }),
    );
  }

  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    return this.#call("find", post, async () => {
      const earlier = this.#find(post);
      if (!earlier) return undefined;
      earlier.message = post.message;
      earlier.text = toPlainText(post.message);
      return addressOf(earlier);
    });
  }

  async editStatus(edit: StatusEdit): Promise<void> {
    const { channel, ref, message, files, removesFiles = false, signal } = edit;
    await this.#call("edit", { channel, key: ref.id, signal }, async () => {
      const post = this.posts.find(({ id }) => id === ref.id);
      if (!post) throw new PlatformError("message_lost", "the message is gone");
      if (files?.some(({ file }) => file.sizeBytes > this.maxFileBytes))
        throw new PlatformError("too_large", "the file is too large");
      post.edits.push(post.text);
      if (files) post.files = await Promise.all(files.map(toFakeFile));
      else if (removesFiles) post.files = [];
      post.message = message;
      post.text = toPlainText(message);
    });
  }

  async postResult({ broadcastFrom, ...asked }: ResultPost): Promise<MessageRef> {
    // A thread of Slack shows its message in the channel, too; Discord posts it there.
    const from = this.platform === "slack" ? broadcastFrom : undefined;
    const post: ResultPost = { ...asked, channel: from ?? asked.channel };
    return this.#call("result", post, async () => {
      if (post.files.some(({ file }) => file.sizeBytes > this.maxFileBytes))
        throw new PlatformError("too_large", "the file is too large");
      const files = await Promise.all(post.files.map(toFakeFile));
      return this.#post(post, { kind: "result", files, replyTo: post.replyTo });
    });
  }

  async openThread({ channel, root, signal }: ThreadRequest): Promise<ChannelRef> {
    return this.#call("thread", { channel, key: root.id, signal }, async () =>
      this.platform === "slack"
        ? { ...channel, thread: channel.thread ?? root.id }
        : { ...channel, channel: `thread-${root.id}` },
    );
  }

  async openDirect({ userId, signal }: DirectRequest): Promise<ChannelRef> {
    const workspace = this.platform === "discord" ? "@me" : "T1";
    const channel: ChannelRef = { platform: this.platform, workspace, channel: `D${userId}` };
    return this.#call("direct", { channel, key: userId, signal }, async () => channel);
  }

  /** Its connection is lost, or back. */
  setConnected(connected: boolean): void {
    this.#onConnection({ platform: this.platform, connected });
  }

  /** Orders a failure for the next call of a kind that has none yet; orders queue up. */
  failNext(operation: Operation, error: Error, details: { afterActing?: boolean } = {}): void {
    const queue = this.#failures.get(operation) ?? [];
    this.#failures.set(operation, [...queue, { error, ...details }]);
  }

  /** Every call of a kind fails from now on; without an error they work again. */
  failAll(operation: Operation, error?: Error): void {
    if (error) this.#failing.set(operation, error);
    else this.#failing.delete(operation);
  }

  /** Calls of this kind get no answer from now on; they end when they are stopped. */
  hang(operation: Operation): void {
    this.#hanging.set(operation, Promise.withResolvers());
  }

  /** Calls of this kind are answered again, those that hang included. */
  recover(operation: Operation): void {
    this.#hanging.get(operation)?.resolve();
    this.#hanging.delete(operation);
  }

  /** Every call for this channel fails from now on. */
  refuse(channel: ChannelRef, error: Error): void {
    this.#refusing.set(encodeChannelRef(channel), error);
  }

  /** Calls for this channel work again. */
  accept(channel: ChannelRef): void {
    this.#refusing.delete(encodeChannelRef(channel));
  }

  /** Somebody deletes a message. */
  deletePost(id: string): void {
    const index = this.posts.findIndex((post) => post.id === id);
    if (index !== -1) this.posts.splice(index, 1);
  }

  /** What a channel shows, oldest first. */
  in(channel: ChannelRef): readonly FakePost[] {
    const wanted = encodeChannelRef(channel);
    return this.posts.filter((post) => encodeChannelRef(post.channel) === wanted);
  }

  /**
   * A person types a command; resolves with its private answers, oldest first, once it is handled. `replies` gets them
   * as they come.
   */
  async invoke(command: FakeCommand, replies: string[] = []): Promise<readonly string[]> {
    if (!this.#accepting) return replies;
    const { name, options = {} } = command;
    await this.handlers.command({ name, options, ...this.#toInvocation(command, replies) });
    return replies;
  }

  /** A person presses a button, or makes a choice; resolves like {@link invoke}. */
  async press(press: FakePress, replies: string[] = []): Promise<readonly string[]> {
    if (!this.#accepting) return replies;
    const { name, argument, value } = press;
    await this.handlers.action({ name, argument, value, ...this.#toInvocation(press, replies) });
    return replies;
  }

  /** A person is typing. */
  async complete(
    typing: FakePerson & { command: string; option: string; typed: string },
  ): Promise<readonly Suggestion[]> {
    const { channel, userId, isBot, locale } = this.#toInvocation(typing, []);
    const { command, option, typed } = typing;
    const person = { channel, userId, ...(isBot !== undefined && { isBot }) };
    return this.handlers.complete({ command, option, typed, locale, ...person });
  }

  /** The private answers, messages as they are, oldest first. */
  readonly answers: Message[] = [];

  #toInvocation(person: FakePerson, replies: string[]): Invocation {
    const answered = (message: Message): void => {
      this.answers.push(message);
      replies.push(toPlainText(message));
    };
    return toInvocation(person, { platform: this.platform, answered });
  }

  async #call<T>(
    operation: Operation,
    {
      channel,
      key,
      signal,
    }: { channel: ChannelRef; key: string; signal?: AbortSignal | undefined },
    act: () => Promise<T>,
  ): Promise<T> {
    this.calls.push({ operation, key });
    const hanging = this.#hanging.get(operation);
    if (hanging) await Promise.race([untilStopped(signal), hanging.promise]);
    const failure = this.#failures.get(operation)?.shift();
    const refusal = this.#refusing.get(encodeChannelRef(channel)) ?? this.#failing.get(operation);
    if (refusal) throw refusal;
    if (failure && !failure.afterActing) throw failure.error;
    const answer = await act();
    if (failure) throw failure.error;
    return answer;
  }

  /** Posts a message, unless an earlier attempt has posted it and this one asks to look. */
  async #post(
    post: StatusPost,
    rest: Pick<FakePost, "kind" | "files" | "replyTo">,
  ): Promise<MessageRef> {
    const earlier = post.mayAlreadyExist ? this.#find(post) : undefined;
    if (earlier) return addressOf(earlier);
    const { key, channel, message } = post;
    this.#lastId += 1;
    const mark = markIn(post.checkpoint) ?? `mark ${this.#lastId}`;
    if (!post.checkpoint) await post.save?.({ mark });
    const text = toPlainText(message);
    const shown = { id: `m${this.#lastId}`, mark, key, channel, message, text, edits: [], ...rest };
    this.posts.push(shown);
    return addressOf(shown);
  }

  /** What an earlier attempt has posted, known by the mark that it stored, or by its text if it stored none. */
  #find(post: StatusPost): FakePost | undefined {
    const text = toPlainText(post.message);
    const mark = markIn(post.checkpoint);
    return this.in(post.channel).find((each) =>
      post.save ? each.mark === mark : each.text === text,
    );
  }
}

const addressOf = ({ id, channel }: FakePost): MessageRef => ({
  id,
  url: `https://chat.test/${channel.channel}/${id}`,
});

/** The mark in what an earlier attempt stored. */
const markIn = (checkpoint: Checkpoint | undefined): string | undefined => checkpoint?.["mark"];

const NOBODY: Handlers = {
  command: async () => {},
  action: async () => {},
  complete: async () => [],
};

function untilStopped(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new PlatformError("unavailable", "stopped"));
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

async function toFakeFile({
  file,
  altText,
  isSpoiler = false,
}: ResultPost["files"][number]): Promise<FakePostedFile> {
  const hash = createHash("sha256");
  for await (const chunk of file.open()) hash.update(chunk);
  const { filename: name, sizeBytes } = file;
  const sha256 = hash.digest("hex");
  return { name, altText, sizeBytes, sha256, ...(isSpoiler && { isSpoiler }) };
}
