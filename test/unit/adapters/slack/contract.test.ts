import {
  platformAdapterContract,
  type PlatformDriver,
} from "../../../contracts/platform-adapter.ts";
import { openWorkspace } from "../../../support/slack/workspace.ts";

const FAULTS = {
  "lost-answer": { when: "after-processing", reset: true },
  outage: { status: 503 },
  "rate-limit": { error: "ratelimited", headers: { "retry-after": "60" } },
} as const;

/** The method that makes a post visible. */
const METHODS = { text: "chat.postMessage", files: "files.completeUploadExternal" } as const;
const MAX_FILE_BYTES = 500_000;

platformAdapterContract("SlackAdapter", () => open(false));
platformAdapterContract("SlackAdapter over HTTP", () => open(true));

async function open(overHttp: boolean): Promise<PlatformDriver> {
  const workspace = await openWorkspace({ maxFileBytes: MAX_FILE_BYTES, overHttp });
  await workspace.start();
  const { slack, adapter, invocations, ref } = workspace;
  return {
    adapter,
    channel: ref(slack.channels.publicJoined),
    people: [slack.userId, slack.addUser({ name: "other" }).id],
    maxFileBytes: MAX_FILE_BYTES,
    invocations,
    seen: ({ channel }) =>
      slack.messages(channel).map(({ ts, text, pings, files }) => ({
        id: ts,
        text,
        pings: [
          ...pings.users,
          ...pings.usergroups,
          ...(pings.channel || pings.here || pings.everyone ? ["everyone"] : []),
        ],
        files: files.map(({ name, sha256 }) => ({ name, sha256 })),
      })),
    type: async (jobId) => {
      const typed = await slack.command({ command: "/pika-status", text: jobId });
      await typed.acknowledged;
      return () => typed.privateReplies.map(({ text }) => text);
    },
    spoilNext: (post, weather) => slack.failNext({ method: METHODS[post], ...FAULTS[weather] }),
    forbiddenChannel: () => ref(slack.channels.privateWithoutBot),
    deleteChannel: ({ channel }) => slack.deleteChannel(channel),
    deleteMessage: ({ channel }, { id }) => slack.removeMessage(channel, id),
    close: async () => workspace[Symbol.asyncDispose](),
  };
}
