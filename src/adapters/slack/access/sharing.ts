import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { SharingAccess } from "../../../core/invocation.ts";
import { listed, localized } from "../../../messages/translator.ts";
import { judgeAccess, type AccessQuestion } from "./access.ts";
import { readConversation } from "./conversation.ts";
import { slackWordOf } from "../errors.ts";
import { mayPost } from "./posting-rights.ts";

const CHANNEL_ID = /^[CG][A-Z0-9]{1,40}$/;
const PAGE_SIZE = 500;
/** 30,000 people: a search through more would take too long. */
const MAX_PAGES = 60;

const membersSchema = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional().catch(undefined),
});

/** A person asks for a result to be posted in another channel of the workspace. */
export interface SharingQuestion extends AccessQuestion {
  readonly workspace: string;
  readonly userId: string;
}

/**
 * Whether the person and the bot may both post in a channel, asked now. The person has to be a member: only then is it
 * certain that they see it, and a public channel is not entered for somebody who has not entered it; and one of those
 * whom the channel lets post. Of a private
 * channel that they are not in, not even that it exists is told. Rejects with a PlatformError where Slack cannot tell.
 */
export async function checkSharing(question: SharingQuestion): Promise<SharingAccess> {
  const { api, channel, workspace, signal } = question;
  if (!CHANNEL_ID.test(channel)) return { kind: "no-channel" };
  try {
    const info = await readConversation(api, channel, signal);
    if (info.is_im === true || info.is_mpim === true) return { kind: "no-channel" };
    const isSecret = info.is_private === true || info.is_group === true;
    if (!(await isMember(question))) return { kind: isSecret ? "no-channel" : "person-may-not" };
    if (!(await mayPost(question, info))) return { kind: "person-may-not" };
    if (info.is_read_only === true || info.is_thread_only === true)
      return { kind: "relay-may-not", problem: localized("access.not-allowed") };
    const access = await judgeAccess(question, info);
    if (!access.ok) return { kind: "relay-may-not", problem: access.problem };
    return { kind: "ok", channel: { platform: "slack", workspace, channel } };
  } catch (error) {
    switch (slackWordOf(error)) {
      case "channel_not_found":
      case "not_in_channel":
        return { kind: "no-channel" };
      case "missing_scope":
        return { kind: "relay-may-not", problem: lacks(error) };
      default:
        throw error;
    }
  }
}

async function isMember({ api, channel, userId, signal }: SharingQuestion): Promise<boolean> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const args = { channel, limit: PAGE_SIZE, cursor };
    const answer = await api.call("conversations.members", { args, answer: membersSchema, signal });
    if (answer.members.includes(userId)) return true;
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") return false;
  }
  throw new PlatformError("rejected", "the channel has more members than are looked through");
}

function lacks(error: unknown): ReturnType<typeof localized> {
  const missing = error instanceof PlatformError ? error.missing : [];
  const names = listed(missing.length > 0 ? missing : ["channels:read"]);
  return localized("access.lacks", { names });
}
