import type { Follow } from "./follow.ts";

/** Whether a follow's first look is still to come: a person asked for it, nothing was read of it, and no status message was tried. */
export const isUnseen = (follow: Follow): boolean =>
  follow.state === "pending" &&
  follow.origin === "command" &&
  !(follow.job ?? follow.trouble ?? follow.statusMessage ?? follow.statusCheckpoint);
