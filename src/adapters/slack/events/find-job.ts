import { findJobText, findMentionedJobText } from "../../../core/source/words/find-job-text.ts";
import { trimWord } from "../../../core/source/words/trim-word.ts";
import { unwrap } from "./command-text.ts";
import { toLinkedText } from "./plain-text.ts";

/** What a message says of a job; `undefined` if it says nothing. */
export const findJob = (text: string): string | undefined => findJobText(toLinkedText(text));

/** What a message that mentions the bot says of a job: as {@link findJob}, else the first word after the mention. */
export function findMentionedJob(text: string, botUserId: string | undefined): string | undefined {
  const mention = [...text.matchAll(/<@(\w+)(?:\|[^<>]*)?>/g)].find(
    ([, userId]) => botUserId === undefined || userId === botUserId,
  );
  const after = mention ? text.slice(mention.index + mention[0].length) : "";
  const [word = ""] = /[^\s,:][^\s]*/.exec(toLinkedText(after)) ?? [];
  return findMentionedJobText(toLinkedText(text), trimWord(unwrap(trimWord(word))));
}
