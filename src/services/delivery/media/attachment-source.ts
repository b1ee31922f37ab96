import type { Follow } from "../../../core/follow/follow.ts";
import type { Attachment, PollResult } from "../../../core/job/job.ts";
import { keepFiles, MAX_FILES_PER_JOB } from "../../../core/job/outcome.ts";
import type { MediaRequest } from "../../../core/ports/media.ts";

/** Requests for fresh links in a row without a successful download in between. */
const MAX_REFRESHES = 2;

/** How the job API is asked about a follow's job. */
export interface JobRequests {
  /** Asks for the job now, for fresh links. Resolves with `undefined` if the relay stops. */
  readonly pollJob: (follow: Follow) => Promise<PollResult | undefined>;
  /** Says how a file of the job is requested. Rejects with a MediaError. Default: at its URL. */
  readonly locateMedia?:
    | ((follow: Follow, file: Attachment, signal: AbortSignal) => Promise<MediaRequest | undefined>)
    | undefined;
}

/** The attachments of one job. If a link has expired, asks the job API for fresh ones. */
export class AttachmentSource {
  readonly #follow: Follow;
  readonly #requests: JobRequests;
  #attachments: readonly Attachment[];
  /** Refreshes since the last successful download: if all files are gone, the API is not asked again for each of them. */
  #refreshes = 0;

  constructor(follow: Follow, requests: JobRequests) {
    this.#follow = follow;
    this.#requests = requests;
    const { outcome } = follow;
    this.#attachments =
      outcome?.kind === "completed" ? outcome.attachments.slice(0, MAX_FILES_PER_JOB) : [];
  }

  /** The indexes of all attachments. */
  get indexes(): readonly number[] {
    return [...this.#attachments.keys()];
  }

  /** The attachment at an index, with its latest link. Throws a RangeError if there is none. */
  at(index: number): Attachment {
    const attachment = this.#attachments[index];
    if (!attachment) throw new RangeError(`the job has no attachment ${index}`);
    return attachment;
  }

  /** The request that downloads an attachment. Rejects with a MediaError. */
  async locate(attachment: Attachment, signal: AbortSignal): Promise<MediaRequest> {
    const request = await this.#requests.locateMedia?.(this.#follow, attachment, signal);
    return request ?? attachment;
  }

  /** Whether it is worth asking for fresh links. */
  get mayRefresh(): boolean {
    return this.#refreshes < MAX_REFRESHES;
  }

  /** Records that a download succeeded. */
  noteFetched(): void {
    this.#refreshes = 0;
  }

  /**
   * Asks the job API for fresh links. Resolves with whether it answered. An attachment that the answer does not contain
   * keeps its link.
   */
  async refresh(): Promise<boolean> {
    this.#refreshes += 1;
    const pollResult = await this.#requests.pollJob(this.#follow);
    if (pollResult?.kind !== "job") return pollResult?.kind === "not-found";
    const fresh = keepFiles(pollResult.job.attachments).attachments;
    const found = (old: Attachment, index: number): Attachment => {
      // Names can repeat: the same index with the same name counts first, then the name alone, then the index alone.
      const sameName = (each: Attachment | undefined): boolean =>
        each?.filename !== undefined && each.filename === old.filename;
      if (sameName(fresh[index])) return fresh[index] ?? old;
      const sameIndex = fresh.length === this.#attachments.length ? fresh[index] : undefined;
      return fresh.find(sameName) ?? sameIndex ?? old;
    };
    this.#attachments = this.#attachments.map((old, index) => ({
      ...found(old, index),
      // Once unsafe, always unsafe, whatever a later answer leaves out.
      ...(old.isUnsafe === true && { isUnsafe: true }),
    }));
    return true;
  }
}
