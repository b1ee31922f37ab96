/**
 * What a request to post leaves in a channel, kept before it is sent. An answer can get lost, or the process die, and then
 * the next attempt looks for exactly that, whatever it would post itself by now: people join, a status message appears,
 * files are stepped down. Each different request of a post adds a trace, and all of them stay sought.
 */
import { createHash } from "node:crypto";
import type { APIMessage } from "discord.js";
import { z } from "zod";
import type { Checkpoint } from "../../core/ports.ts";
import { customIdsOf } from "./components.ts";

/** Requests of one post that are still sought: the latest. Each was only sent once none of the others was there. */
const MAX_TRACES = 20;

const traceSchema = z.object({
  /** The channel, or thread, it was sent to. */
  in: z.string(),
  /** Whatever it left is newer than this message id. */
  after: z.string(),
  /** Fingerprint of its text and the number of its files. */
  text: z.string(),
  /** Fingerprint of what can be pressed below it; empty where there is nothing. */
  buttons: z.string(),
  /** The message that it replies to. */
  replyTo: z.string().optional(),
});
/** See the top of this file. */
export type Trace = Readonly<z.infer<typeof traceSchema>>;

/** What is known of the attempts so far. */
export interface Kept {
  readonly traces: readonly Trace[];
  /** When the latest request was sent whose fate is not known, by Discord's clock. */
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

/** The reverse of {@link toCheckpoint}; nothing is known where nothing was kept. */
export function parseCheckpoint(checkpoint: Checkpoint | undefined): Kept {
  return keptSchema.safeParse(checkpoint ?? {}).data ?? { traces: [] };
}

/** What a platform-neutral record holds of it. */
export const toCheckpoint = ({ traces, sentAt, landed, notBefore }: Kept): Checkpoint => ({
  ...(traces.length > 0 && { traces: JSON.stringify(traces) }),
  ...(sentAt !== undefined && { sentAt: String(sentAt) }),
  ...(landed !== undefined && { landed }),
  ...(notBefore !== undefined && { notBefore }),
});

/** With one more request, unless the very same one is known. */
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
 * Whether a message of ours is what a request left. What can be pressed below a message names its follow, so another
 * follow's never counts; a status message and a result of the same follow, below which the same can be pressed in the end,
 * differ in their texts. `not`: the status message.
 */
export function isTraceOf(trace: Trace, message: APIMessage, not: string | undefined): boolean {
  if (BigInt(message.id) <= BigInt(trace.after) || message.id === not) return false;
  const replied = message.message_reference?.message_id;
  // Discord leaves the reply out where the other message is gone, or may not be read.
  if (replied !== undefined && replied !== trace.replyTo) return false;
  return buttonMark(message) === trace.buttons && textMark(message) === trace.text;
}

type Shown = Pick<SentBody, "content" | "components" | "attachments">;

function textMark({ content, attachments = [] }: Shown): string {
  // Spaces and invisible characters at the ends, and sometimes elsewhere, do not survive the way.
  const visible = content.normalize("NFC").replace(/[\s\p{C}]+/gu, "");
  return digest(JSON.stringify([visible, attachments.length]));
}

function buttonMark({ components }: Shown): string {
  const ids = customIdsOf(components);
  return ids.length === 0 ? "" : digest(JSON.stringify(ids));
}

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, 22);
