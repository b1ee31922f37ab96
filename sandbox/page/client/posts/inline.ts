/** Inline elements of both platforms: mentions, channels, and links that open messages within the page. */
import { el } from "../dom.ts";
import type { PlatformState } from "../platform-state.ts";

/** What rendering a text needs: names for ids, and navigation to messages. */
export interface TextContext {
  readonly state: PlatformState;
  readonly goTo: (placeId: string, postId: string, threadId?: string) => void;
  readonly openPlace: (placeId: string) => void;
}

/** A link. Links to messages of this sandbox open them here; anything other than the web is not a link. */
export function linkElement(
  context: TextContext,
  address: string,
  label: string,
): HTMLElement | Text {
  if (!URL.canParse(address)) return document.createTextNode(label);
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return document.createTextNode(label);
  const target = context.state.platform === "discord" ? discordTarget(url) : slackTarget(url);
  // The stand-in's workspace is not on the web, and its users have no profiles.
  if (target === undefined && url.hostname === "pika-sandbox.slack.com")
    return el("span", { class: "quiet-link" }, label);
  if (target === undefined)
    return el("a", { href: url.href, target: "_blank", rel: "noreferrer noopener" }, label);
  const link = el("a", { href: `#${context.state.platform}-${target.postId}` }, label);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    context.goTo(target.placeId, target.postId, target.threadId);
  });
  return link;
}

interface Target {
  readonly placeId: string;
  readonly postId: string;
  readonly threadId?: string;
}

function discordTarget({ hostname, pathname }: URL): Target | undefined {
  const [, placeId, postId] = /^\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)$/.exec(pathname) ?? [];
  const isDiscord = hostname === "discord.com";
  return isDiscord && placeId && postId ? { placeId, postId } : undefined;
}

function slackTarget({ hostname, pathname, searchParams }: URL): Target | undefined {
  const [, placeId, digits] = /^\/archives\/(\w+)\/p(\d{7,})$/.exec(pathname) ?? [];
  if (!hostname.endsWith(".slack.com") || !placeId || !digits) return undefined;
  const threadId = searchParams.get("thread_ts");
  const postId = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  return { placeId, postId, ...(threadId !== null && { threadId }) };
}

/** A mention of a user, highlighted if it is the acting user. */
export function mentionElement({ state }: TextContext, userId: string): HTMLElement {
  const isMe = userId === state.personId;
  const name = `@${state.nameOf(userId) ?? "unknown-user"}`;
  return el("span", { class: isMe ? "mention mention-me" : "mention" }, name);
}

/** A mention of a channel, which opens it. */
export function channelElement({ state, openPlace }: TextContext, placeId: string): HTMLElement {
  const place = state.places.find(({ id }) => id === placeId);
  if (place === undefined) return el("span", { class: "mention" }, "#unknown");
  const link = el("a", { class: "mention", href: `#${placeId}` }, `#${place.name}`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openPlace(placeId);
  });
  return link;
}
