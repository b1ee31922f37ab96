/** Why a channel gets an outcome. */
export const ORIGINS = [
  /** A person asked for it there. Only this kind has a status message, unless the job was already over by then. */
  "command",
  /** Channel notifications are on. */
  "notification",
  /** A person shared it there. */
  "share",
  /** The channel that asked is lost, and a requester gets the outcome privately. */
  "direct",
  /** The intent of a retry, see retry-intent.ts. */
  "retry",
] as const;
