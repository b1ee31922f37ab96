import { settingsKey } from "../core/channel-settings.ts";
import type { Follow } from "../core/follow.ts";
import { shortJobId } from "../core/job-name.ts";

/** Names the follows of a channel whose jobs have the same short id. */
export const nameKeyOf = ({ channel, jobId }: Follow): string =>
  `${settingsKey(channel)}|${shortJobId(jobId)}`;
