import { parseJson } from "../../../core/source/parse-json.ts";

/** A body of Slack's: an event, a command, or what a person did with a message. */
export type SlackBody = Readonly<Record<string, unknown>>;

/**
 * Parses the body of a request in any of Slack's formats: JSON (events), a form (commands), or a form with JSON in its field
 * `payload` (buttons, menus, shortcuts). Returns `undefined` if it is none of them.
 */
export function parseBody(contentType: string, text: string): SlackBody | undefined {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) return parseObject(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function parseObject(text: string): SlackBody | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined;
}
