/**
 * What a request to post would leave in a channel, stored before it is sent. If the answer is lost or the process dies,
 * the next attempt looks for exactly that, whatever it would post itself by now: people join, a status message appears,
 * files are stepped down. Each different request of a post adds a trace, and the search looks for all of them.
 */
import { createHash } from "node:crypto";
import type { APIMessage } from "discord.js";
import { z } from "zod";
import type { Checkpoint } from "../../../core/ports/platform.ts";
import { customIdsOf } from "./components.ts";

/** Most traces of one post: the latest. Each request was only sent once none of the earlier ones was found. */
const MAX_TRACES = 20;

const traceSchema = z.object({
  /** The channel, or thread, it was sent to. */
  in: z.string(),
  /** Its message is newer than this message id. */
  after: z.string(),
  /** Fingerprint of its text and the number of its files. */
  text: z.string(),
  /** Fingerprint of its buttons; empty if it has none. */
  buttons: z.string(),
  /** The message that it replies to. */
  replyTo: z.string().optional(),
});
/** See the top of this file. */
export type Trace = Readonly<z.infer<typeof traceSchema>>;

/** What is known of the attempts so far. */
export interface Kept {
  readonly traces: readonly Trace[];
  /** When the latest request without a known result was sent, by Discord's clock. */
  readonly sentAt?: number | undefined;
  /** A message that was found already. */
  readonly landed?: string | undefined;
  /** All that earlier releases kept: a message id that the result cannot be older than. */
  readonly notBefore?: string | undefined;
}

const keptSchema = z.object({
  traces: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(traceSchema))
    .catch([]),
  sentAt: z.coerce.number().optional().catch(undefined),
  landed: z.string().optional(),
  notBefore: z.string().optional(),
});

/** The reverse of {@link toCheckpoint}; empty if nothing was stored. */
export function parseCheckpoint(checkpoint: Checkpoint | undefined): Kept {
  return keptSchema.safeParse(checkpoint ?? {}).data ?? { traces: [] };
}

/** As a platform-neutral record stores it. */
export const toCheckpoint = ({ traces, sentAt, landed, notBefore }: Kept): Checkpoint => ({
  ...(traces.length > 0 && { traces: JSON.stringify(traces) }),
  ...(sentAt !== undefined && { sentAt: String(sentAt) }),
  ...(landed !== undefined && { landed }),
  ...(notBefore !== undefined && { notBefore }),
});

/** Adds a request, unless the very same one is known. */
export function withTrace(kept: Kept, trace: Trace, sentAt: number): Kept {
  const others = kept.traces.filter((each) => JSON.stringify(each) !== JSON.stringify(trace));
  return { ...kept, sentAt, traces: [...others, trace].slice(-MAX_TRACES) };
}

/** The parts of a request's body that come back with its message. */
export interface SentBody {
  readonly content: string;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly message_reference?: Readonly<Record<string, unknown>> & { readonly message_id: string };
}

/** The trace of a request. */
export function toTrace(body: SentBody, where: Pick<Trace, "in" | "after">): Trace {
  const replyTo = body.message_reference?.message_id;
  const marks = { text: textMark(body), buttons: buttonMark(body) };
  return { ...where, ...marks, ...(replyTo !== undefined && { replyTo }) };
}

/**
 * Whether a message of ours is what a request left. A message's buttons name its follow, so another follow's never
 * counts; a status message and a result of the same follow, which have the same buttons in the end, differ in their
 * texts. `not`: the status message.
 */
export function isTraceOf(trace: Trace, message: APIMessage, not: string | undefined): boolean {
  if (BigInt(message.id) <= BigInt(trace.after) || message.id === not) return false;
  const replied = message.message_reference?.message_id;
  // Discord leaves the reply out if the other message is gone or can't be read.
  if (replied !== undefined && replied !== trace.replyTo) return false;
  return buttonMark(message) === trace.buttons && textMark(message) === trace.text;
}

type Shown = Pick<SentBody, "content" | "components" | "attachments">;

function textMark({ content, attachments = [] }: Shown): string {
  // Discord drops spaces and invisible characters at the ends, and sometimes elsewhere.
  const visible = content.normalize("NFC").replace(/[\s\p{C}]+/gu, "");
  return digest(JSON.stringify([visible, attachments.length]));
}

function buttonMark({ components }: Shown): string {
  const ids = customIdsOf(components);
  return ids.length === 0 ? "" : digest(JSON.stringify(ids));
}

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, 22);
