import { MediaError, PlatformError, StoreError } from "../core/errors.ts";
import { followFields, followKey, type Follow, type MessageRef } from "../core/follow.ts";
import type { Logger, MediaFile, PlatformAdapter } from "../core/ports.ts";
import type { MediaCollector } from "./collect-media.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { altTextOf, renderBareResult, renderResult, type LinkedFile } from "./result-message.ts";

/** How one attempt to bring an outcome into its channel ended. */
export type DeliveryReport =
  | { readonly kind: "posted"; readonly message: MessageRef }
  /** Trying again is pointless. */
  | { readonly kind: "impossible"; readonly reason: string }
  | { readonly kind: "later"; readonly err: unknown; readonly retryAfterMs?: number }
  /** Somebody else settled it, or it is gone: nothing to do. */
  | { readonly kind: "not-ours" };

/** One attempt: whether an earlier one may have landed, and whether files out of reach are waited for no longer. */
export interface DeliveryAttempt {
  readonly mayHaveLanded: boolean;
  readonly lastTryForMedia: boolean;
  readonly signal: AbortSignal;
}

interface Parcel {
  files: { readonly file: MediaFile; readonly attachment: LinkedFile["attachment"] }[];
  links: LinkedFile[];
  withReply: boolean;
  /** Moderation refuses the text: only that the job is over can be said. */
  isBare: boolean;
}

/** Gets one settled outcome into its channel: downloads, posts, and steps down where the channel takes no such file. */
export class OutcomeDelivery {
  readonly #registry: FollowRegistry;
  readonly #collector: MediaCollector;
  readonly #log: Logger;

  constructor(options: { registry: FollowRegistry; collector: MediaCollector; log: Logger }) {
    this.#registry = options.registry;
    this.#collector = options.collector;
    this.#log = options.log;
  }

  /** Never rejects: every failure is a report. What it downloaded is gone from the disk when it resolves. */
  async attempt(
    follow: Follow,
    adapter: PlatformAdapter,
    attempt: DeliveryAttempt,
  ): Promise<DeliveryReport> {
    let parcel: Parcel | undefined;
    try {
      const { lastTryForMedia: lastTry, signal } = attempt;
      const { files, links } = await this.#collector.collect(follow, { lastTry, signal });
      parcel = { files: [...files], links: [...links], withReply: true, isBare: false };
      const all = [...files];
      try {
        return await this.#postSteppingDown(follow, { adapter, attempt, parcel });
      } finally {
        await Promise.all(all.map(({ file }) => file.dispose()));
      }
    } catch (error) {
      return toReport(error);
    }
  }

  async #postSteppingDown(
    follow: Follow,
    context: { adapter: PlatformAdapter; attempt: DeliveryAttempt; parcel: Parcel },
  ): Promise<DeliveryReport> {
    const { parcel } = context;
    for (;;) {
      try {
        return await this.#post(follow, context);
      } catch (error) {
        if (!(error instanceof PlatformError) || !stepDown(parcel, error)) throw error;
        this.#log.warn({ ...followFields(follow), err: error }, "delivery.stepped_down");
      }
    }
  }

  async #post(
    follow: Follow,
    {
      adapter,
      attempt,
      parcel,
    }: { adapter: PlatformAdapter; attempt: DeliveryAttempt; parcel: Parcel },
  ): Promise<DeliveryReport> {
    const key = followKey(follow);
    // The last look before something visible happens: a process that slept must not repeat what another has done.
    const current = await this.#registry.reread(key);
    if (current?.id !== follow.id || current.state !== "settled") return { kind: "not-ours" };
    const message = await adapter.postResult({
      channel: current.channel,
      jobId: current.jobId,
      message: parcel.isBare
        ? renderBareResult(current)
        : renderResult(current, parcel.links, parcel.files.length),
      key: `${current.id}:result`,
      mayHaveLanded: attempt.mayHaveLanded,
      files: parcel.files.map(({ file }) => ({ file, altText: altTextOf(current) })),
      replyTo: parcel.withReply ? current.statusMessage : undefined,
      checkpoint: current.checkpoint,
      save: async (checkpoint) => {
        await this.#registry.update(key, (latest) => ({ ...latest, checkpoint }));
      },
      signal: attempt.signal,
    });
    return { kind: "posted", message };
  }
}

/** Changes the parcel into one that may pass where this one did not; false where there is none. */
function stepDown(parcel: Parcel, error: PlatformError): boolean {
  switch (error.code) {
    case "too_large": {
      const largest = parcel.files.toSorted((a, b) => b.file.sizeBytes - a.file.sizeBytes)[0];
      if (!largest) return false;
      parcel.files = parcel.files.filter((each) => each !== largest);
      parcel.links.push({ attachment: largest.attachment, reason: "too-large" });
      return true;
    }
    case "file_refused":
    case "forbidden":
    case "rejected": {
      if (parcel.files.length === 0) {
        if (error.code === "rejected") return dropReply(parcel);
        return error.code === "file_refused" && makeBare(parcel);
      }
      const refused = parcel.files.map(({ attachment }) => ({
        attachment,
        reason: "file-refused" as const,
      }));
      parcel.links.push(...refused);
      parcel.files = [];
      return true;
    }
    case "message_lost":
      return dropReply(parcel);
    default:
      return false;
  }
}

/** Leaves out all outside text; false where that was done. */
function makeBare(parcel: Parcel): boolean {
  const was = parcel.isBare;
  parcel.isBare = true;
  return !was;
}

/** Goes on without the reply; false where there was none. */
function dropReply(parcel: Parcel): boolean {
  const had = parcel.withReply;
  parcel.withReply = false;
  return had;
}

function toReport(error: unknown): DeliveryReport {
  if (error instanceof PlatformError) {
    if (error.retryable) return { kind: "later", err: error, retryAfterMs: error.retryAfterMs };
    // Without files, which were stepped down from before, it is the text that moderation refuses.
    const reason = error.code === "file_refused" ? "text_refused" : error.code;
    return { kind: "impossible", reason };
  }
  if (error instanceof MediaError || error instanceof StoreError)
    return { kind: "later", err: error };
  // Not one of ours: a defect. Trying again later loses nothing; giving up would.
  return { kind: "later", err: error };
}
