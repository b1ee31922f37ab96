import { platformAdapterContract } from "../../../contracts/platform-adapter.ts";
import { connect, hurriedClock } from "../../../support/discord/connected.ts";

const FAULTS = {
  "lost-answer": { effect: "reset", when: "after-processing" },
  outage: { status: 503 },
  "rate-limit": { status: 429, retryAfterMs: 60_000 },
} as const;

const MAX_FILE_BYTES = 500_000;

platformAdapterContract("DiscordAdapter", async () => {
  const server = await connect({
    sandbox: { uploadLimitBytes: MAX_FILE_BYTES },
    adapter: { clock: hurriedClock(4) },
  });
  const { discord, adapter, channel, invocations, channelRef } = server;
  const [asker, other] = discord.users;
  return {
    adapter,
    channel,
    people: [asker.id, other.id],
    maxFileBytes: MAX_FILE_BYTES,
    invocations,
    seen: (ref) =>
      discord.messages(ref.channel).map(({ id, content, pings, attachments }) => ({
        id,
        text: content,
        pings: [...pings.users, ...(pings.everyone ? ["everyone"] : [])],
        files: attachments.map(({ filename, sha256 }) => ({ name: filename, sha256 })),
      })),
    type: async (jobid) => {
      const typed = await discord.command({ name: "pika-status", options: { jobid } });
      await typed.acknowledged;
      return () => [typed.reply() ?? []].flat();
    },
    spoilNext: (_post, weather) =>
      void discord.failNext({ method: "POST", path: /messages$/, ...FAULTS[weather] }),
    forbiddenChannel: () => channelRef(discord.addChannel({ botPermissions: ["ViewChannel"] })),
    deleteChannel: (ref) => discord.deleteChannel(ref.channel),
    deleteMessage: (ref, { id }) => discord.deleteMessage(ref.channel, id),
    close: () => server[Symbol.asyncDispose](),
  };
});
