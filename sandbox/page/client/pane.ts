/** One platform: its channels, the messages of the open one, and a composer. */
import type { PlatformName, PlatformView, PostView } from "../page-views.ts";
import { Composer } from "./composer/composer.ts";
import { button, el, replaceChildren } from "./dom.ts";
import { MessageLog } from "./posts/message-log.ts";
import { PlatformState } from "./platform-state.ts";
import type { PostActions } from "./posts/post.ts";
import { send } from "./server.ts";

const NAMES = { discord: "Discord", slack: "Slack" } as const;

/** See the file's header. */
export class Pane {
  readonly #state: PlatformState;
  readonly #places: HTMLElement;
  readonly #head = el("header", { class: "place-head" });
  readonly #log: MessageLog;
  readonly #composer: Composer;
  #isDue = false;

  constructor(platform: PlatformName, root: HTMLElement) {
    this.#state = new PlatformState(platform);
    const name = NAMES[platform];
    this.#places = el("nav", { class: "places", "aria-label": `${name} channels` });
    const context = {
      state: this.#state,
      openPlace: (placeId: string) => this.#open(placeId),
      goTo: (placeId: string, postId: string, threadId?: string) =>
        this.#goTo(placeId, postId, threadId),
    };
    this.#log = new MessageLog(context, (post) => this.#useOf(post));
    this.#composer = new Composer(this.#state, () => this.#draw());
    const talk = el(
      "div",
      { class: "talk" },
      this.#head,
      this.#log.element,
      this.#composer.element,
    );
    root.append(this.#places, talk);
  }

  get placeId(): string {
    return this.#state.placeId;
  }

  /** Resets the state. */
  clear(): void {
    this.#state.clear();
    this.#redraw();
  }

  /** Updates everything except the messages. */
  setView(view: PlatformView): void {
    this.#state.view = view;
    this.#redraw();
  }

  /** Adds or updates a message. */
  setPost(post: PostView): void {
    this.#state.posts.set(post.id, post);
    this.#redraw();
  }

  /** Removes a message. */
  removePost(postId: string): void {
    this.#state.posts.delete(postId);
    this.#redraw();
  }

  /** Inserts the command that follows a job into the composer. */
  propose(text: string): void {
    const { platform, view } = this.#state;
    const command = view.commands.find(({ name }) => name.endsWith("-status"))?.name;
    if (command === undefined) return;
    this.#composer.type(`/${command} ${platform === "discord" ? `jobid:${text}` : text}`);
  }

  /** Renders once for all changes that arrive together. */
  #redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw(): void {
    const state = this.#state;
    if (state.view.people.length > 0) state.settle();
    replaceChildren(this.#places, ...this.#drawPlaces());
    replaceChildren(this.#head, ...this.#drawHead());
    this.#log.element.setAttribute("aria-label", `Messages in ${this.#title()}`);
    this.#log.draw();
    this.#composer.draw();
  }

  #drawPlaces(): HTMLElement[] {
    const { placeId, places, view, platform } = this.#state;
    const list = places.map((place) => {
      const sign = { channel: "#", private: "🔒", thread: "↳", direct: "@" }[place.kind];
      const link = button("", () => this.#open(place.id), {
        class: `place place-${place.kind}`,
        "aria-current": place.id === placeId && "page",
        "data-key": place.id,
      });
      link.append(
        el("span", { class: "sign", "aria-hidden": "true" }, sign),
        el("span", { class: "place-name" }, place.name),
      );
      return el("li", {}, link);
    });
    const title = el(
      "div",
      { class: "workspace" },
      view.workspaceName,
      el("small", {}, NAMES[platform]),
    );
    return [title, el("ul", {}, ...list)];
  }

  #title(): string {
    const { place, threadId } = this.#state;
    const name = place?.kind === "direct" ? place.name : `#${place?.name ?? ""}`;
    return threadId === undefined ? name : `a thread in ${name}`;
  }

  #drawHead(): HTMLElement[] {
    const { place, threadId, platform } = this.#state;
    if (threadId !== undefined)
      return [
        button("← Back", () => this.#openThread(undefined), { class: "back", "data-key": "back" }),
        el("h2", {}, "Thread ", el("small", {}, `# ${place?.name ?? ""}`)),
      ];
    const sign = place?.kind === "direct" ? "@" : "#";
    const note =
      platform === "slack" &&
      place?.hasBot === false &&
      el("small", {}, "pika-relay is not in this channel");
    return [
      el(
        "h2",
        {},
        el("span", { class: "sign", "aria-hidden": "true" }, sign),
        place?.name ?? "",
        note,
      ),
    ];
  }

  #open(placeId: string): void {
    this.#state.placeId = placeId;
    this.#openThread(undefined);
  }

  #openThread(threadId: string | undefined): void {
    this.#state.threadId = threadId;
    this.#draw();
    this.#log.toEnd();
  }

  #goTo(placeId: string, postId: string, threadId?: string): void {
    if (!this.#state.places.some(({ id }) => id === placeId)) return;
    this.#state.placeId = placeId;
    this.#openThread(threadId ?? this.#threadOf(postId));
    this.#log.show(postId);
  }

  #threadOf(postId: string): string | undefined {
    const threadId = this.#state.posts.get(postId)?.threadId;
    return threadId === postId ? undefined : threadId;
  }

  #useOf({ id: postId, placeId }: PostView): PostActions {
    const { platform } = this.#state;
    const who = (): { personId: string; placeId: string; postId: string } => ({
      personId: this.#state.personId,
      placeId,
      postId,
    });
    const tell = ({ error }: { readonly error?: string }): void => this.#composer.say(error ?? "");
    return {
      press: (elementId) => void send({ kind: "press", platform, ...who(), elementId }).then(tell),
      choose: (elementId, chosen, value) =>
        void send({ kind: "choose", platform, ...who(), elementId, chosen, value }).then(tell),
      useShortcut: (shortcutId) =>
        void send({ kind: "shortcut", platform, ...who(), shortcutId }).then(tell),
      openThread: (threadId) => this.#openThread(threadId),
    };
  }
}
