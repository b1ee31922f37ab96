/**
 * What is known of the attempts at a post, stored before each request is sent. If the answer is lost or the process dies,
 * the next attempt looks for exactly what the requests would have left, whatever it would post itself by now: people join,
 * a status message appears, files are stepped down. Each different request of a post adds a fingerprint.
 */
import { z } from "zod";
import type { Checkpoint } from "../../../core/ports/platform.ts";
import { fingerprintSchema, type Fingerprint } from "./fingerprint.ts";

/** How many fingerprints of a post are kept, latest first. A request is only sent if no earlier one left a message. */
const MAX_FINGERPRINTS = 20;

/** What is known of the attempts so far. */
export interface PostCheckpoint {
  readonly fingerprints: readonly Fingerprint[];
  /** When the latest request without a known result was sent, by Discord's clock. */
  readonly sentAt?: number | undefined;
  /** The id of a message that was found already. */
  readonly messageId?: string | undefined;
  /** The only thing that earlier releases stored: a message id that the result is newer than. */
  readonly notBefore?: string | undefined;
}

const checkpointSchema = z
  .object({
    traces: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.array(fingerprintSchema))
      .catch([]),
    sentAt: z.coerce.number().optional().catch(undefined),
    landed: z.string().optional(),
    notBefore: z.string().optional(),
  })
  .transform(({ traces, landed, ...rest }) => ({
    ...rest,
    fingerprints: traces,
    messageId: landed,
  }));

/** The reverse of {@link toCheckpoint}; empty if nothing was stored. */
export function parseCheckpoint(checkpoint: Checkpoint | undefined): PostCheckpoint {
  return checkpointSchema.safeParse(checkpoint ?? {}).data ?? { fingerprints: [] };
}

/** As a platform-neutral record stores it, with the keys that earlier releases read. */
export const toCheckpoint = (checkpoint: PostCheckpoint): Checkpoint => {
  const { fingerprints, sentAt, messageId, notBefore } = checkpoint;
  return {
    ...(fingerprints.length > 0 && { traces: JSON.stringify(fingerprints) }),
    ...(sentAt !== undefined && { sentAt: String(sentAt) }),
    ...(messageId !== undefined && { landed: messageId }),
    ...(notBefore !== undefined && { notBefore }),
  };
};

/** Adds the fingerprint of a request about to be sent, unless it is there already. */
export function withRequest(
  checkpoint: PostCheckpoint,
  { fingerprint, sentAt }: { fingerprint: Fingerprint; sentAt: number },
): PostCheckpoint {
  const text = JSON.stringify(fingerprint);
  const others = checkpoint.fingerprints.filter((each) => JSON.stringify(each) !== text);
  return {
    ...checkpoint,
    sentAt,
    fingerprints: [...others, fingerprint].slice(-MAX_FINGERPRINTS),
  };
}
