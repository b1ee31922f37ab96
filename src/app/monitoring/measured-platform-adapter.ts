import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { PlatformError } from "../../core/errors.ts";
import type { MessageRef } from "../../core/follow/follow.ts";
import type { Metrics } from "../../core/ports/metrics.ts";
import type {
  DirectRequest,
  PlatformAdapter,
  ResultFile,
  ResultPost,
  StatusEdit,
  StatusPost,
  ThreadRequest,
} from "../../core/ports/platform.ts";

/** The optional members, too: one that a wrapper lacks would be lost. */
type EveryMember = { [Name in keyof Required<PlatformAdapter>]: PlatformAdapter[Name] };

/** A platform adapter that counts the bytes it posts and the calls that a rate limit puts off. */
export class MeasuredPlatformAdapter implements EveryMember {
  readonly platform: PlatformAdapter["platform"];
  readonly #adapter: PlatformAdapter;
  readonly #metrics: Pick<Metrics, "relayed" | "rateLimited">;

  constructor(adapter: PlatformAdapter, metrics: Pick<Metrics, "relayed" | "rateLimited">) {
    this.platform = adapter.platform;
    this.#adapter = adapter;
    this.#metrics = metrics;
  }

  /** Not known before the adapter has started. */
  get workspace(): string | undefined {
    return this.#adapter.workspace;
  }

  get endpoints(): PlatformAdapter["endpoints"] {
    return this.#adapter.endpoints;
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.#adapter.start(signal);
  }

  stopCommands(): void {
    this.#adapter.stopCommands();
  }

  async stop(): Promise<void> {
    await this.#adapter.stop();
  }

  async postStatus(post: StatusPost): Promise<MessageRef> {
    return this.#measure(this.#adapter.postStatus(post));
  }

  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    return this.#measure(this.#adapter.findStatus(post));
  }

  async editStatus(edit: StatusEdit): Promise<void> {
    return this.#measure(this.#adapter.editStatus(edit), edit.files);
  }

  async postResult(post: ResultPost): Promise<MessageRef> {
    return this.#measure(this.#adapter.postResult(post), post.files);
  }

  async openThread(request: ThreadRequest): Promise<ChannelRef> {
    return this.#measure(this.#adapter.openThread(request));
  }

  async openDirect(request: DirectRequest): Promise<ChannelRef> {
    return this.#measure(this.#adapter.openDirect(request));
  }

  async #measure<T>(call: Promise<T>, files: readonly ResultFile[] = []): Promise<T> {
    try {
      const result = await call;
      const bytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
      if (bytes > 0) this.#metrics.relayed(this.platform, bytes);
      return result;
    } catch (error) {
      if (error instanceof PlatformError && error.code === "rate_limited")
        this.#metrics.rateLimited(this.platform);
      throw error;
    }
  }
}
