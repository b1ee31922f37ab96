/** The user's actions at the page: one schema for the server that checks it and the browser that sends it. */
import { z } from "zod";

const who = { personId: z.string(), placeId: z.string() };
const options = z.record(z.string(), z.string());

/** See the file's header. */
export const userActionSchema = z.discriminatedUnion("kind", [
  /** A line of text as typed. On Slack it may be a command, or mention the bot. */
  z.strictObject({
    kind: z.literal("write"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    threadId: z.string().optional(),
    text: z.string().min(1).max(4_000),
  }),
  /** Discord: a command with its options. */
  z.strictObject({ kind: z.literal("command"), ...who, command: z.string(), options }),
  /** Discord: requests the choices of the option that is being typed. */
  z.strictObject({
    kind: z.literal("complete"),
    ...who,
    command: z.string(),
    options,
    focused: z.string(),
  }),
  z.strictObject({
    kind: z.literal("press"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    postId: z.string(),
    elementId: z.string(),
  }),
  z.strictObject({
    kind: z.literal("choose"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    postId: z.string(),
    elementId: z.string(),
    chosen: z.enum(["channel", "option"]),
    value: z.string(),
  }),
  z.strictObject({
    kind: z.literal("shortcut"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    postId: z.string(),
    shortcutId: z.string(),
  }),
  z.strictObject({
    kind: z.literal("create-job"),
    /** The name of its API. */
    api: z.string(),
    outcome: z.enum(["completed", "failed", "cancelled", "moderated"]),
    prompt: z.string().max(4_000),
    durationMs: z.number().min(0).max(3_600_000),
    /** How many jobs are ahead of it at first. */
    ahead: z.number().int().min(0).max(20),
    fileKind: z.enum(["video", "image"]),
    fileCount: z.number().int().min(1).max(20),
    fileBytes: z
      .number()
      .min(0)
      .max(64 * 1024 * 1024),
    tellsPercent: z.boolean(),
    isUnsafe: z.boolean(),
    error: z.string().max(4_000),
    errorDetails: z.string().max(4_000),
  }),
  z.strictObject({ kind: z.literal("advance-job"), api: z.string(), jobId: z.string() }),
  z.strictObject({
    kind: z.literal("inject-fault"),
    fault: z.string(),
    /** The open place on each platform, which faults of a channel apply to. */
    discordPlaceId: z.string(),
    slackPlaceId: z.string(),
  }),
  z.strictObject({ kind: z.literal("clear-faults") }),
]);

/** See the file's header. */
export type UserAction = z.output<typeof userActionSchema>;

/** The result of an action; `error` is what the platform's client would show. */
export interface ActionResult {
  readonly error?: string;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly jobId?: string;
}
