import { settingsKey } from "../../core/channel/channel-settings.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { shortJobId } from "../../core/job/job-name.ts";

/** Names the follows of a channel whose jobs have the same short id. */
export const nameKeyOf = ({ channel, jobId }: Follow): string =>
  `${settingsKey(channel)}|${shortJobId(jobId)}`;
