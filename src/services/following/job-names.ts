import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { shortJobId } from "../../core/job/short-job-id.ts";
import type { FollowArchive } from "./follow-archive.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Options of {@link JobNames}. */
export interface JobNamesOptions {
  readonly registry: Pick<FollowRegistry, "ofChannel" | "ofName">;
  readonly archive: Pick<FollowArchive, "latestOf">;
}

/** Names the jobs of a channel by their short ids, and finds a job by a part of its id. */
export class JobNames {
  readonly #options: JobNamesOptions;

  constructor(options: JobNamesOptions) {
    this.#options = options;
  }

  /** A job's short id, or its whole id if another job of the channel has the same short id. */
  nameOf({ channel, jobId }: Pick<Follow, "channel" | "jobId">): string {
    const name = shortJobId(jobId);
    return this.#called(channel, name).some((id) => id !== jobId) ? jobId : name;
  }

  /** The id of the only job of a channel with this short id; `undefined` if there is none, or more than one. */
  named(channel: ChannelRef, typed: string): string | undefined {
    return onlyOne(this.#called(channel, typed));
  }

  /** The id of the only job of a channel whose id contains this part; `undefined` if there is none, or more than one. */
  containing(channel: ChannelRef, typed: string): string | undefined {
    const part = typed.toLowerCase();
    const { registry, archive } = this.#options;
    const follows = [...registry.ofChannel(channel), ...archive.latestOf(channel)];
    return onlyOne(idsOf(follows.filter(({ jobId }) => jobId.toLowerCase().includes(part))));
  }

  #called(channel: ChannelRef, name: string): string[] {
    const { registry, archive } = this.#options;
    const ended = archive.latestOf(channel).filter(({ jobId }) => shortJobId(jobId) === name);
    return idsOf([...registry.ofName(channel, name), ...ended]);
  }
}

const idsOf = (follows: readonly Follow[]): string[] => [
  ...new Set(follows.map(({ jobId }) => jobId)),
];

const onlyOne = (ids: readonly string[]): string | undefined =>
  ids.length === 1 ? ids[0] : undefined;
