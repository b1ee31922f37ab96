import type { ChannelRef } from "./channel/channel-ref.ts";
import type { Delivery, NotificationChange } from "./channel/channel-settings.ts";
import type { MessageRef } from "./follow/follow.ts";
import type { SourceProblem } from "./job/job.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { QuotaOwner } from "./channel/quotas.ts";

/** What became of asking to follow a job. */
export type FollowResult =
  /** Registered durably. `jobId`: the whole id. `over`: the job had already ended and its result is on the way. */
  | {
      readonly kind: "following";
      readonly jobId: string;
      readonly over: boolean;
      readonly statusMessage?: MessageRef | undefined;
      readonly trouble?: SourceProblem | undefined;
      /** What is promised less firmly in this channel, and the cure: a sentence for the person who asked. */
      readonly weakness?: LocalizedText | undefined;
    }
  /** `over`: its result is already being posted. `isYours`: this person already follows it. */
  | {
      readonly kind: "already-following";
      readonly jobId: string;
      readonly over: boolean;
      readonly isYours: boolean;
      readonly statusMessage?: MessageRef | undefined;
    }
  /** The job API knows no such job; `message` is its own words. */
  | { readonly kind: "not-found"; readonly message: string }
  /** The bot cannot post results in this channel; both are sentences for the person who asked. */
  | { readonly kind: "no-access"; readonly problem: LocalizedText; readonly cure: LocalizedText }
  /** As many jobs are followed as one person, or one channel, may have open. */
  | { readonly kind: "too-many"; readonly of: QuotaOwner; readonly limit: number }
  | { readonly kind: "store-down" };

/** A job that the channel waits for. Instants in Unix milliseconds. */
export interface WaitingJob {
  readonly jobId: string;
  /** What it is called in this channel. */
  readonly name: string;
  readonly prompt?: string | undefined;
  /** Its progress, if known. */
  readonly percent?: number | undefined;
  readonly symbol: string;
  readonly status: LocalizedText;
  readonly since: number;
  /** Empty where channel notifications follow it. */
  readonly requesters: readonly string[];
  readonly statusMessage?: MessageRef | undefined;
}

/** A job that is over. */
export interface RecentResult {
  readonly jobId: string;
  /** What it is called in this channel. */
  readonly name: string;
  readonly prompt?: string | undefined;
  readonly symbol: string;
  readonly status: LocalizedText;
  readonly endedAt: number;
  readonly statusMessage?: MessageRef | undefined;
  readonly resultMessage?: MessageRef | undefined;
  /** Why it could not be posted. */
  readonly undelivered?: LocalizedText | undefined;
}

/** A page of what a channel waits for, oldest first, and then its latest results, newest first. Pages count from 1. */
export interface JobList {
  readonly waitingCount: number;
  readonly waiting: readonly WaitingJob[];
  readonly recent: readonly RecentResult[];
  readonly page: number;
  readonly pages: number;
}

/** A job of this channel: by its id, or by a button of its status message. */
export type JobTarget = { readonly jobId: string } | { readonly followId: string };

/** Nothing in this channel goes by that name; what another channel has is not told apart from what nobody has. */
export interface NotFound {
  readonly kind: "not-found";
}
/** The store could not read or write; nothing was changed. */
export interface StoreDown {
  readonly kind: "store-down";
}

/** The job that a button is about. */
export type NamedJob = { readonly kind: "job"; readonly jobId: string } | NotFound | StoreDown;

/** How often a job is polled, in milliseconds, and until when, in Unix milliseconds. */
export interface Checks {
  readonly fromMs: number;
  readonly toMs: number;
  readonly until: number;
}

/** What became of looking at a job once more, out of turn. */
export type RefreshResult =
  | {
      readonly kind: "running";
      readonly jobId: string;
      readonly status: LocalizedText;
      readonly trouble?: SourceProblem;
      readonly checks: Checks;
    }
  | { readonly kind: "over" }
  | { readonly kind: "delivered" }
  | { readonly kind: "undelivered" }
  | NotFound
  | StoreDown;

