import { z } from "zod";
import { checkBlocks } from "./blocks.ts";
import { SlackFailure } from "./slack-failure.ts";

const replySchema = z.strictObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

/** A reply to a command: the payload of an ack or the body sent to its response_url. */
export type CommandReply = z.output<typeof replySchema>;

/** Throws a SlackFailure (`invalid_payload`, `invalid_blocks`, `no_text`) on anything Slack would not take. */
export function parseCommandReply(value: unknown): CommandReply {
  const parsed = replySchema.safeParse(value);
  if (!parsed.success) {
    throw new SlackFailure("invalid_payload", { detail: z.prettifyError(parsed.error) });
  }
  const reply = parsed.data;
  const isEmpty = (reply.text ?? "") === "" && (reply.blocks ?? []).length === 0;
  if (isEmpty && reply.delete_original !== true) throw new SlackFailure("no_text");
  checkBlocks(reply.blocks);
  return reply;
}
