import type { Platform } from "../../core/channel/channel-ref.ts";
import type { OutageNotice } from "../../core/channel/outage-notice.ts";
import { line, message, small, time, type Message } from "../../core/message.ts";
import { sourceProblemText } from "./label.ts";
import { translatorFor } from "../translator.ts";

/** The message of an outage notice. It pings no one. `waiting`: how many jobs wait for the source there. */
export function renderOutage(
  { sourceName: source, problem, beganAt, ended, locale }: OutageNotice,
  { platform, waiting }: { readonly platform: Platform; readonly waiting: number },
): Message {
  const translator = translatorFor(locale, platform);
  const from = time(beganAt, "date-time");
  if (ended?.isAnswered) {
    const to = time(ended.at, "date-time");
    const spans = translator.spans("outage.over", { source, from, to });
    return message([line("✅ ", ...spans)], { locale: translator.locale });
  }
  if (ended) {
    const spans = translator.spans("outage.unwatched", { source, from });
    return message([line("⚠️ ", ...spans)], { locale: translator.locale });
  }
  const jobs = translator.count("jobs", waiting);
  return message(
    [
      line("⚠️ ", ...translator.spansOf(sourceProblemText(problem, source))),
      small(...translator.spans("outage.since", { from, jobs })),
    ],
    { locale: translator.locale },
  );
}
