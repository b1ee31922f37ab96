import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import type { JobBody } from "./schema.ts";

/** A refusal of the API, by its HTTP status. */
export function toRunwayRefusal(
  answer: ApiAnswer,
  body: JobBody | undefined,
): ReturnType<typeof toRefusal> {
  const message = toMessage(body?.error);
  const isOwn = message !== undefined;
  return toRefusal(answer.status, { answer, message, isOwn, nowMs: answer.atMs });
}
