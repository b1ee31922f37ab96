/** Text objects and interactive elements of Block Kit that the stand-in knows, with Slack's limits. */
import { z } from "zod";

const common = { emoji: z.boolean().optional(), verbatim: z.boolean().optional() };

/** A text object of either kind. */
export const textObject = (maxLength: number) =>
  z.strictObject({
    type: z.enum(["mrkdwn", "plain_text"]),
    text: z.string().min(1).max(maxLength),
    ...common,
  });

/** A text object that must be `plain_text`. */
export const plainText = (maxLength: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(maxLength),
    emoji: z.boolean().optional(),
  });

const confirmSchema = z.strictObject({
  title: plainText(100),
  text: textObject(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const optionSchema = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

const actionable = {
  action_id: z.string().max(255).optional(),
  confirm: confirmSchema.optional(),
};
const menu = { ...actionable, placeholder: plainText(150).optional() };

const filterSchema = z.strictObject({
  include: z
    .array(z.enum(["im", "mpim", "private", "public"]))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});

/** What a user can press or choose from. Slack has more kinds; the stand-in refuses them. */
export const elementSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("button"),
    ...actionable,
    text: plainText(75),
    value: z.string().max(2000).optional(),
    url: z.url().max(3000).optional(),
    style: z.enum(["primary", "danger"]).optional(),
    accessibility_label: z.string().max(75).optional(),
  }),
  z.strictObject({
    type: z.literal("conversations_select"),
    ...menu,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: filterSchema.optional(),
  }),
  z.strictObject({
    type: z.literal("channels_select"),
    ...menu,
    initial_channel: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("static_select"),
    ...menu,
    options: z.array(optionSchema).min(1).max(100),
    initial_option: optionSchema.optional(),
  }),
]);

/** An element of a posted message: its ids are set, given or generated. */
export type BlockElement = z.output<typeof elementSchema> & { readonly action_id: string };
