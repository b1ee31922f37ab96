/** How a stand-in is set up; everything has a default. */
export interface DiscordSandboxOptions {
  readonly port?: number;
  readonly token?: string;
  /** Upload limit of the default guild, in bytes. Default 10 MiB. */
  readonly uploadLimitBytes?: number;
  /** How long a nonce with `enforce_nonce` is remembered, in ms; Discord says "the past few minutes". Default 5 minutes. */
  readonly nonceWindowMs?: number;
  /** Heartbeat interval announced in HELLO, in ms. Default 41,250. */
  readonly heartbeatIntervalMs?: number;
  /** How many shards `GET /gateway/bot` recommends. Default 1. */
  readonly shards?: number;
  /** How many shards may identify at the same time. Default 1. */
  readonly maxConcurrency?: number;
  /** How many shards a client must have at least; one with fewer is closed with 4011. Default 1. */
  readonly minShards?: number;
  /**
   * Whether to refuse (429) more than 50 requests a second, or 5 posts (or edits) in 5 s per channel, and (op 9) more than one
   * IDENTIFY in 5 s of the shards with the same remainder by `maxConcurrency`. Default false.
   */
  readonly rateLimits?: boolean;
  /** How many edits of messages older than an hour a channel accepts per hour, then 30046; Discord does not disclose it. Default 30. */
  readonly maxOldEdits?: number;
  /**
   * Whether the bytes of uploads are kept, so that their links lead to them. Otherwise only their length and SHA-256 are, and an
   * upload takes no memory. Default true.
   */
  readonly keepsFiles?: boolean;
}
