/**
 * Links to attachments: signed and short-lived as on Discord's CDN, new in every answer. Not implemented: resizing, the
 * media proxy.
 */
import { createHash } from "node:crypto";
import type { AttachmentRecord, MessageRecord, DiscordState } from "../discord-state.ts";

const LINK_LIFETIME_MS = 24 * 60 * 60 * 1000;

const signature = (state: DiscordState, path: string, expires: string): string =>
  createHash("sha256").update(`${state.token}\n${path}\n${expires}`).digest("hex");

/** Returns a link that is valid for 24 hours. */
export function renderAttachmentUrl(
  state: DiscordState,
  channelId: string,
  file: Pick<AttachmentRecord, "id" | "filename">,
): string {
  const path = `/attachments/${channelId}/${file.id}/${encodeURIComponent(file.filename)}`;
  const issued = Math.floor(state.now() / 1000).toString(16);
  const expires = Math.floor((state.now() + LINK_LIFETIME_MS) / 1000).toString(16);
  return `${state.origin}${path}?ex=${expires}&is=${issued}&hm=${signature(state, path, expires)}&`;
}

/** Returns the file of a link; `undefined` if it is unsigned, expired, or its message or file is gone. */
export function findLinkedFile(state: DiscordState, url: URL): AttachmentRecord | undefined {
  const expires = url.searchParams.get("ex") ?? "";
  if (url.searchParams.get("hm") !== signature(state, url.pathname, expires)) return undefined;
  if (Number.parseInt(expires, 16) * 1000 < state.now()) return undefined;
  const [, , channelId = "", fileId] = url.pathname.split("/");
  const inside = (message: MessageRecord | undefined): AttachmentRecord | undefined =>
    message?.attachments.find((file) => file.id === fileId);
  for (const message of state.channels.get(channelId)?.messages ?? []) {
    const file = inside(message);
    if (file) return file;
  }
  for (const interaction of state.interactions.values()) {
    const answers = [interaction.original, ...interaction.followUps];
    const file = answers.map(inside).find((found) => found !== undefined);
    if (file) return file;
  }
  return undefined;
}
