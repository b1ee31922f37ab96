/**
 * Block Kit as far as a relay uses it: section, context, header, divider, rich_text, markdown. Their limits are
 * Slack's; any other block, and any element inside, is refused with `invalid_blocks`, though Slack knows more.
 */
import { z } from "zod";
import { SlackFailure } from "./slack-failure.ts";

const textObject = (maxLength: number) =>
  z.strictObject({
    type: z.enum(["mrkdwn", "plain_text"]),
    text: z.string().min(1).max(maxLength),
    emoji: z.boolean().optional(),
    verbatim: z.boolean().optional(),
  });

const blockId = { block_id: z.string().max(255).optional() };

const blockSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("section"),
    ...blockId,
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    expand: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("context"),
    ...blockId,
    elements: z.array(textObject(3000)).min(1).max(10),
  }),
  z.strictObject({ type: z.literal("header"), ...blockId, text: textObject(150) }),
  z.strictObject({ type: z.literal("divider"), ...blockId }),
  z.strictObject({ type: z.literal("markdown"), ...blockId, text: z.string().max(12_000) }),
  z.strictObject({
    type: z.literal("rich_text"),
    ...blockId,
    elements: z.array(z.looseObject({ type: z.string() })),
  }),
]);

const blocksSchema = z.array(blockSchema).max(50);

/** Throws `invalid_blocks` unless Slack would show them. */
export function checkBlocks(blocks: readonly unknown[] | undefined): void {
  if (blocks === undefined) return;
  const parsed = blocksSchema.safeParse(blocks);
  if (parsed.success) return;
  throw new SlackFailure("invalid_blocks", {
    response_metadata: {
      messages: parsed.error.issues.map(
        (issue) => `[ERROR] ${issue.message} [json-pointer:/blocks/${issue.path.join("/")}]`,
      ),
    },
  });
}
