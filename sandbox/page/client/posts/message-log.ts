/** The messages of the open place. A message is rendered again only if something about it has changed. */
import type { PostView } from "../../page-views.ts";
import { el, replaceChildren } from "../dom.ts";
import type { TextContext } from "./inline.ts";
import { renderPost, type PostActions } from "./post.ts";

/** Messages of the same author within this time share one head. */
const GROUPED_WITHIN_MS = 300_000;
const NEAR_END_PX = 80;
const FLASH_MS = 2_000;

/** See the file's header. */
export class MessageLog {
  readonly element = el("div", {
    class: "log",
    role: "log",
    tabindex: "0",
    "aria-live": "polite",
    // Relative times change every second; screen readers should not announce that.
    "aria-relevant": "additions",
  });
  readonly #context: TextContext;
  readonly #useOf: (post: PostView) => PostActions;
  readonly #shown = new Map<string, { readonly article: HTMLElement; signature: string }>();

  /** Whether the log is scrolled to the latest message and should stay there. */
  #isAtEnd = true;

  constructor(context: TextContext, useOf: (post: PostView) => PostActions) {
    this.#context = context;
    this.#useOf = useOf;
    this.element.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.element;
      this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    });
    const observer = new ResizeObserver(() => {
      if (this.#isAtEnd) this.toEnd();
    });
    observer.observe(this.element);
  }

  /** Updates the log. */
  draw(): void {
    const { state } = this.#context;
    const posts = state.onScreen;
    const ids = new Set(posts.map(({ id }) => id));
    for (const [id, { article }] of this.#shown) {
      if (ids.has(id)) continue;
      article.remove();
      this.#shown.delete(id);
    }
    let previous: PostView | undefined;
    for (const [index, post] of posts.entries()) {
      const article = this.#drawPost(post);
      article.classList.toggle("grouped", isGrouped(post, previous));
      if (this.element.children[index] !== article)
        this.element.insertBefore(article, this.element.children[index] ?? null);
      previous = post;
    }
    if (this.#isAtEnd) this.toEnd();
  }

  /** Scrolls to the latest message. */
  toEnd(): void {
    this.#isAtEnd = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Scrolls to a message and focuses it. */
  show(postId: string): void {
    const article = this.#shown.get(postId)?.article;
    if (article === undefined) return;
    article.scrollIntoView({ block: "center" });
    article.focus();
    article.classList.add("flash");
    setTimeout(() => article.classList.remove("flash"), FLASH_MS);
  }

  #drawPost(post: PostView): HTMLElement {
    const { state } = this.#context;
    const signature = JSON.stringify([
      post,
      state.personId,
      state.threadId,
      state.repliesTo(post.id).length,
      state.places.map(({ name }) => name),
      state.view.shortcuts,
      post.repliesTo !== undefined && state.posts.get(post.repliesTo)?.content.text,
    ]);
    const known = this.#shown.get(post.id);
    if (known?.signature === signature) return known.article;
    const article =
      known?.article ?? el("article", { id: `${state.platform}-${post.id}`, tabindex: "-1" });
    article.className = classesOf(post, state.personId);
    replaceChildren(article, ...renderPost(post, this.#context, this.#useOf(post)));
    this.#shown.set(post.id, { article, signature });
    return article;
  }
}

function classesOf(post: PostView, personId: string): string {
  const classes = ["post"];
  if (post.author.isApp) classes.push("app");
  if (post.onlyFor !== undefined) classes.push("private");
  if (post.pings.includes(personId)) classes.push("pinged");
  if (post.answers !== undefined || post.repliesTo !== undefined) classes.push("answering");
  return classes.join(" ");
}

const isGrouped = (post: PostView, previous: PostView | undefined): boolean =>
  previous !== undefined &&
  previous.author.id === post.author.id &&
  post.author.id !== "" &&
  post.answers === undefined &&
  post.repliesTo === undefined &&
  (post.onlyFor === undefined) === (previous.onlyFor === undefined) &&
  post.atMs - previous.atMs < GROUPED_WITHIN_MS;
