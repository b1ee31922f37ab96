import { MediaError, NotOursError, PlatformError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Metrics } from "../../core/ports/metrics.ts";
import type { ResultSender } from "../../services/delivery/result-sender.ts";

type Sender = Pick<ResultSender, "send">;

/** A sender that counts each attempt to deliver a result, with how it ended and how long it took. */
export const measureDeliveries = (
  sender: Sender,
  { metrics, clock }: { readonly metrics: Pick<Metrics, "attempted">; readonly clock: Clock },
): Sender => ({
  async send(follow, request) {
    const { platform } = request.adapter;
    const beganAtMs = clock.monotonicMs();
    const durationMs = (): number => clock.monotonicMs() - beganAtMs;
    try {
      const message = await sender.send(follow, request);
      metrics.attempted({ platform, result: "delivered", durationMs: durationMs() });
      return message;
    } catch (error) {
      const isOurs = !(error instanceof NotOursError) && !request.signal.aborted;
      const hasCode = error instanceof PlatformError || error instanceof MediaError;
      const result = hasCode ? error.code : "failed";
      if (isOurs) metrics.attempted({ platform, result, durationMs: durationMs() });
      throw error;
    }
  },
});
