import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { readBody } from "./schema.ts";

/** An answer that refuses the request. */
export function toComfyRefusal(answer: ApiAnswer): ReturnType<typeof toRefusal> {
  const error = readBody(answer.text)?.error;
  return toRefusal(answer.status, {
    answer,
    message: toMessage(error?.message),
    isOwn: error?.code !== undefined && error.message !== undefined,
    nowMs: answer.atMs,
  });
}
