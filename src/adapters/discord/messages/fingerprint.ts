/** Fingerprint of a request to post, by which its message is recognised in the channel. */
import { createHash } from "node:crypto";
import type { APIMessage } from "discord.js";
import { z } from "zod";
import { customIdsOf } from "./components.ts";

/** A fingerprint as it is stored. */
export const fingerprintSchema = z.object({
  /** The channel, or thread, it was sent to. */
  in: z.string(),
  /** Its message is newer than this message id. */
  after: z.string(),
  /** Digest of its text and the number of its files. */
  text: z.string(),
  /** Digest of its buttons; empty if it has none. */
  buttons: z.string(),
  /** The message that it replies to. */
  replyTo: z.string().optional(),
});
/** What the message of a request looks like, and where it is. */
export type Fingerprint = Readonly<z.infer<typeof fingerprintSchema>>;

/** The parts of a request's body that come back with its message. */
export interface SentBody {
  readonly content: string;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly message_reference?: Readonly<Record<string, unknown>> & { readonly message_id: string };
}

/** The fingerprint of a request. */
export function toFingerprint(
  body: SentBody,
  where: Pick<Fingerprint, "in" | "after">,
): Fingerprint {
  const replyTo = body.message_reference?.message_id;
  const marks = { text: textMark(body), buttons: buttonMark(body) };
  return { ...where, ...marks, ...(replyTo !== undefined && { replyTo }) };
}

/**
 * Whether a message of ours is what a request left. A message's buttons name its follow, so another follow's never
 * counts; a status message and a result of the same follow, which have the same buttons in the end, differ in their
 * texts. `not`: the status message.
 */
export function hasFingerprint(
  message: APIMessage,
  { fingerprint, not }: { fingerprint: Fingerprint; not: string | undefined },
): boolean {
  if (BigInt(message.id) <= BigInt(fingerprint.after) || message.id === not) return false;
  const replied = message.message_reference?.message_id;
  // Discord leaves the reply out if the other message is gone or can't be read.
  if (replied !== undefined && replied !== fingerprint.replyTo) return false;
  return buttonMark(message) === fingerprint.buttons && textMark(message) === fingerprint.text;
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
