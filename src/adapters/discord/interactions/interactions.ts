import { toFollowCommand } from "../../../core/follow/follow-command.ts";
import { VALID_FOR_MS } from "../../../core/http/signed-time.ts";
import type { ClaimInteraction } from "../../../core/interaction-claim.ts";
import type { Handlers, Suggestion } from "../../../core/invocation.ts";
import type { Message } from "../../../core/message.ts";
import { findJobText } from "../../../core/source/words/find-job-text.ts";
import { ExpiringMap } from "../../../core/time/expiring-map.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { adapterAnswer, type AdapterAnswer } from "../../../messages/adapter-answer.ts";
import type { LookUpChannel } from "../access/permissions.ts";
import type { CommandMentions } from "../messages/command-mentions.ts";
import { parseCustomId } from "../messages/components.ts";
import {
  acknowledgementOf,
  choicesOf,
  fieldsOf,
  InteractionReplies,
  refusalOf,
  type InteractionRepliesOptions,
  type Respond,
} from "./interaction-replies.ts";
import type { Completion, Interaction, RepliableInteraction } from "./interaction.ts";
import { toMessageText } from "./message-text.ts";
import { toCompletionRequest, toInvocation } from "./invocation.ts";

/** Most interactions remembered at once. */
const MAX_REMEMBERED = 100_000;
/** Discord waits 3 s for suggestions, including the time the request takes to arrive. */
const COMPLETE_WITHIN_MS = 2_500;
/** The part of that time that the services get. */
const THINK_WITHIN_MS = 2_000;

/** Options of {@link DiscordInteractions}. */
export interface InteractionsOptions extends InteractionRepliesOptions {
  readonly handlers: Handlers;
  /** See DiscordAdapterOptions. */
  readonly claim?: ClaimInteraction | undefined;
  readonly lookUp: LookUpChannel;
  /** Default: commands in answers are not clickable. */
  readonly mentions?: CommandMentions;
}

type Refusal = "answer.restarting" | "answer.unknown-command";

/** What becomes of an interaction. */
interface Decision {
  /** Passes it to the handlers. */
  readonly handOn: (() => Promise<void>) | undefined;
  /** What the person is told instead. */
  readonly refusal: Refusal | undefined;
  readonly respond: Respond;
}

/** Acknowledges each interaction at once, and passes it to the handlers. */
export class DiscordInteractions {
  readonly #options: InteractionsOptions;
  readonly #replies: InteractionReplies;
  /**
   * What became of each, because a resumed gateway session may repeat some, and because a body sent by HTTP can be sent again
   * until its signature is too old.
   */
  readonly #seen = new ExpiringMap<"taken" | Refusal>(VALID_FOR_MS, MAX_REMEMBERED);
  #state: "waiting" | "accepting" | "stopped" = "waiting";

  constructor(options: InteractionsOptions) {
    this.#options = options;
    this.#replies = new InteractionReplies(options);
  }

  /** Until then, and after {@link stopCommands}, every interaction is answered with "try again in a moment". */
  startCommands(): void {
    if (this.#state === "waiting") this.#state = "accepting";
  }

  stopCommands(): void {
    this.#state = "stopped";
  }

  get #accepting(): boolean {
    return this.#state === "accepting";
  }

