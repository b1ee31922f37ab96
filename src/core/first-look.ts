import type { Follow } from "./follow.ts";

/** Whether nothing was read of a follow that somebody asked for, and no status message of it tried: its first look is to come. */
export const isUnseen = (follow: Follow): boolean =>
  follow.state === "pending" &&
  follow.origin === "command" &&
  !(follow.job ?? follow.trouble ?? follow.statusMessage ?? follow.statusCheckpoint);
