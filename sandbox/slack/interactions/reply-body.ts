import { z } from "zod";
import { acceptBlocks } from "../messages/blocks.ts";
import { SlackFailure } from "../web-api/slack-failure.ts";

const replySchema = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

/** A reply to an interaction: the payload of a command's ack, or the body sent to a response_url. */
export type ReplyBody = Omit<z.output<typeof replySchema>, "blocks"> & {
  readonly blocks: readonly unknown[] | undefined;
};

/** Whether the reply contains anything besides a deletion. */
export const hasContent = ({ text = "", blocks = [] }: ReplyBody): boolean =>
  text !== "" || blocks.length > 0;

/** Throws a SlackFailure (`invalid_payload`, `invalid_blocks`, `no_text`) for anything Slack would not accept. */
export function parseReplyBody(value: unknown): ReplyBody {
  const parsed = replySchema.safeParse(value);
  if (!parsed.success) {
    throw new SlackFailure("invalid_payload", { detail: z.prettifyError(parsed.error) });
  }
  const reply = { ...parsed.data, blocks: acceptBlocks(parsed.data.blocks) };
  if (!hasContent(reply) && reply.delete_original !== true) throw new SlackFailure("no_text");
  return reply;
}