  /**
   * Handles one interaction, once if it arrives several times; one that was refused is refused again. `respond` sends the first
   * answer; by default a request of its own does. Never rejects.
   */
  async take(
    interaction: Interaction,
    respond: Respond = this.#replies.respondTo(interaction),
  ): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs();
    const earlier = this.#seen.get(interaction.id, nowMs)?.value;
    if (earlier === "taken") return;
    this.#seen.set(interaction.id, earlier ?? "taken", nowMs);
    if (interaction.kind === "completion") return this.#complete(interaction, respond);
    const handOn = this.#handlerOf(interaction);
    const refusal = earlier ?? this.#refusalOf(handOn);
    if (refusal) this.#seen.set(interaction.id, refusal, nowMs);
    await this.#invoke(interaction, { handOn, refusal, respond });
  }

  async #invoke(
    interaction: RepliableInteraction,
    { handOn, refusal, respond }: Decision,
  ): Promise<void> {
    const callback = refusal
      ? refusalOf(say(refusal, interaction))
      : acknowledgementOf(interaction);
    const isAcknowledged = await this.#replies.acknowledge(interaction, { callback, respond });
    if (!isAcknowledged || refusal || !handOn) return;
    try {
      if (!(await this.#isOurs(interaction))) return;
    } catch (err) {
      this.#options.log.error({ ...fieldsOf(interaction), err }, "interaction.not_claimed");
      return this.#tell(interaction, "answer.store-down");
    }
    // If it was stopped in the meantime, "is thinking…" must not be the last thing the person sees.
    await (this.#accepting ? handOn() : this.#tell(interaction, "answer.restarting"));
  }

  /** Other processes may get the interaction, too: on the gateway during an upgrade, or from a load balancer that repeats it. */
  async #isOurs({ id }: RepliableInteraction): Promise<boolean> {
    return (await this.#options.claim?.(`discord:${id}`)) ?? true;
  }

  async #tell(interaction: RepliableInteraction, key: AdapterAnswer): Promise<void> {
    const { log } = this.#options;
    await this.#replies
      .reply(interaction, say(key, interaction))
      .catch((err: unknown) => log.warn({ ...fieldsOf(interaction), err }, "reply.failed"));
  }

  /** `undefined` for a component that the relay did not make. */
  #handlerOf(interaction: RepliableInteraction): (() => Promise<void>) | undefined {
    const { handlers, mentions, lookUp } = this.#options;
    const workspace = interaction.guildId ?? "@me";
    const reply = (answer: Message): Promise<void> =>
      this.#replies.reply(interaction, mentions?.in({ workspace }, answer) ?? answer);
    const invocation = toInvocation(interaction, { lookUp, reply });
    if (interaction.kind === "command") {
      const { name, options } = interaction;
      return () => handlers.command({ ...invocation, name, options });
    }
    if (interaction.kind === "menu") {
      return () => {
        const job = findJobText(toMessageText(interaction.target));
        return handlers.command({ ...invocation, ...toFollowCommand(job) });
      };
    }
    const { customId, value } = interaction;
    const action = parseCustomId(customId);
    return action && (() => handlers.action({ ...invocation, ...action, value }));
  }

  #refusalOf(handOn: (() => Promise<void>) | undefined): Refusal | undefined {
    if (!handOn) return "answer.unknown-command";
    return this.#accepting ? undefined : "answer.restarting";
  }

  /** Suggests nothing if the services or Discord take too long; the person just keeps typing. */
  async #complete(interaction: Completion, respond: Respond): Promise<void> {
    const { clock, log } = this.#options;
    const deadline = new AbortController();
    const offered = this.#suggestionsFor(interaction).then((suggestions) =>
      respond(choicesOf(suggestions), deadline.signal),
    );
    try {
      await withTimeout(offered, { clock, timeoutMs: COMPLETE_WITHIN_MS });
    } catch (err) {
      log.debug({ ...fieldsOf(interaction), err }, "completion.failed");
    } finally {
      deadline.abort();
    }
  }

  async #suggestionsFor(interaction: Completion): Promise<readonly Suggestion[]> {
    const { handlers, clock, log } = this.#options;
    const request = toCompletionRequest(interaction);
    if (!request || !this.#accepting) return [];
    try {
      return (
        (await withTimeout(handlers.complete(request), { clock, timeoutMs: THINK_WITHIN_MS })) ?? []
      );
    } catch (err) {
      log.warn({ ...fieldsOf(interaction), err }, "completion.failed");
      return [];
    }
  }
}

const say = (key: AdapterAnswer, { locale }: Interaction): Message =>
  adapterAnswer(key, { locale, platform: "discord" });
