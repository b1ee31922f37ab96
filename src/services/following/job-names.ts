import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { StoreError } from "../../core/errors.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import { afterPrefix } from "../../core/source/pasted-text.ts";
import type { FollowArchive } from "./follow-archive.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Enough to tell jobs apart that have the same public id. */
const MARK_LENGTH = 4;

/** Options of {@link JobNames}. */
export interface JobNamesOptions {
  readonly registry: Pick<FollowRegistry, "entriesOf" | "ofName">;
  readonly archive: Pick<FollowArchive, "latestOf" | "ofName">;
  /** A short text that differs where the given one does. */
  readonly digest: (text: string) => string;
}

/** A job that a channel follows, or has followed. */
export type NamedFollow = Pick<Follow, "channel" | "source" | "jobId" | "publicId">;

/**
 * Names the jobs of a channel by their public ids, and finds the job that a person means by a part of its id. Every call rejects
 * with a StoreError if the index fails, unless it says otherwise.
 */
export class JobNames {
  readonly #options: JobNamesOptions;

  constructor(options: JobNamesOptions) {
    this.#options = options;
  }

  /** A job's public id, with a mark behind it if another job of the channel has the same one. Safe to show in the channel. */
  async nameOf(job: NamedFollow): Promise<string> {
    const { channel, publicId } = job;
    const namesakes = await this.#withPublicId(channel, publicId);
    const isShared = namesakes.some((other) => jobKey(other) !== jobKey(job));
    return isShared ? this.#marked(job) : publicId;
  }

  /**
   * The name of the job with an id, for a person's private answer. One that is of no job there, or of several, is shortened, and
   * so is any while the store is down: the answer to what was done must not fail because of a name.
   */
  async nameOfId(channel: ChannelRef, jobId: string): Promise<string> {
    try {
      const all = await this.#all(channel);
      const follow = onlyOne(all.filter((each) => each.jobId === jobId));
      return follow ? await this.nameOf({ ...follow, channel }) : shortJobId(jobId);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return shortJobId(jobId);
    }
  }

  /** The only job of a channel with this name. The name of the job's source and a colon may stand before it. */
  async named(channel: ChannelRef, typed: string): Promise<NamedFollow | undefined> {
    const name = typed.slice(typed.indexOf(":") + 1);
    const ofSource = (await this.#withName(channel, name)).filter(
      ({ source }) => afterPrefix(typed, source) === name,
    );
    return onlyOne(await this.#withName(channel, typed)) ?? onlyOne(ofSource);
  }

  /** The only job of a channel whose id contains this part. The name of the job's source and a colon may stand before it. */
  async containing(channel: ChannelRef, typed: string): Promise<NamedFollow | undefined> {
    const part = typed.toLowerCase();
    const isMeant = ({ source, jobId }: NamedFollow): boolean => {
      const id = jobId.toLowerCase();
      const behindSource = afterPrefix(part, source);
      return id.includes(part) || (behindSource !== undefined && id.includes(behindSource));
    };
    return onlyOne((await this.#all(channel)).filter(isMeant));
  }

  async #withName(channel: ChannelRef, typed: string): Promise<readonly NamedFollow[]> {
    const [publicId = "", mark] = typed.split("#");
    const found = await this.#withPublicId(channel, mark === undefined ? typed : publicId);
    return mark === undefined ? found : found.filter((each) => this.#marked(each) === typed);
  }

  /** Two job APIs may have the same id, so the mark is of both. */
  #marked(job: NamedFollow): string {
    return `${job.publicId}#${this.#options.digest(jobKey(job)).slice(-MARK_LENGTH)}`;
  }

  async #all(channel: ChannelRef): Promise<readonly NamedFollow[]> {
    const { registry, archive } = this.#options;
    return [...(await registry.entriesOf(channel)), ...archive.latestOf(channel)];
  }

  async #withPublicId(channel: ChannelRef, publicId: string): Promise<readonly NamedFollow[]> {
    const { registry, archive } = this.#options;
    return [...(await registry.ofName(channel, publicId)), ...archive.ofName(channel, publicId)];
  }
}

/** The job that all of the follows are about, if it is one. */
function onlyOne(follows: readonly NamedFollow[]): NamedFollow | undefined {
  const jobs = new Set(follows.map(jobKey));
  return jobs.size === 1 ? follows[0] : undefined;
}
