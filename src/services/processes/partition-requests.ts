import { decodeChannelRef } from "../../core/channel/channel-ref.ts";
import { PlatformError } from "../../core/errors.ts";
import { parseFollowKey } from "../../core/follow/follow-key.ts";
import type { PollResult } from "../../core/job/job.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type {
  ProcessMessage,
  ProcessMessages,
} from "../../core/ports/processes/process-messages.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { HeldPartition, HeldPartitions } from "./held-partitions.ts";
import { pollHere } from "./poll-here.ts";

/** Options of {@link PartitionRequests}. */
export interface PartitionRequestsOptions {
  readonly held: Pick<HeldPartitions<HeldPartition>, "ofJob" | "ofChannel">;
  readonly messages: ProcessMessages;
  readonly registry: Pick<FollowRegistry, "ofKey" | "get" | "entriesOfJob">;
  readonly log: Logger;
}

type Message<Kind extends ProcessMessage["kind"]> = Extract<ProcessMessage, { kind: Kind }>;

/**
 * Receives the messages of all processes, and does what concerns a partition that this one holds. The counterpart of
 * `PollRequests` and `StatusRequests` in the process that asks. Any other message is ignored without reading a record.
 */
export class PartitionRequests {
  readonly #options: PartitionRequestsOptions;

  constructor(options: PartitionRequestsOptions) {
    this.#options = options;
    options.messages.subscribe((message) => {
      this.#act(message).catch((err: unknown) =>
        // The store or the queue is down. The next check of the partition finds what is left to do.
        options.log.warn({ kind: message.kind, err }, "message.not_handled"),
      );
    });
  }

  async #act(message: ProcessMessage): Promise<void> {
    const { held } = this.#options;
    switch (message.kind) {
      case "poll":
        return held.ofJob(message.jobKey)?.queue.add(message.jobKey, 0);
      case "poll-now":
        return this.#pollNow(message);
      case "changed":
        return this.#noteChange(message);
      case "show-status":
        return this.#showStatus(message);
      case "search-retry":
        return this.#searchRetry(message);
      case "polled":
      case "ended":
      case "shown":
      case "settings":
    }
  }

  async #pollNow({ jobKey, isStale, known }: Message<"poll-now">): Promise<void> {
    const { held, messages, registry } = this.#options;
    const here = held.ofJob(jobKey);
    if (!here) return;
    const pollResult = await pollHere(here, { jobKey, isStale, known }, registry);
    const answer = pollResult && { pollResult: withoutTexts(pollResult) };
    await messages.publish({ kind: "polled", jobKey, ...answer });
  }

  async #noteChange({ followKey }: Message<"changed">): Promise<void> {
    const { jobKey } = parseFollowKey(followKey);
    this.#options.held.ofJob(jobKey)?.poller.lookAgain(jobKey);
    const here = this.#ofChannelIn(followKey);
    const follow = here && (await this.#options.registry.ofKey(followKey));
    if (follow) here.actOn(follow);
  }

  async #showStatus({ id, followKey }: Message<"show-status">): Promise<void> {
    const { messages, registry } = this.#options;
    const here = this.#ofChannelIn(followKey);
    if (!here) return;
    try {
      const follow = await registry.get(followKey);
      if (follow) await here.statusUpdater.updateNow(follow, here.ending);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const { code, message, missing } = error;
      await messages.publish({
        kind: "shown",
        id,
        refusal: { code, message, missing: [...missing] },
      });
      return;
    }
    await messages.publish({ kind: "shown", id });
  }

  async #searchRetry({ followKey }: Message<"search-retry">): Promise<void> {
    const here = this.#options.held.ofJob(parseFollowKey(followKey).jobKey);
    const intent = here && (await this.#options.registry.get(followKey));
    if (intent?.state === "pending") here?.intents.search(intent);
  }

  #ofChannelIn(followKey: string): HeldPartition | undefined {
    return this.#options.held.ofChannel(decodeChannelRef(parseFollowKey(followKey).address));
  }
}

/**
 * Without the texts of a job, each of which may have 100 kB. Redis keeps thousands of messages, and who asked finds the texts in
 * the follow's record.
 */
function withoutTexts(pollResult: PollResult): PollResult {
  if (pollResult.kind !== "job") return pollResult;
  const { prompt: _, ...facts } = pollResult.job.facts;
  const texts = { content: undefined, error: undefined, errorDetails: undefined };
  return { ...pollResult, job: { ...pollResult.job, ...texts, facts } };
}
