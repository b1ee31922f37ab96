/** Why a channel gets an outcome. */
export const ORIGINS = [
  /** A person asked for it there. Only this kind has a status message, unless the job was over when it was asked for. */
  "command",
  /** Channel notifications are on. */
  "notification",
  /** A person shared it there. */
  "share",
  /** The channel that asked is gone, and a requester gets it privately. */
  "direct",
  /** The intent of a retry, see retry-intent.ts. */
  "retry",
] as const;
