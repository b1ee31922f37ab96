import type { Follow } from "../core/follow/follow.ts";
import { quote, type Block } from "../core/message.ts";
import { cleanLine, cutText } from "../core/text.ts";

/** People recognise their job by its prompt, and the beginning is enough for that. */
const MAX_PROMPT = 120;

/** A job's prompt on one line, at most `maxLength` characters and an ellipsis; `undefined` if it has none. */
export function promptOf({ job }: Pick<Follow, "job">, maxLength = MAX_PROMPT): string | undefined {
  const prompt = cleanLine(job?.prompt ?? "");
  if (prompt === "") return undefined;
  const cut = cutText(prompt, maxLength);
  return cut === prompt ? prompt : `${cut.trimEnd()}…`;
}

/** {@link promptOf} as a quote below a headline; nothing if the job has no prompt. */
export function promptQuote(follow: Follow): Block[] {
  const prompt = promptOf(follow);
  return prompt === undefined ? [] : [quote(prompt)];
}
