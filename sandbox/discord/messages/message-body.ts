/**
 * Strict schemas of message bodies. Every documented field that a relay could send is here with its limit; other fields
 * are ignored, as by Discord, and recorded as violations. Not implemented: polls, stickers, Components V2, voice
 * messages. Lengths count UTF-16 units, the strictest reading of Discord's "characters".
 */
import { z } from "zod";
import { messageComponents } from "./message-components.ts";
import { snowflake } from "../rest/snowflake.ts";

const allowedMentions = z
  .strictObject({
    parse: z.array(z.enum(["everyone", "users", "roles"])).nullish(),
    users: z.array(snowflake).max(100).nullish(),
    roles: z.array(snowflake).max(100).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .superRefine((value, context) => {
    for (const kind of ["users", "roles"] as const) {
      if (!value.parse?.includes(kind) || (value[kind] ?? []).length === 0) continue;
      context.addIssue({
        code: "custom",
        message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
        params: { discord: "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE" },
      });
    }
  });
/** Discord's `allowed_mentions`. */
export type AllowedMentions = z.infer<typeof allowedMentions>;

const attachment = z.strictObject({
  id: z.union([snowflake, z.int().nonnegative()]),
  filename: z.string().min(1).max(1024).nullish(),
  description: z.string().max(1024).nullish(),
  title: z.string().max(1024).nullish(),
  is_spoiler: z.boolean().nullish(),
  // discord.js sends the fields of voice messages with every file.
  waveform: z.null().optional(),
  duration_secs: z.null().optional(),
});
/** One entry of `attachments`: a file of this request by index, or a kept one by id. */
export type AttachmentEntry = z.infer<typeof attachment>;

const media = z.strictObject({ url: z.string().max(2048) }).nullish();
const embed = z.strictObject({
  type: z.literal("rich").nullish(),
  title: z.string().max(256).nullish(),
  description: z.string().max(4096).nullish(),
  url: z.string().max(2048).nullish(),
  timestamp: z.string().nullish(),
  color: z.int().min(0).max(0xff_ff_ff).nullish(),
  footer: z
    .strictObject({ text: z.string().max(2048), icon_url: z.string().max(2048).nullish() })
    .nullish(),
  image: media,
  thumbnail: media,
  author: z
    .strictObject({
      name: z.string().max(256),
      url: z.string().max(2048).nullish(),
      icon_url: z.string().max(2048).nullish(),
    })
    .nullish(),
  fields: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(256),
        value: z.string().min(1).max(1024),
        inline: z.boolean().nullish(),
      }),
    )
    .max(25)
    .nullish(),
});

const messageReference = z.strictObject({
  type: z.literal(0).nullish(),
  message_id: snowflake,
  channel_id: snowflake.nullish(),
  guild_id: snowflake.nullish(),
  fail_if_not_exists: z.boolean().nullish(),
});

const parts = {
  content: z.string().max(2000).nullish(),
  embeds: z.array(embed).max(10).nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: messageComponents.nullish(),
  attachments: z.array(attachment).max(10).nullish(),
};
const nonce = z.union([z.string().max(25), z.int()]).nullish();

/** SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, and EPHEMERAL in an interaction's answer. */
const flags = (known: number): z.ZodOptional<z.ZodNullable<z.ZodInt>> =>
  z
    .int()
    .nonnegative()
    // oxlint-disable-next-line no-bitwise -- Discord's flags are a bit field
    .refine((value) => (value & ~known) === 0, { error: "has flags the stand-in does not know" })
    .nullish();

/** POST /channels/{id}/messages. */
export const createMessageBody = z.strictObject({
  ...parts,
  nonce,
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  message_reference: messageReference.nullish(),
  flags: flags(4 + 4096),
});
/** See {@link createMessageBody}. */
export type CreateMessageBody = z.infer<typeof createMessageBody>;

/** PATCH /channels/{id}/messages/{id}. discord.js also sends the fields that only apply to creation; Discord ignores them. */
export const editMessageBody = z.strictObject({
  ...parts,
  flags: flags(4),
  tts: z.literal(false).nullish(),
  enforce_nonce: z.literal(false).nullish(),
});
/** A message of an interaction: its callback's `data`, an edit, a follow-up. discord.js sends extra fields as above. */
export const interactionMessageBody = z.strictObject({
  ...parts,
  flags: flags(4 + 64 + 4096),
  tts: z.boolean().nullish(),
  enforce_nonce: z.literal(false).nullish(),
  username: z.string().max(80).nullish(),
  avatar_url: z.string().max(2048).nullish(),
});
/** See {@link interactionMessageBody}. */
export type InteractionMessageBody = z.infer<typeof interactionMessageBody>;
