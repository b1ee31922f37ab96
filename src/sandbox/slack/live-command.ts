import type { SandboxAck, SandboxCommand, SandboxPrivateReply } from "./handle.ts";
import type { Waiters } from "./waiters.ts";

/** What a command is made of when it is typed. */
export interface CommandFacts {
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  readonly issuedAt: number;
}

/** A slash command under way: what its person sees, and what the app did so far. */
export class LiveCommand implements SandboxCommand {
  readonly envelopeId: string;
  readonly triggerId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly responseUrl: string;
  readonly issuedAt: number;
  readonly acknowledged: Promise<{ readonly afterMs: number; readonly payload: unknown }>;
  readonly privateReplies: SandboxPrivateReply[] = [];
  readonly privateReplyHistory: SandboxPrivateReply[] = [];
  readonly notices: string[] = [];
  ack: SandboxAck = { kind: "waiting" };
  responseUrlUses = 0;
  /** The timestamp of its last public reply, for `replace_original`. */
  publicReplyTs: string | undefined;
  readonly #waiters: Waiters;
  readonly #resend: (times: number) => void;
  readonly #settled = Promise.withResolvers<{ afterMs: number; payload: unknown }>();
  readonly #sentAtMs = performance.now();

  constructor(facts: CommandFacts, parts: { waiters: Waiters; resend: (times: number) => void }) {
    this.envelopeId = facts.envelopeId;
    this.triggerId = facts.triggerId;
    this.channelId = facts.channelId;
    this.userId = facts.userId;
    this.responseUrl = facts.responseUrl;
    this.issuedAt = facts.issuedAt;
    this.#waiters = parts.waiters;
    this.#resend = parts.resend;
    this.acknowledged = this.#settled.promise;
    // A test that does not look at a time-out must not fall over an unhandled rejection.
    this.acknowledged.catch(() => {});
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
    this.#waiters.poke();
    return true;
  }

  /** Slack gives up and tells the person so. */
  timeOut(notice: string): void {
    if (this.ack.kind !== "waiting") return;
    this.ack = { kind: "timed out" };
    this.notices.push(notice);
    this.#settled.reject(new Error(notice));
    this.#waiters.poke();
  }

  /** The person sees a private reply. */
  show(reply: SandboxPrivateReply): void {
    if (reply.replacedOriginal) this.privateReplies.pop();
    this.privateReplies.push(reply);
    this.privateReplyHistory.push(reply);
  }

  waitForPrivateReply(
    matches: (reply: SandboxPrivateReply) => boolean = () => true,
    timeoutMs = 5000,
  ): Promise<SandboxPrivateReply> {
    return this.#waiters.wait({
      find: () => this.privateReplyHistory.find(matches),
      timeoutMs,
      describe: () => {
        const seen = this.privateReplyHistory.map(({ text }) => text);
        return `private replies so far: ${JSON.stringify(seen)}`;
      },
    });
  }

  resend(times = 1): void {
    this.#resend(times);
  }
}
