import type { Follow } from "../core/follow/follow.ts";
import { code, line, mention, message, type Message } from "../core/message.ts";
import type { Speaker } from "./phrases.ts";

/** Tells the people who confirmed that a new job may have started, and names the job it was to run again. */
export function renderRetryUnknown(
  { requesters }: Follow,
  { name, speaker }: { name: string; speaker: Speaker },
): Message {
  const people = speaker.list(requesters.map(mention));
  const spans = speaker.say("retry.unknown-here", { people, job: code(name) });
  return message([line(...spans)], { pings: requesters, locale: speaker.locale });
}
