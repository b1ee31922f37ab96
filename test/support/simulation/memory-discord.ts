import { DiscordAPIError, MessageType, RequestMethod } from "discord.js";
import type { DiscordApi } from "../../../src/adapters/discord/api/api.ts";
import { DiscordMessages } from "../../../src/adapters/discord/messages/messages.ts";
import type { MultipartBody } from "../../../src/adapters/discord/api/multipart.ts";
import { openDirect, openThread } from "../../../src/adapters/discord/access/open-channel.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { MemoryPlatform, type MemoryMessage } from "./memory-platform.ts";
import type { CrashableProcess } from "./crashable-process.ts";
import { purpose, withPurpose, type Purpose } from "./purpose.ts";

const BOT = "999";
const EPOCH_MS = 1_420_070_400_000;

type ApiRequest = Parameters<DiscordApi["request"]>[0];

interface Body {
  readonly content: string;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly { readonly filename: string }[];
  readonly message_reference?: { readonly message_id: string };
}

const namesOf = (attachments: readonly { readonly filename: string }[]): string[] =>
  attachments.map(({ filename }) => filename.replace(/^SPOILER_/, ""));

/** Discord's channels in memory, behind the real DiscordMessages. */
export class MemoryDiscord extends MemoryPlatform {
  constructor(clock: FakeClock) {
    super("discord", clock);
  }

  /** The channels of threads, by the threads' ids. */
  readonly #parents = new Map<string, string>();

  override homeOf(channel: string): string {
    return this.#parents.get(channel) ?? channel;
  }

  override within(process: CrashableProcess): PlatformAdapter {
    const api = process.reach<DiscordApi>({
      makeRequest: () => Promise.reject(new Error("not a request of the client")),
      now: () => this.now(),
      request: (request) => this.#request(request),
      close: async () => {},
    });
    const messages = new DiscordMessages({
      api,
      clock: process.clock(this.clock),
      lookUp: async () => undefined,
      botUserId: async () => BOT,
    });
    const base = process.reach<PlatformAdapter>(this);
    return {
      ...withPurpose(messages),
      platform: "discord",
      start: (signal) => base.start(signal),
      stopCommands: () => base.stopCommands(),
      stop: () => base.stop(),
      openThread: (request) => openThread(api, request),
      openDirect: ({ userId, signal }) => openDirect(api, { userId, signal }),
    };
  }

  protected override nextId(): string {
    const ms = BigInt(Math.round(this.now()) - EPOCH_MS);
    return String(ms * 4_194_304n + BigInt(this.nextNumber()));
  }

  protected override refuseReply(): Error {
    return refusal(160002);
  }

  async #request({ method, route, query = {}, body, multipart }: ApiRequest): Promise<unknown> {
    const [, , channel = "", , id = ""] = route.split("/");
    const json = multipart ? await payloadOf(multipart) : (body as Body);
    const forWhat = purpose.getStore();
    if (route.endsWith("/threads"))
      return this.carryOut({ kind: "open", channel, act: () => this.#openThread(id) });
    if (method === RequestMethod.Get)
      return this.carryOut({ kind: "read", channel, act: () => this.#page(channel, query) });
    if (route === "/users/@me/channels") {
      const { recipient_id: user } = body as { recipient_id: string };
      return this.carryOut({ kind: "open", channel: "", act: () => ({ id: `D${user}` }) });
    }
    const { attachments = [], message_reference: reference } = json;
    const request = { channel, hasFiles: attachments.length > 0, isReply: reference !== undefined };
    if (method === RequestMethod.Patch)
      return this.carryOut({
        ...request,
        kind: "edit",
        edited: id,
        act: () => this.#edit(id, json, forWhat),
      });
    const act = (): unknown => this.#create(channel, json, forWhat);
    return this.carryOut({ ...request, kind: "post", act });
  }

  #create(channel: string, body: Body, forWhat: Purpose | undefined): unknown {
    const { content, components = [], attachments = [], message_reference: reference } = body;
    const replied = this.messages.find((each) => each.id === reference?.message_id);
    const files = attachments.length;
    const fileNames = namesOf(attachments);
    const fields = { channel, isOurs: true, content: content.trim(), components, files, fileNames };
    const { key: postedFor, shows = [] } = forWhat ?? {};
    return toJson(this.add({ ...fields, shows, postedFor, replyTo: replied?.id }));
  }

  #edit(id: string, { content, components, attachments }: Body, forWhat: Purpose | undefined) {
    const message = this.find(id);
    message.content = content;
    if (components) message.components = components;
    if (attachments) message.files = attachments.length;
    if (attachments) message.fileNames = namesOf(attachments);
    message.shows = forWhat?.shows ?? [];
    message.editedFor.push(forWhat?.key);
    return toJson(message);
  }

  #page(channel: string, { after, before, limit }: Readonly<Record<string, string>>): unknown {
    const here = this.messages.filter((message) => message.channel === channel);
    const count = Number(limit);
    if (after !== undefined)
      return here
        .filter(({ id }) => BigInt(id) > BigInt(after))
        .slice(0, count)
        .toReversed()
        .map(toJson);
    const until = here.filter(({ id }) => before === undefined || BigInt(id) < BigInt(before));
    return until.slice(-count).toReversed().map(toJson);
  }

  #openThread(id: string): unknown {
    this.#parents.set(id, this.find(id).channel);
    if (this.messages.some(({ channel }) => channel === id)) throw refusal(160004);
    this.add({ channel: id, isOurs: false, content: "the thread begins", postedFor: undefined });
    return { id };
  }
}

/** As Discord shows it: without a nonce. */
const toJson = ({ id, isOurs, content, components, files, replyTo }: MemoryMessage) => ({
  id,
  author: { id: isOurs ? BOT : "1" },
  type: replyTo === undefined ? MessageType.Default : MessageType.Reply,
  content,
  components,
  attachments: Array.from({ length: files }, () => ({})),
  ...(replyTo !== undefined && { message_reference: { message_id: replyTo } }),
});

async function payloadOf(multipart: MultipartBody): Promise<Body> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of multipart.open()) {
    chunks.push(chunk);
    if (chunks.length === 2) break;
  }
  return JSON.parse(Buffer.from(chunks[1] ?? []).toString()) as Body;
}

function refusal(code: number): PlatformError {
  const cause = new DiscordAPIError({ code, message: "no" }, code, 403, "POST", "", {});
  return new PlatformError(code === 160004 ? "rejected" : "forbidden", "no", { cause });
}
