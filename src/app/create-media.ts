import type { Follow } from "../core/follow/follow.ts";
import type { Attachment, PollResult } from "../core/job/job.ts";
import { DiskBudget } from "../services/delivery/media/disk-budget.ts";
import { KeptFiles } from "../services/delivery/media/kept-files.ts";
import { MediaCollector } from "../services/delivery/media/media-collector.ts";
import { Prefetcher } from "../services/delivery/media/prefetcher.ts";
import { SharedFiles } from "../services/delivery/media/shared-files.ts";
import { Spool } from "../services/delivery/media/spool.ts";
import type { AppOptions } from "./app-options.ts";
import type { Following } from "./create-following.ts";

/** The services that have the files of results. */
export interface Media {
  readonly collector: MediaCollector;
  /** Absent if no files are kept. */
  readonly kept?: KeptFiles | undefined;
  /** Absent if no other process finds them. */
  readonly sharedFiles?: SharedFiles | undefined;
  readonly prefetcher?: Prefetcher | undefined;
}

/** Options of {@link createMedia}. */
export type MediaOptions = Pick<
  AppOptions,
  | "media"
  | "spool"
  | "bucket"
  | "transcoder"
  | "maxVideoBytes"
  | "maxDiskBytes"
  | "unsafe"
  | "digest"
  | "clock"
  | "log"
  | "random"
>;

/** What media need to know of the partitions, which are created later. */
export interface MediaNeeds {
  /** Asks the job API for new links to the files of a follow. */
  readonly pollJob: (follow: Follow) => Promise<PollResult | undefined>;
  /** Returns the follows whose results are not delivered yet. */
  readonly awaiting: () => readonly Follow[];
}

/** Creates the services of `src/services/delivery/media`. */
export function createMedia(
  options: MediaOptions,
  { registry, sources }: Following,
  { pollJob, awaiting }: MediaNeeds,
): Media {
  const { spool: directory, bucket, maxDiskBytes: maxBytes, digest, clock, log, random } = options;
  const disk = new DiskBudget(maxBytes);
  const kept = directory && new KeptFiles({ directory, disk, awaiting, digest, clock, log });
  const sharedFiles = kept && bucket && new SharedFiles({ bucket, maxBytes, clock, log, random });
  const spool = kept && new Spool({ directory, kept, shared: sharedFiles, clock, log });
  const shared = {
    media: options.media,
    transcoder: options.transcoder,
    pollJob,
    locateMedia: async ({ source, jobId }: Follow, file: Attachment, signal: AbortSignal) =>
      sources.get(source)?.locateMedia(jobId, file, signal),
    maxBytes: options.maxVideoBytes,
    unsafe: options.unsafe ?? "spoiler",
    disk,
  };
  return {
    collector: new MediaCollector({ ...shared, spool }),
    kept,
    sharedFiles,
    prefetcher: spool && new Prefetcher({ ...shared, spool, registry, clock, log, random }),
  };
}
