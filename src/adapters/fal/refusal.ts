import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { textOfErrors, type FalBody } from "./schema.ts";

/** The message of an unknown request, in the place of a `detail`. */
const NOT_FOUND = "NOT_FOUND";

/** A refusal of the queue, by its HTTP status. */
export function toFalRefusal(
  answer: ApiAnswer,
  body: FalBody | undefined,
): ReturnType<typeof toRefusal> {
  const words = body?.detail ?? (body?.status === NOT_FOUND ? body.status : undefined);
  const message = toMessage(Array.isArray(words) ? textOfErrors(words) : words);
  return toRefusal(answer.status, {
    answer,
    message,
    isOwn: message !== undefined,
    nowMs: answer.atMs,
  });
}
