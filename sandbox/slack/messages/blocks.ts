/**
 * Block Kit, as far as a relay uses it: section, context, header, divider, actions, rich_text, markdown, with Slack's
 * limits. Any other block or element is refused with `invalid_blocks`, although Slack knows
 * more. Not implemented: Slack's undocumented limit on the total text of a message's blocks (`msg_blocks_too_long`).
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { elementSchema, plainText, textObject, type BlockElement } from "./block-elements.ts";
import { blockErrors } from "./block-errors.ts";
import { SlackFailure } from "../web-api/slack-failure.ts";

const MAX_BLOCKS = 50;

const blockId = { block_id: z.string().max(255).optional() };

const blockSchema = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("section"),
      ...blockId,
      text: textObject(3000).optional(),
      fields: z.array(textObject(2000)).min(1).max(10).optional(),
      accessory: elementSchema.optional(),
      expand: z.boolean().optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
      message: "missing required field: text",
    }),
  z.strictObject({
    type: z.literal("context"),
    ...blockId,
    elements: z.array(textObject(3000)).min(1).max(10),
  }),
  z.strictObject({
    type: z.literal("actions"),
    ...blockId,
    elements: z.array(elementSchema).min(1).max(25),
  }),
  z.strictObject({ type: z.literal("header"), ...blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal("divider"), ...blockId }),
  z.strictObject({ type: z.literal("markdown"), ...blockId, text: z.string().max(12_000) }),
  z.strictObject({
    type: z.literal("rich_text"),
    ...blockId,
    elements: z.array(z.looseObject({ type: z.string() })),
  }),
]);

type Block = z.output<typeof blockSchema>;

const blocksSchema = z.array(blockSchema).max(MAX_BLOCKS).superRefine(checkIds);

/** An element of a message and the block that contains it. */
export interface PlacedElement {
  readonly blockId: string;
  readonly element: BlockElement;
}

/**
 * Returns the blocks as Slack stores them: every block and element without an id gets one. Throws `invalid_blocks_format`
 * for anything except an array, and `invalid_blocks` for blocks that Slack would refuse.
 */
export function acceptBlocks(blocks: unknown): readonly unknown[] | undefined {
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) throw new SlackFailure("invalid_blocks_format");
  const parsed = blocksSchema.safeParse(blocks, { reportInput: true });
  if (parsed.success) return parsed.data.map(withIds);
  throw new SlackFailure("invalid_blocks", {
    response_metadata: { messages: blockErrors(parsed.error) },
  });
}

/** Returns everything in a message that a user can press or choose from. */
export function placedElements(blocks: readonly unknown[] = []): PlacedElement[] {
  return (blocks as readonly Block[]).flatMap((block) =>
    elementsOf(block).map((element) => ({
      blockId: block.block_id ?? "",
      element: { ...element, action_id: element.action_id ?? "" },
    })),
  );
}

function elementsOf(block: Block): readonly z.output<typeof elementSchema>[] {
  if (block.type === "actions") return block.elements;
  return block.type === "section" && block.accessory !== undefined ? [block.accessory] : [];
}

/** Slack's own ids are five random characters; these depend on the block, so that equal blocks get equal ids. */
const makeId = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 5);

function withIds(block: Block, index: number): Block {
  const made = { block_id: block.block_id ?? makeId(index, block) };
  const name = <E extends { action_id?: string | undefined }>(element: E, at: number): E => ({
    ...element,
    action_id: element.action_id ?? makeId(index, at, element),
  });
  if (block.type === "actions") return { ...block, ...made, elements: block.elements.map(name) };
  if (block.type === "section" && block.accessory !== undefined) {
    return { ...block, ...made, accessory: name(block.accessory, 0) };
  }
  return { ...block, ...made };
}

function checkIds(blocks: readonly Block[], context: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    if (block.block_id !== undefined && seen.has(block.block_id)) {
      const message = `block_id "${block.block_id}" already exists`;
      context.addIssue({ code: "custom", message, path: [index, "block_id"] });
    }
    if (block.block_id !== undefined) seen.add(block.block_id);
    const actions = new Set<string>();
    for (const [at, { action_id: id }] of elementsOf(block).entries()) {
      if (id !== undefined && actions.has(id)) {
        const message = `action_id "${id}" already exists`;
        context.addIssue({ code: "custom", message, path: [index, "elements", at, "action_id"] });
      }
      if (id !== undefined) actions.add(id);
    }
  }
}
