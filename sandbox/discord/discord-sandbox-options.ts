/** How a stand-in is set up; everything has a default. */
export interface DiscordSandboxOptions {
  readonly port?: number;
  readonly token?: string;
  /** Of the default guild. Default 10 MiB. */
  readonly uploadLimitBytes?: number;
  /** How long a nonce with `enforce_nonce` is remembered; Discord says "the past few minutes". Default 5 minutes. */
  readonly nonceWindowMs?: number;
  /** Announced in HELLO. Default 41,250. */
  readonly heartbeatIntervalMs?: number;
  /** Refuses with 429 what exceeds 50 requests a second, or 5 posts (or edits) in 5 s in one channel. Default false. */
  readonly rateLimits?: boolean;
  /** Edits of messages older than an hour that one channel takes in an hour, then 30046; Discord does not tell. Default 30. */
  readonly maxOldEdits?: number;
}
