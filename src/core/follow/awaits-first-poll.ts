import type { Follow } from "./follow.ts";

/** Whether a follow was only stored so far: a person asked for it, its job was not polled, and no status message was tried. */
export const awaitsFirstPoll = (follow: Follow): boolean =>
  follow.state === "pending" &&
  follow.origin === "command" &&
  !(follow.job ?? follow.trouble ?? follow.statusMessage ?? follow.statusCheckpoint);
