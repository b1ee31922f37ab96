/** Payloads that clients may send over the gateway. Voice, member requests and presence updates are known by number only. */
import { z } from "zod";
import { DiscordAnswerError } from "../rest/errors.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";

const heartbeat = z.strictObject({ op: z.literal(1), d: z.int().nullable() });
const identify = z.strictObject({
  op: z.literal(2),
  d: z.strictObject({
    token: z.string(),
    intents: z.int().nonnegative(),
    properties: z.strictObject({ os: z.string(), browser: z.string(), device: z.string() }),
    compress: z.boolean().optional(),
    large_threshold: z.int().min(50).max(250).optional(),
    shard: z.tuple([z.int().nonnegative(), z.int().positive()]).optional(),
    presence: z.looseObject({}).optional(),
  }),
});
const resume = z.strictObject({
  op: z.literal(6),
  d: z.strictObject({ token: z.string(), session_id: z.string(), seq: z.int().nonnegative() }),
});
const other = z.strictObject({
  op: z.union([z.literal(3), z.literal(4), z.literal(8), z.literal(31)]),
  d: z.unknown(),
});
const payload = z.discriminatedUnion("op", [heartbeat, identify, resume, other]);

/** A payload of a client. */
export type ClientPayload = z.infer<typeof payload>;

/** Parses a payload. Returns a close code if it is invalid: 4001 unknown opcode, 4002 decode error. */
export function parsePayload(
  text: string,
  report: (reason: string) => void,
): ClientPayload | 4001 | 4002 {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 4002;
  }
  const { op } = (json ?? {}) as { op?: unknown };
  if (typeof op !== "number" || ![1, 2, 3, 4, 6, 8, 31].includes(op)) return 4001;
  try {
    return parseStrictly(payload, json, report);
  } catch (error) {
    if (error instanceof DiscordAnswerError) return 4002;
    throw error;
  }
}
