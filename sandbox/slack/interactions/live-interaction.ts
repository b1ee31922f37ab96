import type { SandboxAck, SandboxInteraction, SandboxPrivateReply } from "../slack-sandbox.ts";
import type { PrivateMessages } from "../messages/private-messages.ts";
import type { Waiters } from "../waiters.ts";

/** What is known of an interaction when it starts. */
export interface InteractionFacts extends Pick<
  SandboxInteraction,
  "kind" | "envelopeId" | "triggerId" | "channelId" | "userId" | "responseUrl"
> {
  readonly issuedAt: number;
  /** What the user is told if there is no ack. */
  readonly timeOutNotice: string;
  /** The message of the used element, which `replace_original` and `delete_original` refer to. */
  readonly original?: { readonly ts: string; readonly isEphemeral: boolean };
}

/** Dependencies of {@link LiveInteraction}. */
export interface InteractionParts {
  readonly waiters: Waiters;
  readonly privateMessages: PrivateMessages;
  readonly resend: (times: number) => void;
}

/** An interaction in progress: what its user sees, and what the app has done so far. */
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
    // A test that ignores a time-out must not fail with an unhandled rejection.
    this.acknowledged.catch(() => {});
  }

  get privateReplies(): readonly SandboxPrivateReply[] {
    const own = new Set(this.privateReplyHistory.map(({ ts }) => ts));
    return this.#parts.privateMessages.current.filter(({ ts }) => own.has(ts));
  }

  /** Records the app's ack. Returns false if it was too late, or not the first one. */
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

  /** Ends the wait for the ack and tells the user so. */
  timeOut(): void {
    if (this.ack.kind !== "waiting") return;
    const { timeOutNotice } = this.facts;
    this.ack = { kind: "timed out" };
    this.notices.push(timeOutNotice);
    this.#settled.reject(new Error(timeOutNotice));
    this.#parts.waiters.poke();
  }

  /** Records a private reply. */
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
