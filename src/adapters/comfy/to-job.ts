import type { Attachment, Job, JobPhase } from "../../core/job/job.ts";
import { fractionToPercent } from "../../core/source/percent.ts";
import { toWord } from "../../core/source/texts.ts";
import { toAssetUrl } from "./asset-url.ts";
import { toFailure } from "./failure.ts";
import type { ComfyBody, OutputBody } from "./schema.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  queued: "running",
  running: "running",
  canceling: "running",
  succeeded: "completed",
  canceled: "cancelled",
  failed: "failed",
  expired: "failed",
};
/** Outputs that are results. The others are `text`, `file` and `latent`. */
const MEDIA_TYPES: ReadonlySet<string | undefined> = new Set(["image", "video", "audio"]);

/** Which job is asked for, and where. */
export interface JobContext {
  /** The canonical id. */
  readonly jobId: string;
  readonly uuid: string;
  readonly origin: string;
}

/** Whether API v2 knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** A job of API v2. With an unknown status it counts as running. */
export function toJob(
  body: ComfyBody & { readonly status: string },
  { jobId, origin }: JobContext,
): Job {
  const status = toWord(body.status) ?? "unknown";
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  const { code: kind, message, class_type: node } = body.error ?? {};
  const reason = message ?? (status === "expired" ? status : undefined);
  return {
    jobId,
    phase,
    facts: {
      status,
      createdAt: body.created_at,
      startedAt: body.started_at,
      updatedAt: body.completed_at,
      ...(status === "queued" && { queuePosition: body.queue_position }),
      ...(phase === "running" && { percent: fractionToPercent(body.progress?.value) }),
      ...(phase === "running" && status !== "canceling" && { isCancellable: true }),
    },
    content: undefined,
    // A running job has outputs, too, and more may come.
    attachments:
      phase === "completed" ? body.outputs.flatMap((each) => toAttachment(each, origin)) : [],
    ...(phase === "failed"
      ? toFailure({ message: reason, kind, node })
      : { error: undefined, errorDetails: undefined }),
  };
}

function toAttachment(output: OutputBody | undefined, origin: string): Attachment[] {
  // Without a type, the kind of content decides.
  const type = output?.type ?? output?.content_type?.replace(/\/.*$/, "");
  const url = output?.url === undefined ? null : URL.parse(output.url, origin);
  if (!output || !url || !MEDIA_TYPES.has(type)) return [];
  return [
    {
      url: toAssetUrl(url, output.id),
      filename: output.name,
      contentType: output.content_type,
      sizeBytes: output.size_bytes,
      expiresAt: output.url_expires_at,
      // The server itself wants the key, or is in the operator's network.
      ...(url.origin === origin && { isPrivate: true }),
    },
  ];
}
