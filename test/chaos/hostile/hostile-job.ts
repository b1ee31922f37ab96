import { MAX_JOB_ID_LENGTH } from "../../../src/core/job/job.ts";
import { settle, type Follow } from "../../../src/core/follow/follow.ts";
import type { Message } from "../../../src/core/message.ts";
import { toPollResult } from "../../../src/adapters/pika/poll-result.ts";
import { applyPollResult } from "../../../src/services/following/polling/apply-poll-result.ts";
import {
  altTextOf,
  renderBareResult,
  renderResult,
} from "../../../src/messages/result/render-result.ts";
import { type LinkedFile } from "../../../src/messages/result/result-files.ts";
import { renderStatus } from "../../../src/messages/status/render-status.ts";
import { aFollow } from "../../support/follows.ts";

/** The texts of a job, as an attacker would set them. */
export interface HostileFields {
  readonly jobid: string;
  readonly status: string;
  readonly verb: string;
  readonly prompt: string;
  readonly content: string;
  readonly error: string;
  readonly errorDetails: string;
  readonly filename: string;
  readonly url: string;
  readonly contentType: string;
}

/** Where a text can stand, in the order in which messages show it. */
export const FIELDS = [
  "status",
  "jobid",
  "verb",
  "prompt",
  "content",
  "filename",
  "url",
  "contentType",
  "error",
  "errorDetails",
] as const satisfies readonly (keyof HostileFields)[];

/** One text in all the fields. */
export const inEveryField = (text: string): HostileFields =>
  Object.fromEntries(FIELDS.map((field) => [field, text])) as unknown as HostileFields;

/** One text cut in two, again and again, so that each field continues the one before. */
export function splitOverFields(text: string, at: number): HostileFields {
  const cut = at % (text.length + 1);
  const around = text.slice(cut) + text.slice(0, cut);
  return inEveryField(around);
}

const ENDINGS = ["completed", "failed", "cancelled", "moderated"] as const;

/** One message of the relay about a hostile job. */
export interface Told {
  readonly kind: "status" | "result";
  readonly name: string;
  readonly message: Message;
  readonly follow: Follow;
}

/**
 * Every message there can be about a job whose fields hold this, by the whole way from the API's JSON to what services
 * hand to a platform: status messages, results of every outcome with links and without.
 */
export function messagesAbout(fields: HostileFields, requesters: readonly string[]): Told[] {
  const jobId = toJobId(fields.jobid);
  const follow = aFollow({ jobId, requesters: [...requesters] });
  const running = read(follow, toBody(fields, fields.status));
  const lost = applyPollResult(running, answer(jobId, { error: fields.error, code: 404 }, 404), {
    streaks: { notFound: 3, sourceProblems: 0 },
    now: 61_000,
  });
  const gaveUp = settle(running, { kind: "gave-up", afterMs: 1_000 }, 61_000);
  const ended = ENDINGS.map((status) => read(follow, toBody(fields, status)));
  const bare = read(follow, { ...toBody(fields, "completed"), attachments: [] });
  // An error that says nothing to read is no word of the API's, and then the job is not lost.
  const settled = [...ended, bare, gaveUp, lost].filter(({ outcome }) => outcome !== undefined);
  return [
    ...[running, ...settled].map((each) => ({
      kind: "status" as const,
      name: each.outcome?.kind ?? "running",
      message: renderStatus(each),
      follow: each,
    })),
    ...settled.flatMap((each) => resultsOf(each)),
  ];
}

/** The text beside a file, which is not markup on any platform. */
export const altTextsAbout = (told: readonly Told[]): string[] =>
  told.map(({ follow }) => altTextOf(follow));

function resultsOf(follow: Follow): Told[] {
  const result = { kind: "result" as const, name: follow.outcome?.kind ?? "", follow };
  const attachments = follow.outcome?.kind === "completed" ? follow.outcome.attachments : [];
  const links: LinkedFile[] = attachments.map((attachment) => ({
    attachment,
    reason: "too-large" as const,
  }));
  const attached = attachments.map((attachment) => ({
    // As the media adapter names it; a file gets its name nowhere else.
    filename: "video.mp4",
    sizeBytes: 20_000_000,
    attachment,
  }));
  return [
    { ...result, message: renderResult(follow, { attached: [], links }) },
    { ...result, message: renderResult(follow, { attached, links: [] }) },
    { ...result, message: renderBareResult(follow) },
  ];
}

function toBody(fields: HostileFields, status: string): Record<string, unknown> {
  const { verb, prompt, content, error, errorDetails, filename, url, contentType } = fields;
  const file = { url, filename, content_type: contentType, size: 20_000_000 };
  return {
    status,
    verb,
    prompt,
    content,
    error,
    errorDetails: { said: errorDetails },
    attachments: [file, { ...file, url: `https://media.example/${url}` }],
  };
}

function read(follow: Follow, body: Record<string, unknown>): Follow {
  const reading = answer(follow.jobId, { ...body, jobid: follow.jobId }, 200);
  return applyPollResult(follow, reading, {
    streaks: { notFound: 0, sourceProblems: 0 },
    now: 61_000,
  });
}

const answer = (jobId: string, body: unknown, status: number) =>
  toPollResult(
    { status, header: () => undefined, text: JSON.stringify(body), atMs: 61_000 },
    jobId,
  );

/** The part of a text that can be in a job id: printable ASCII without spaces. */
function toJobId(text: string): string {
  const printable = text.replace(/[^\x21-\x7e]/g, "").slice(0, MAX_JOB_ID_LENGTH);
  return printable === "" ? "job:1" : printable;
}
