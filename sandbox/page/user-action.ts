/** What a person at the page can do: one schema for the server that checks it and the browser that sends it. */
import { z } from "zod";

const who = { personId: z.string(), placeId: z.string() };
const options = z.record(z.string(), z.string());

/** See the file's header. */
export const deedSchema = z.discriminatedUnion("do", [
  /** A line of text as it was typed. On Slack it may be a command, or mention the bot. */
  z.strictObject({
    do: z.literal("write"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    threadId: z.string().optional(),
    text: z.string().min(1).max(4_000),
  }),
  /** A command with its options; Discord. */
  z.strictObject({ do: z.literal("command"), ...who, command: z.string(), options }),
  /** Which choices there are for the option that is being typed; Discord. */
  z.strictObject({
    do: z.literal("complete"),
    ...who,
    command: z.string(),
    options,
    focused: z.string(),
  }),
  z.strictObject({
    do: z.literal("press"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    postId: z.string(),
    elementId: z.string(),
  }),
  z.strictObject({
    do: z.literal("choose"),
    platform: z.enum(["discord", "slack"]),
    ...who,
    postId: z.string(),
    elementId: z.string(),
    chosen: z.enum(["channel", "option"]),
    value: z.string(),
  }),
  z.strictObject({
    do: z.literal("shortcut"),
    ...who,
    postId: z.string(),
    shortcutId: z.string(),
  }),
  z.strictObject({
    do: z.literal("order-job"),
    outcome: z.enum(["completed", "failed", "cancelled", "moderated"]),
    prompt: z.string().max(4_000),
    durationMs: z.number().min(0).max(3_600_000),
    fileCount: z.number().int().min(1).max(20),
    fileBytes: z
      .number()
      .min(0)
      .max(64 * 1024 * 1024),
    tellsPercent: z.boolean(),
    error: z.string().max(4_000),
    errorDetails: z.string().max(4_000),
  }),
  z.strictObject({ do: z.literal("advance-job"), jobId: z.string() }),
  z.strictObject({
    do: z.literal("break"),
    fault: z.string(),
    /** Where the person is on each platform: faults of a channel are about it. */
    discordPlaceId: z.string(),
    slackPlaceId: z.string(),
  }),
  z.strictObject({ do: z.literal("mend") }),
]);

/** See the file's header. */
export type Deed = z.output<typeof deedSchema>;

/** What came of it; `error` is what the platform's client would tell. */
export interface DeedAnswer {
  readonly error?: string;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly jobId?: string;
}
