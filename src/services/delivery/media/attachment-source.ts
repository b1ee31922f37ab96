import type { Attachment, PollResult } from "../../../core/job/job.ts";
import { keepFiles } from "../../../core/job/outcome.ts";

/** A link that has expired is replaced by asking the job API again, this often in a row without a file that could be fetched. */
const MAX_REFRESHES = 2;

/** The attachments of a job with links as fresh as the job API gives them. */
export class AttachmentSource {
  readonly #pollJob: () => Promise<PollResult | undefined>;
  #attachments: readonly Attachment[];
  /** Refreshes since a file was fetched last: where all files are gone, the API is not asked for each of them. */
  #refreshes = 0;

  constructor(attachments: readonly Attachment[], pollJob: () => Promise<PollResult | undefined>) {
    this.#attachments = attachments;
    this.#pollJob = pollJob;
  }

  at(index: number): Attachment {
    const attachment = this.#attachments[index];
    if (!attachment) throw new RangeError(`the job has no attachment ${index}`);
    return attachment;
  }

  /** Whether fresh links may be of use. */
  get mayRefresh(): boolean {
    return this.#refreshes < MAX_REFRESHES;
  }

  /** A link worked. */
  noteFetched(): void {
    this.#refreshes = 0;
  }

  /** Asks the job API for fresh links; false where it did not answer. An answer without the same files changes nothing. */
  async refresh(): Promise<boolean> {
    this.#refreshes += 1;
    const pollResult = await this.#pollJob();
    if (pollResult?.kind !== "job") return pollResult?.kind === "not-found";
    const fresh = keepFiles(pollResult.job.attachments).attachments;
    this.#attachments = this.#attachments.map((old, index) => {
      // Names can repeat: the same place counts first, then the name.
      const sameName = (each: Attachment | undefined): boolean =>
        each?.filename !== undefined && each.filename === old.filename;
      if (sameName(fresh[index])) return fresh[index] ?? old;
      const inPlace = fresh.length === this.#attachments.length ? fresh[index] : undefined;
      return fresh.find(sameName) ?? inPlace ?? old;
    });
    return true;
  }
}
