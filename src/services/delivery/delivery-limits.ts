import type { Follow } from "../../core/follow/follow.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";

/** Most results with files that are sent at once on each platform: each may hold files on the disk and an upload. */
const UPLOADS = 6;
/** Most texts that are sent at once on each platform. */
const TEXTS = 6;

/** The two limits of a platform. */
interface PlatformLimits {
  readonly uploads: ConcurrencyLimit;
  readonly texts: ConcurrencyLimit;
}

/** Separate limits for uploads and texts on each platform: an upload may take minutes, and texts do not wait for it. */
export class DeliveryLimits {
  readonly #limits = new Map<string, PlatformLimits>();
  #isClosed = false;

  /** The limits of a platform. */
  of(platform: string): PlatformLimits {
    let limits = this.#limits.get(platform);
    if (!limits) {
      limits = { uploads: new ConcurrencyLimit(UPLOADS), texts: new ConcurrencyLimit(TEXTS) };
      this.#limits.set(platform, limits);
      if (this.#isClosed) this.close();
    }
    return limits;
  }

  /** The limit that a follow's outcome is delivered in. */
  for({ outcome, channel }: Follow): ConcurrencyLimit {
    const { uploads, texts } = this.of(channel.platform);
    const hasFiles = outcome?.kind === "completed" && outcome.attachments.length > 0;
    return hasFiles ? uploads : texts;
  }

  /** See {@link ConcurrencyLimit.open}. */
  open(): void {
    this.#isClosed = false;
    for (const limit of this.#all()) limit.open();
  }

  /** See {@link ConcurrencyLimit.close}. */
  close(): void {
    this.#isClosed = true;
    for (const limit of this.#all()) limit.close();
  }

  #all(): ConcurrencyLimit[] {
    return [...this.#limits.values()].flatMap(({ uploads, texts }) => [uploads, texts]);
  }
}