/** What became of asking to follow a job no longer. `told`: others had asked for it too, and are told. */
export type ForgetResult =
  | { readonly kind: "forgotten"; readonly jobId: string; readonly told: boolean }
  /** They alone stopped following it: it goes on for the others who asked, or for the channel's notifications. */
  | {
      readonly kind: "left";
      readonly jobId: string;
      readonly goesOnFor: "others" | "notifications";
    }
  | { readonly kind: "over"; readonly jobId: string }
  | { readonly kind: "not-yours" }
  | NotFound
  | StoreDown;

/** What became of sharing a result. */
export type ShareResult =
  | { readonly kind: "shared"; readonly jobId: string; readonly channelId: string }
  | {
      readonly kind: "running" | "already" | "here";
      readonly jobId: string;
      readonly channelId: string;
    }
  /** The person may not post there. */
  | { readonly kind: "person-may-not"; readonly channelId: string }
  /** The relay may not post there; `problem` says why. */
  | { readonly kind: "relay-may-not"; readonly channelId: string; readonly problem: LocalizedText }
  /** No such channel that the person sees in this server or workspace. */
  | { readonly kind: "no-channel" }
  | NotFound
  | StoreDown;

/** Whether a person may run a job again, and it can be. `off`: nobody may, by the relay's settings. */
export type RetryCheck =
  | { readonly kind: "job"; readonly jobId: string }
  | { readonly kind: "not-retryable"; readonly jobId: string }
  | { readonly kind: "not-yours" | "off" }
  | NotFound;

/** What became of running a job again; `message` is the job API's own words. */
export type RetryResult =
  | { readonly kind: "started"; readonly jobId: string; readonly follow: FollowResult }
  /** The new job could not be followed here, so nothing was started. */
  | {
      readonly kind: "refused";
      readonly refusal: Extract<FollowResult, { kind: "too-many" | "no-access" }>;
    }
  | Exclude<RetryCheck, { kind: "job" }>
  | { readonly kind: "gone" | "moderated"; readonly message: string }
  | { readonly kind: "queue-full" }
  /** No answer: it may have been started. */
  | { readonly kind: "unknown" }
  | { readonly kind: "trouble"; readonly trouble: SourceProblem }
  | NotFound
  | StoreDown;

/** What became of posting a result again that could not be posted. */
export type RedeliveryResult =
  | { readonly kind: "trying"; readonly jobId: string }
  | { readonly kind: "not-needed"; readonly jobId: string }
  | { readonly kind: "not-yours" }
  | NotFound
  | StoreDown;

/** What became of asking about, or changing, channel notifications; `changed`: it was otherwise before. */
export type NotificationsResult =
  | { readonly kind: "on"; readonly changed: boolean; readonly since: number; readonly by: string }
  | { readonly kind: "off"; readonly changed: boolean }
  | { readonly kind: "needs-manage" }
  | { readonly kind: "no-access"; readonly problem: LocalizedText; readonly cure: LocalizedText }
  | StoreDown;

/** How results arrive in a channel. */
export type SettingsResult =
  | { readonly kind: "settings"; readonly delivery: Delivery; readonly changed: boolean }
  | { readonly kind: "needs-manage" }
  | StoreDown;

/** All that a person can ask of the relay: bound to them, and to the channel they ask in. Nothing here rejects. */
export interface CommandContext {
  readonly channel: ChannelRef;
  /** The person's own language, as a BCP 47 tag: that of the private answers. */
  readonly locale: string;
  /** What a job is called in this channel. */
  nameJob(jobId: string): string;
  /** `jobId`: a job id, or a part of one that fits one job of this channel. The result names that job. */
  followJob(jobId: string): Promise<FollowResult>;
  listJobs(page: number): JobList;
  /** The job of a button, to name it. */
  jobOf(followId: string): Promise<NamedJob>;
  refreshJob(followId: string): Promise<RefreshResult>;
  forgetJob(target: JobTarget): Promise<ForgetResult>;
  shareResult(target: JobTarget, channelId: string): Promise<ShareResult>;
  checkRetry(followId: string): Promise<RetryCheck | StoreDown>;
  retryJob(followId: string): Promise<RetryResult>;
  redeliverResult(followId: string): Promise<RedeliveryResult>;
  changeNotifications(change: NotificationChange): Promise<NotificationsResult>;
  changeSettings(change: { readonly delivery: Delivery } | undefined): Promise<SettingsResult>;
  canManageChannel(): Promise<boolean>;
}
