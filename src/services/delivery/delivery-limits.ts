import { hasFiles, type Follow } from "../../core/follow/follow.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";

/** Results with files that one platform sends at once. Each may hold files on the disk and an upload. */
const UPLOADS = 6;
/** Texts that one platform sends at once. */
const TEXTS = 6;

interface PlatformLimits {
  readonly uploads: ConcurrencyLimit;
  readonly texts: ConcurrencyLimit;
}

/** Limits uploads and texts on each platform separately: an upload may take minutes, and texts do not wait for it. */
export class DeliveryLimits {
  readonly #limits = new Map<string, PlatformLimits>();

  /** The limit of texts on a platform. */
  texts(platform: string): ConcurrencyLimit {
    return this.#of(platform).texts;
  }

  /** The limit that applies to the result of a follow. */
  for(follow: Follow): ConcurrencyLimit {
    const { uploads, texts } = this.#of(follow.channel.platform);
    return hasFiles(follow) ? uploads : texts;
  }

  #of(platform: string): PlatformLimits {
    let limits = this.#limits.get(platform);
    if (!limits) {
      limits = { uploads: new ConcurrencyLimit(UPLOADS), texts: new ConcurrencyLimit(TEXTS) };
      this.#limits.set(platform, limits);
    }
    return limits;
  }
}
