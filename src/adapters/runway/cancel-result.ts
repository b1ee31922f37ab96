import type { CancelRequestResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toCancelRefusal } from "../../core/source/cancel-refusal.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toRunwayRefusal } from "./refusal.ts";
import { readJobBody } from "./schema.ts";

/** The answer to the deletion of a task that runs, which cancels it. The API does not know the task any more then. */
export const toCancelResult = (answer: ApiAnswer): CancelRequestResult =>
  isOk(answer)
    ? { kind: "cancelling" }
    : toCancelRefusal(answer, toRunwayRefusal(answer, readJobBody(answer.text)));
