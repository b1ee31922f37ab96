import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toText } from "../../core/source/texts.ts";
import { textOfErrors, type FalBody, type ModelError } from "./schema.ts";

/** Why a request failed, and what that means. */
export interface Failure {
  readonly phase: "failed" | "cancelled" | "moderated";
  readonly error: string | undefined;
  readonly errorDetails: string | undefined;
}

const MODERATED = "content_policy_violation";
const CANCELLED = "client_cancelled";
/** The app failed. Other errors of this status may be the queue's own. */
const RUNNER_FAILED = "runner_server_error";
const TRACEBACK = "Traceback (most recent call last)";
/** The statuses below 500 that the queue itself answers with, too. */
const OF_THE_QUEUE: ReadonlySet<number> = new Set([401, 402, 403, 404, 408, 425, 429]);

/** What an error's body says, or a completed status with an error in it. `known`: what the status has said before. */
export function toFailure(
  body: FalBody,
  answer: Pick<ApiAnswer, "header">,
  known?: Failure,
): Failure {
  const type = toErrorType(body, answer);
  const errors = Array.isArray(body.detail) ? body.detail : [];
  const words = errors.length > 0 ? textOfErrors(errors) : body.detail;
  const error = toText(words ?? body.error);
  const types = new Set([type, ...errors.map((each) => each.type)]);
  const isModerated =
    types.has(MODERATED) || error?.includes(MODERATED) === true || known?.phase === "moderated";
  const isCancelled = types.has(CANCELLED) || known?.phase === "cancelled";
  const isRepeated = errors.some((each) => each.type === type);
  const details = [isRepeated ? undefined : type, ...errors.map(toPlace)].filter(
    (each) => each !== undefined && each !== "",
  );
  return {
    phase: isModerated ? "moderated" : isCancelled ? "cancelled" : "failed",
    error: withoutTraceback(error) ?? known?.error,
    errorDetails: toText(details.join("\n")) ?? known?.errorDetails,
  };
}

/**
 * Whether an error as the result is the request's own end. The queue repeats the status and the body of the model, so a 404 or
 * a 503 may be either's: it ends the request only if the status before, the model's form of errors, or a type says so.
 */
export function isFinal(
  answer: Pick<ApiAnswer, "status" | "header">,
  body: FalBody,
  known: Failure | undefined,
): boolean {
  const isOwn = body.detail !== undefined || answer.header("x-fal-request-id") !== undefined;
  if (!isOwn) return false;
  if (known || Array.isArray(body.detail) || toFailure(body, answer).phase !== "failed")
    return true;
  const { status } = answer;
  if (status < 500) return status >= 400 && !OF_THE_QUEUE.has(status);
  if (status === 500) return toErrorType(body, answer) === RUNNER_FAILED;
  // The deadline that the client had set has passed, not one of the platform.
  return status === 504 && answer.header("x-fal-request-timeout-type") === "user";
}

const toErrorType = (body: FalBody, answer: Pick<ApiAnswer, "header">): string | undefined =>
  body.error_type ?? answer.header("x-fal-error-type");

/** `image_too_small (body.image_url)` */
function toPlace({ type = "", loc = [] }: ModelError): string {
  return `${type}${loc.length > 0 ? ` (${loc.join(".")})` : ""}`.trim();
}

/** A traceback shows paths on the app's server. Its last line is the error itself. */
function withoutTraceback(text: string | undefined): string | undefined {
  const at = text?.indexOf(TRACEBACK) ?? -1;
  if (text === undefined || at < 0) return text;
  return `${text.slice(0, at)}${text.trimEnd().split("\n").at(-1)}`.trim();
}
