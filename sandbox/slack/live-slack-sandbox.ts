import type { Backend } from "./backend.ts";
import type {
  SandboxChannel,
  SandboxCommand,
  SandboxCommandRequest,
  SandboxConversationChoice,
  SandboxInteraction,
  SandboxMention,
  SandboxMentionRequest,
  SandboxMessage,
  SandboxNewChannel,
  SandboxNewUser,
  SandboxOptionChoice,
  SandboxPress,
  SandboxPrivateReply,
  SandboxSayOptions,
  SandboxShortcutUse,
  SandboxUser,
  SlackDefaultChannels,
  SlackFault,
  SlackHttpTarget,
  SlackRequest,
  SlackSandbox,
  SlackSandboxEvents,
  SlackSocketFaults,
  SlackViolation,
} from "./slack-sandbox.ts";
import {
  chooseConversation,
  chooseOption,
  pressButton,
  say,
  typeCommand,
  useShortcut,
} from "./workspace/perform-actions.ts";
import type { Listener } from "./web-api/listener.ts";
import { createSocketFaults } from "./socket/socket-faults.ts";
import { toSandboxChannel } from "./workspace/workspace.ts";

/** A running stand-in. */
export class LiveSlackSandbox implements SlackSandbox {
  readonly socket: SlackSocketFaults;
  readonly #backend: Backend;
  readonly #listener: Listener;

  constructor(backend: Backend, listener: Listener) {
    this.#backend = backend;
    this.#listener = listener;
    this.socket = createSocketFaults(backend);
  }

