import { encodeChannelRef, type ChannelRef } from "../../core/channel/channel-ref.ts";
import type { JobTarget } from "../../core/command-context.ts";
import { followKey, isFinal, jobKey, type Follow } from "../../core/follow/follow.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { FollowArchive } from "./follow-archive.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import type { JobNames } from "./job-names.ts";

/** Options of {@link FollowFinder}. */
export interface FollowFinderOptions {
  readonly registry: FollowRegistry;
  readonly archive: FollowArchive;
  /** Finds a job by a part of its id. */
  readonly names: JobNames;
  /** Says which jobs an id may mean. */
  readonly sources: Pick<JobSources, "recognise">;
}

/** Finds the follow that a person means, in their own channel only: to them, follows of other channels do not exist. */
export class FollowFinder {
  readonly #options: FollowFinderOptions;

  constructor(options: FollowFinderOptions) {
    this.#options = options;
  }

  /** Resolves with the open or ended follow, or with `undefined` if this channel has none. Rejects with a StoreError. */
  async find(channel: ChannelRef, target: JobTarget): Promise<Follow | undefined> {
    const follow =
      "jobId" in target
        ? ((await this.#ofId(channel, target.jobId)) ?? (await this.#ofPart(channel, target.jobId)))
        : await this.#ofFollowId(channel, target.followId);
    const { registry, archive } = this.#options;
    // The store drops records by the wall clock, which may have jumped.
    if (follow && isFinal(follow) && !archive.isKept(follow)) return undefined;
    // A thread is no boundary: everyone who sees it is in its channel.
    return follow && registry.isSameChannel(follow.channel, channel) ? follow : undefined;
  }

  /** The follow of the only job of the channel that an id, or a link to a job, means to a source. */
  async #ofId(channel: ChannelRef, typed: string): Promise<Follow | undefined> {
    const found: Follow[] = [];
    for (const job of this.#options.sources.recognise(typed)) {
      const follow = await this.#ofJob(channel, job);
      if (follow) found.push(follow);
    }
    // Two sources may have jobs with the same id: neither is acted upon in the place of the other.
    return found.length === 1 ? found[0] : undefined;
  }

  async #ofJob(
    channel: ChannelRef,
    job: Pick<Follow, "source" | "jobId">,
  ): Promise<Follow | undefined> {
    const { registry, archive } = this.#options;
    const isHere = (follow: Follow): boolean => registry.isSameChannel(follow.channel, channel);
    const open = (await registry.ofJob(jobKey(job))).filter(isHere);
    const exact = open.find((each) => encodeChannelRef(each.channel) === encodeChannelRef(channel));
    return (
      exact ??
      open[0] ??
      (await registry.ofKey(followKey({ ...job, channel, origin: "command" }))) ??
      archive.latestOf(channel).find((each) => jobKey(each) === jobKey(job))
    );
  }

  /** A part of an id is enough if it matches exactly one job of the channel. */
  async #ofPart(channel: ChannelRef, typed: string): Promise<Follow | undefined> {
    const { names, registry } = this.#options;
    const meant = (await names.named(channel, typed)) ?? (await names.containing(channel, typed));
    if (!meant) return undefined;
    // It may have been followed in a thread of the channel.
    const inItsPlace = followKey({ ...meant, origin: "command" });
    return (await this.#ofJob(channel, meant)) ?? registry.ofKey(inItsPlace);
  }

  async #ofFollowId(channel: ChannelRef, id: string): Promise<Follow | undefined> {
    const { registry, archive } = this.#options;
    const open = await registry.ofId(id);
    if (open) return open;
    const key = archive.keyOf(id);
    const stored = key === undefined ? undefined : await registry.ofKey(key);
    // If the job was requested again, the record is the newer follow's.
    return stored?.id === id ? stored : archive.latestOf(channel).find((each) => each.id === id);
  }
}
