import type { Platform } from "../core/channel/channel-ref.ts";
import { line, message, type Message } from "../core/message.ts";
import { translatorFor } from "./translator.ts";

/** What an adapter itself tells a person who has asked for something. */
export type AdapterAnswer =
  | "answer.not-installed"
  | "answer.restarting"
  | "answer.store-down"
  | "answer.unknown-command";

/** The answer in a person's language, on a platform. */
export function adapterAnswer(
  key: AdapterAnswer,
  { locale, platform }: { readonly locale: string | undefined; readonly platform: Platform },
): Message {
  const translator = translatorFor(locale, platform);
  const rest = key === "answer.store-down" ? [line(...translator.spans(`${key}-rest`))] : [];
  return message([line(...translator.spans(key)), ...rest]);
}
