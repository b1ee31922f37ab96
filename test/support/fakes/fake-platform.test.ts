import { PlatformError } from "../../../src/core/errors.ts";
import type { CommandInvocation } from "../../../src/core/invocation.ts";
import {
  platformAdapterContract,
  type PlatformDriver,
  type Weather,
} from "../../contracts/platform-adapter.ts";
import { FakePlatformAdapter } from "./fake-platform.ts";

const WEATHER: Readonly<Record<Weather, PlatformError>> = {
  "lost-answer": new PlatformError("unavailable", "the answer was lost"),
  outage: new PlatformError("unavailable", "the platform is down"),
  "rate-limit": new PlatformError("rate_limited", "too often", { retryAfterMs: 1_000 }),
};

platformAdapterContract("FakePlatformAdapter", async (): Promise<PlatformDriver> => {
  const invocations: CommandInvocation[] = [];
  const adapter = new FakePlatformAdapter({
    handlers: {
      command: async (invocation) => void invocations.push(invocation),
      action: async () => {},
      complete: async () => [],
    },
  });
  adapter.maxFileBytes = 1_000_000;
  await adapter.start(new AbortController().signal);
  const channel = { platform: "discord", workspace: "w1", channel: "c1" } as const;
  return {
    adapter,
    channel,
    people: ["ann", "bob"],
    maxFileBytes: adapter.maxFileBytes,
    invocations,
    seen: (ref) =>
      adapter.in(ref).map(({ id, text, message, files }) => ({
        id,
        text,
        pings: message.pings,
        files,
      })),
    type: async (jobId) => {
      const answers = await adapter.invoke({ name: "pika-status", options: { jobid: jobId } });
      return () => answers;
    },
    spoilNext: (post, weather) => {
      const details = { afterActing: weather === "lost-answer" };
      adapter.failNext("result", WEATHER[weather], details);
      if (post === "text") adapter.failNext("status", WEATHER[weather], details);
    },
    forbiddenChannel: () => {
      const forbidden = { ...channel, channel: "c2" };
      adapter.refuse(forbidden, new PlatformError("forbidden", "may not post"));
      return forbidden;
    },
    deleteChannel: (ref) => adapter.refuse(ref, new PlatformError("channel_lost", "gone")),
    deleteMessage: (_channel, ref) => adapter.deletePost(ref.id),
    close: () => adapter.stop(),
  };
});
