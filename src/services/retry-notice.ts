import type { Follow } from "../core/follow.ts";
import { code, line, mention, message, type Message } from "../core/message.ts";
import type { Speaker } from "../core/phrases.ts";

/** The only ones who know that a job may have been started are told, with the job that it was to run again. */
export function renderRetryUnknown(
  { requesters }: Follow,
  { name, speaker }: { name: string; speaker: Speaker },
): Message {
  const people = speaker.list(requesters.map(mention));
  const spans = speaker.say("retry.unknown-here", { people, job: code(name) });
  return message([line(...spans)], { pings: requesters, locale: speaker.locale });
}
