import { NotOursError } from "../errors.ts";

/** What follows one request, as undici calls it. */
interface RequestHandler<Controller, Context> {
  /** Called when the request has a connection, in the same step in which its first bytes are written. */
  onRequestStart?: (controller: Controller, context: Context) => void;
}

/**
 * Makes a request ask `mayAct` at the last moment: after it has waited for its turn and for a connection, with nothing in
 * between. If `mayAct` returns false, nothing is sent, and the request fails with a NotOursError.
 */
export function askBeforeSending<Controller, Context>(
  handler: RequestHandler<Controller, Context>,
  mayAct: () => boolean,
): void {
  const start = handler.onRequestStart?.bind(handler);
  handler.onRequestStart = (controller, context) => {
    if (!mayAct()) throw new NotOursError();
    start?.(controller, context);
  };
}
