import type { SandboxAck, SandboxInteraction, SandboxPrivateReply } from "../slack-sandbox.ts";
import type { PrivateMessages } from "../messages/private-messages.ts";
import type { Waiters } from "../waiters.ts";

/** What an interaction is made of when a person begins it. */
export interface InteractionFacts extends Pick<
  SandboxInteraction,
  "kind" | "envelopeId" | "triggerId" | "channelId" | "userId" | "responseUrl"
> {
  readonly issuedAt: number;
  /** What the person is told when no ack comes. */
  readonly timeOutNotice: string;
  /** The message whose element was used: what `replace_original` and `delete_original` mean. */
  readonly original?: { readonly ts: string; readonly isEphemeral: boolean };
}

/** What an interaction needs of the rest. */
export interface InteractionParts {
  readonly waiters: Waiters;
  readonly privately: PrivateMessages;
  readonly resend: (times: number) => void;
}

/** A command, a press, a choice or a shortcut under way: what its person sees, and what the app did so far. */
export class LiveInteraction implements SandboxInteraction {
  readonly kind: SandboxInteraction["kind"];
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  readonly facts: InteractionFacts;
  readonly acknowledged: Promise<{ readonly afterMs: number; readonly payload: unknown }>;
  readonly notices: string[] = [];
  readonly privateReplyHistory: SandboxPrivateReply[] = [];
  ack: SandboxAck = { kind: "waiting" };
  responseUrlUses = 0;
  /** The timestamp of its last public reply, for `replace_original`. */
  publicReplyTs: string | undefined;
  readonly #parts: InteractionParts;
  readonly #settled = Promise.withResolvers<{ afterMs: number; payload: unknown }>();
  readonly #sentAtMs = performance.now();

  constructor(facts: InteractionFacts, parts: InteractionParts) {
    this.kind = facts.kind;
    this.envelopeId = facts.envelopeId;
    this.triggerId = facts.triggerId;
    this.channelId = facts.channelId;
    this.userId = facts.userId;
    this.responseUrl = facts.responseUrl;
    this.facts = facts;
    this.#parts = parts;
    this.acknowledged = this.#settled.promise;
    // A test that does not look at a time-out must not fall over an unhandled rejection.
    this.acknowledged.catch(() => {});
  }

  get privateReplies(): readonly SandboxPrivateReply[] {
    const own = new Set(this.privateReplyHistory.map(({ ts }) => ts));
    return this.#parts.privately.current.filter(({ ts }) => own.has(ts));
  }

  /** The app acknowledged. False when it was too late, or not the first time. */
  acknowledge(payload: unknown): boolean {
    const afterMs = Math.round(performance.now() - this.#sentAtMs);
    if (this.ack.kind === "acknowledged") return false;
    if (this.ack.kind === "timed out") {
      this.ack = { kind: "timed out", lateAfterMs: afterMs };
      return false;
    }
    this.ack = { kind: "acknowledged", afterMs, payload };
    this.#settled.resolve({ afterMs, payload });
    this.#parts.waiters.poke();
    return true;
  }

  /** Slack gives up and tells the person so. */
  timeOut(): void {
    if (this.ack.kind !== "waiting") return;
    const { timeOutNotice } = this.facts;
    this.ack = { kind: "timed out" };
    this.notices.push(timeOutNotice);
    this.#settled.reject(new Error(timeOutNotice));
    this.#parts.waiters.poke();
  }

  /** The person sees a private reply to it. */
  note(reply: SandboxPrivateReply): void {
    this.privateReplyHistory.push(reply);
    this.#parts.waiters.poke();
  }

  waitForPrivateReply(
    matches: (reply: SandboxPrivateReply) => boolean = () => true,
    timeoutMs = 5000,
  ): Promise<SandboxPrivateReply> {
    return this.#parts.waiters.wait({
      find: () => this.privateReplyHistory.find(matches),
      timeoutMs,
      describe: () => {
        const seen = this.privateReplyHistory.map(({ text }) => text);
        return `private replies so far: ${JSON.stringify(seen)}`;
      },
    });
  }

  resend(times = 1): void {
    this.#parts.resend(times);
  }
}
