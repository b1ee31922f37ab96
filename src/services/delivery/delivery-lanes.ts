import type { Follow } from "../../core/follow/follow.ts";
import { Lane } from "./lane.ts";

/** Most results with files that are sent at once on each platform: each may hold files on the disk and an upload. */
const UPLOADS = 6;
/** Most texts that are sent at once on each platform. */
const TEXTS = 6;

/** The two lanes of a platform. */
interface Lanes {
  readonly uploads: Lane;
  readonly texts: Lane;
}

/** Separate lanes for uploads and texts on each platform: an upload may take minutes, and texts do not wait for it. */
export class DeliveryLanes {
  readonly #lanes = new Map<string, Lanes>();
  #isClosed = false;

  /** The lanes of a platform. */
  of(platform: string): Lanes {
    let lanes = this.#lanes.get(platform);
    if (!lanes) {
      lanes = { uploads: new Lane(UPLOADS), texts: new Lane(TEXTS) };
      this.#lanes.set(platform, lanes);
      if (this.#isClosed) this.close();
    }
    return lanes;
  }

  /** The lane that a follow's outcome is delivered in. */
  for({ outcome, channel }: Follow): Lane {
    const { uploads, texts } = this.of(channel.platform);
    const hasFiles = outcome?.kind === "completed" && outcome.attachments.length > 0;
    return hasFiles ? uploads : texts;
  }

  /** See {@link Lane.open}. */
  open(): void {
    this.#isClosed = false;
    for (const lane of this.#all()) lane.open();
  }

  /** See {@link Lane.close}. */
  close(): void {
    this.#isClosed = true;
    for (const lane of this.#all()) lane.close();
  }

  #all(): Lane[] {
    return [...this.#lanes.values()].flatMap(({ uploads, texts }) => [uploads, texts]);
  }
}
