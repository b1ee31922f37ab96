import type { Follow } from "./follow.ts";

/** Whether a follow of a person was stored and nothing else has happened yet: no poll, and no attempt at a status message. */
export const awaitsFirstPoll = (follow: Follow): boolean =>
  follow.state === "pending" &&
  follow.origin === "command" &&
  !(follow.job ?? follow.trouble ?? follow.statusMessage ?? follow.statusCheckpoint);
