/** Renders one message: author, time, content, files, actions. */
import type { PostView } from "../../page-views.ts";
import { renderComponents } from "../discord/components.ts";
import { renderMarkdown } from "../discord/markdown.ts";
import { button, el } from "../dom.ts";
import type { ElementActions } from "./element-actions.ts";
import { renderFile } from "./render-file.ts";
import type { TextContext } from "./inline.ts";
import { sayClock, timeElement } from "../local-time.ts";
import { renderBlocks } from "../slack/blocks.ts";
import { renderMrkdwn } from "../slack/mrkdwn.ts";

/** All of the user's actions on a message. */
export interface PostActions extends ElementActions {
  readonly openThread: (threadId: string) => void;
  readonly useShortcut: (shortcutId: string) => void;
}

/** Returns the children of a message's element. */
export function renderPost(
  post: PostView,
  context: TextContext,
  actions: PostActions,
): HTMLElement[] {
  const { platform } = context.state;
  const isPrivate = post.onlyFor !== undefined;
  const mark = el(
    "div",
    { class: "private-mark" },
    el("span", { "aria-hidden": "true" }, "👁 "),
    platform === "discord" ? "Only you can see this" : "Only visible to you",
  );
  const parts: (HTMLElement | false | undefined)[] = [
    isPrivate && platform === "slack" && mark,
    whatItAnswers(post, context),
    el(
      "div",
      { class: "avatar", "aria-hidden": "true" },
      post.author.name.slice(0, 1).toUpperCase(),
    ),
    head(post),
    body(post, context, actions),
    post.files.length > 0 && el("div", { class: "files" }, ...post.files.map(renderFile)),
    post.content.kind === "discord" &&
      post.content.components.length > 0 &&
      el(
        "div",
        { class: "rows" },
        ...renderComponents(post.content.components, context.state, actions),
      ),
    threadLink(post, context, actions),
    isPrivate && platform === "discord" && mark,
    !isPrivate && postMenu(post, context, actions),
  ];
  return parts.filter((part) => part instanceof HTMLElement);
}

function head({ author, atMs }: PostView): HTMLElement {
  return el(
    "div",
    { class: "head" },
    el("span", { class: "name" }, author.name),
    author.isApp && el("span", { class: "badge" }, "APP"),
    timeElement(atMs, sayClock(atMs)),
  );
}

function body(post: PostView, context: TextContext, actions: PostActions): HTMLElement {
  const { content, isEdited, isThinking = false } = post;
  if (isThinking) return el("div", { class: "text thinking" }, `${post.author.name} is thinking…`);
  switch (content.kind) {
    case "notice":
      return el("div", { class: "text notice" }, content.text);
    case "discord":
      return textElement(renderMarkdown(content.text, context), isEdited);
    case "slack": {
      const { blocks, text } = content;
      const nodes =
        blocks.length > 0 ? renderBlocks(blocks, context, actions) : renderMrkdwn(text, context);
      return textElement(nodes, isEdited);
    }
  }
}

/** Adds the mark of an edit at the end of the last line of text. */
function textElement(nodes: readonly Node[], isEdited: boolean): HTMLElement {
  const element = el("div", { class: "text" }, ...nodes);
  if (!isEdited) return element;
  const lines = element.querySelectorAll(":scope > div:not(.actions, .section), .section > div");
  const last = [...lines].at(-1) ?? element;
  last.append(el("span", { class: "edited" }, "(edited)"));
  return element;
}

/** The line above the message: the command that it answers, or the message that it replies to. */
function whatItAnswers(post: PostView, context: TextContext): HTMLElement | undefined {
  const { answers, repliesTo, placeId } = post;
  if (answers !== undefined)
    return el(
      "div",
      { class: "answers" },
      el("span", { class: "name" }, answers.personName),
      " used ",
      el("span", { class: "command" }, answers.command),
    );
  if (repliesTo === undefined) return undefined;
  const original = context.state.posts.get(repliesTo);
  if (original === undefined)
    return el("div", { class: "answers" }, "Original message was deleted");
  const lines = renderMarkdown(original.content.text, context).map(
    ({ textContent }) => textContent,
  );
  const excerpt = lines.join(" ");
  const link = button(
    `${original.author.name}: ${excerpt}`,
    () => context.goTo(placeId, repliesTo),
    {
      class: "excerpt",
      "data-key": "reply",
    },
  );
  return el("div", { class: "answers" }, el("span", { class: "hidden" }, "Reply to "), link);
}

function threadLink(
  post: PostView,
  context: TextContext,
  actions: PostActions,
): HTMLElement | undefined {
  const { thread, id } = post;
  if (thread !== undefined) {
    const count = thread.count === 1 ? "1 message" : `${thread.count} messages`;
    const open = (): void => context.openPlace(thread.placeId);
    return button(`Thread: ${thread.name} · ${count}`, open, {
      class: "thread-link",
      "data-key": "thread",
    });
  }
  const { state } = context;
  if (state.platform !== "slack" || state.threadId !== undefined) return undefined;
  const replies = state.repliesTo(id).length;
  if (replies === 0) return undefined;
  const words = replies === 1 ? "1 reply" : `${replies} replies`;
  return button(words, () => actions.openThread(id), {
    class: "thread-link",
    "data-key": "thread",
  });
}

/** The menu of a message. */
function postMenu(
  post: PostView,
  { state }: TextContext,
  actions: PostActions,
): HTMLElement | undefined {
  const { view, threadId } = state;
  const reply =
    state.platform === "slack" &&
    threadId === undefined &&
    button("Reply in thread", () => actions.openThread(post.threadId ?? post.id), {
      "data-key": "reply-in-thread",
    });
  const shortcuts = view.shortcuts.map(({ id, name }) =>
    button(name, () => actions.useShortcut(id), { "data-key": id }),
  );
  if (reply === false && shortcuts.length === 0) return undefined;
  return el(
    "div",
    { class: "post-menu", role: "group", "aria-label": "Message actions" },
    reply,
    ...shortcuts,
  );
}