  get apiUrl(): string {
    return `${this.#backend.baseUrl()}api/`;
  }
  get port(): number {
    return this.#listener.port;
  }
  get botToken(): string {
    return this.#backend.credentials.botToken;
  }
  get appToken(): string {
    return this.#backend.credentials.appToken;
  }
  get appId(): string {
    return this.#backend.workspace.appId;
  }
  get teamId(): string {
    return this.#backend.workspace.teamId;
  }
  get botUserId(): string {
    return this.#backend.workspace.bot.id;
  }
  get botId(): string {
    return this.#backend.workspace.botId;
  }
  get userId(): string {
    return this.#backend.workspace.firstPerson.id;
  }
  get scopes(): readonly string[] {
    return this.#backend.credentials.scopes;
  }
  get channels(): SlackDefaultChannels {
    return this.#backend.workspace.defaults;
  }
  get socketCount(): number {
    return this.#backend.sockets.count;
  }
  get people(): readonly SandboxUser[] {
    return [...this.#backend.workspace.users.values()];
  }
  get allChannels(): readonly SandboxChannel[] {
    return [...this.#backend.workspace.channels.values()].map(toSandboxChannel);
  }
  get privateReplies(): readonly SandboxPrivateReply[] {
    return this.#backend.privateMessages.history;
  }
  get violations(): readonly SlackViolation[] {
    return this.#backend.requestLog.violations;
  }
  get requests(): readonly SlackRequest[] {
    return this.#backend.requestLog.requests;
  }

  addChannel(channel: SandboxNewChannel): SandboxChannel {
    return toSandboxChannel(this.#backend.workspace.addChannel(channel));
  }
  addUser(user: SandboxNewUser): SandboxUser {
    return this.#backend.workspace.addUser(user);
  }
  addTeam(): string {
    return this.#backend.workspace.addTeam();
  }
  joinChannel(channelId: string, userId: string): void {
    this.#backend.workspace.mustGet(channelId).members.add(userId);
  }
  leaveChannel(channelId: string, userId: string): void {
    this.#backend.workspace.mustGet(channelId).members.delete(userId);
  }
  channel(channelId: string): SandboxChannel | undefined {
    const channel = this.#backend.workspace.channels.get(channelId);
    return channel === undefined ? undefined : toSandboxChannel(channel);
  }
  archiveChannel(channelId: string): void {
    this.#backend.workspace.mustGet(channelId).isArchived = true;
  }
  deleteChannel(channelId: string): void {
    this.#backend.workspace.mustGet(channelId);
    this.#backend.workspace.channels.delete(channelId);
  }
  kickBot(channelId: string): void {
    this.#backend.workspace.mustGet(channelId).members.delete(this.botUserId);
  }
  inviteBot(channelId: string): void {
    this.#backend.workspace.mustGet(channelId).members.add(this.botUserId);
  }
  say(channelId: string, text: string, options: SandboxSayOptions = {}): SandboxMessage {
    return say(this.#backend, { channelId, text, ...options });
  }
  removeMessage(channelId: string, ts: string): void {
    if (!this.#backend.messageLog.remove(channelId, ts)) {
      throw new Error(`there is no message ${ts} in ${channelId}`);
    }
  }

  revokeBotToken(error: Parameters<SlackSandbox["revokeBotToken"]>[0] = "token_revoked"): void {
    this.#backend.credentials.revoke("bot", error);
  }
  revokeAppToken(): void {
    this.#backend.credentials.revoke("app", "invalid_auth");
  }
  restoreTokens(): void {
    this.#backend.credentials.restore();
  }
  setScopes(scopes: readonly string[]): void {
    this.#backend.credentials.scopes = [...scopes];
  }

  command(request: SandboxCommandRequest): Promise<SandboxCommand> {
    return typeCommand(this.#backend, request);
  }
  pressButton(press: SandboxPress): Promise<SandboxInteraction> {
    return pressButton(this.#backend, press);
  }
  chooseConversation(choice: SandboxConversationChoice): Promise<SandboxInteraction> {
    return chooseConversation(this.#backend, choice);
  }
  chooseOption(choice: SandboxOptionChoice): Promise<SandboxInteraction> {
    return chooseOption(this.#backend, choice);
  }
  useShortcut(use: SandboxShortcutUse): Promise<SandboxInteraction> {
    return useShortcut(this.#backend, use);
  }
  mention(request: SandboxMentionRequest): Promise<SandboxMention> {
    return this.#backend.mentionEvents.post(request);
  }
  privateMessages(userId: string, channelId?: string): readonly SandboxPrivateReply[] {
    return this.#backend.privateMessages.current.filter(
      (message) =>
        message.userId === userId && (channelId === undefined || message.channelId === channelId),
    );
  }
  messages(channelId: string): readonly SandboxMessage[] {
    return this.#backend.messageLog.list(channelId);
  }
  fileBytes(fileId: string): Buffer | undefined {
    return this.#backend.fileStore.read(fileId);
  }
  waitFor(
    matches: (message: SandboxMessage) => boolean,
    timeoutMs = 5000,
  ): Promise<SandboxMessage> {
    const { waiters, messageLog } = this.#backend;
    return waiters.wait({
      find: () => messageLog.all().find(matches),
      timeoutMs,
      describe: () => {
        const texts = messageLog.all().map(({ channelId, text }) => `${channelId}: ${text}`);
        return `messages so far: ${JSON.stringify(texts, undefined, 2)}`;
      },
    });
  }
  sendByHttp(target: SlackHttpTarget): void {
    this.#backend.http.connect(target);
  }
  waitForSocket(count = 1, timeoutMs = 10_000): Promise<void> {
    return this.#backend.sockets.waitForSocket(count, timeoutMs);
  }
  on<E extends keyof SlackSandboxEvents>(
    event: E,
    listener: (...args: SlackSandboxEvents[E]) => void,
  ): () => void {
    // The emitter's own types cannot follow a generic event name.
    const untyped = listener as (...args: unknown[]) => void;
    const events = this.#backend.events as unknown as NodeJS.EventEmitter;
    events.on(event, untyped);
    return () => {
      events.off(event, untyped);
    };
  }
  requestsOf(method: string): readonly SlackRequest[] {
    return this.requests.filter((request) => request.method === method);
  }
  failNext(fault: SlackFault): void {
    this.#backend.faults.add(fault);
  }
  clearFaults(): void {
    this.#backend.faults.clear();
  }
  setShareDelay(delayMs: number | "drop"): void {
    this.#backend.fileSharing.delayMs = delayMs;
  }
  async pause(): Promise<void> {
    this.#backend.sockets.reset();
    await this.#listener.close();
  }
  resume(): Promise<void> {
    return this.#listener.open();
  }

  async close(): Promise<void> {
    const { timers, waiters, fileStore } = this.#backend;
    timers.clear();
    waiters.close();
    await this.pause();
    await fileStore.clear();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
