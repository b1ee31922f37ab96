/** Every action's name: what a button or a choice carries, on both platforms. Messages that are in channels already have them. */
export const ACTION_NAMES = {
  refresh: "refresh",
  stop: "stop",
  tryAgain: "try-again",
  share: "share",
  shareTo: "share-to",
  retry: "retry",
  retryNow: "retry-now",
  cancel: "cancel",
  jobPage: "jobs",
} as const;

/** The name of an action. See {@link ACTION_NAMES}. */
export type ActionName = (typeof ACTION_NAMES)[keyof typeof ACTION_NAMES];
