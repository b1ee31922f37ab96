import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import type { JobBody } from "./schema.ts";

/** A refusal by its status: that of HTTP, or the body's own `code`. */
export const toPikaRefusal = (
  status: number,
  answer: ApiAnswer,
  body: JobBody | undefined,
): ReturnType<typeof toRefusal> =>
  toRefusal(status, {
    answer,
    message: toMessage(body?.error),
    isOwn: typeof body?.error === "string" && (body.code ?? status) === status,
    nowMs: answer.atMs,
  });
