import type { Follow } from "../../core/follow/follow.ts";
import { code, line, mention, message, type Message } from "../../core/message.ts";
import type { Translator } from "../translator.ts";

/** Tells the people who confirmed a retry that a new job may have started, and names the original job. */
export function renderRetryUnknown(
  { requesters, sourceName: source }: Follow,
  { name, translator }: { name: string; translator: Translator },
): Message {
  const people = translator.list(requesters.map(mention));
  const spans = translator.spans("retry.unknown-here", {
    people,
    source,
    job: code(name),
  });
  return message([line(...spans)], { pings: requesters, locale: translator.locale });
}
