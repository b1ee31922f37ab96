/** The page's state of one platform, with the acting user and the open place. */
import type {
  CommandInfo,
  Person,
  Place,
  PlatformName,
  PlatformView,
  PostView,
} from "../page-views.ts";

const NOTHING: PlatformView = {
  workspaceName: "",
  botId: "",
  people: [],
  places: [],
  commands: [],
  shortcuts: [],
};

/** See the file's header. */
export class PlatformState {
  readonly platform: PlatformName;
  view: PlatformView = NOTHING;
  readonly posts = new Map<string, PostView>();
  personId = "";
  placeId = "";
  /** Slack: the open thread. */
  threadId: string | undefined;

  constructor(platform: PlatformName) {
    this.platform = platform;
  }

  /** Resets the state except for the acting user and the open place. */
  clear(): void {
    this.view = NOTHING;
    this.posts.clear();
  }

  get person(): Person | undefined {
    return this.view.people.find(({ id }) => id === this.personId);
  }

  get place(): Place | undefined {
    return this.view.places.find(({ id }) => id === this.placeId);
  }

  /** The places that the user can open, threads after their channels. */
  get places(): readonly Place[] {
    const visible = this.view.places.filter(({ visibleTo }) => visibleTo.includes(this.personId));
    const roots = visible.filter(({ kind }) => kind !== "thread");
    return roots.flatMap((root) =>
      [root].concat(visible.filter(({ parentId }) => parentId === root.id)),
    );
  }

  /** The commands available in the open place. */
  get commands(): readonly CommandInfo[] {
    const isDirect = this.place?.kind === "direct";
    return this.view.commands.filter(({ isInDirect }) => isInDirect || !isDirect);
  }

  /** Selects a user and a place if the current ones are gone or not visible. */
  settle(): void {
    const [firstPerson] = this.view.people;
    if (this.person === undefined) this.personId = firstPerson?.id ?? "";
    if (this.places.some(({ id }) => id === this.placeId)) return;
    // The default is the channel for videos, of which the bot is a member.
    const home = this.places.find(({ name }) => name === "videos") ?? this.places[0];
    this.placeId = home?.id ?? "";
    this.threadId = undefined;
  }

  /** Whether the user sees a message. */
  sees({ onlyFor, placeId }: PostView): boolean {
    const isMine = onlyFor === undefined || onlyFor === this.personId;
    return isMine && this.places.some(({ id }) => id === placeId);
  }

  /** The messages of the open place or thread that the user sees, oldest first. */
  get onScreen(): PostView[] {
    return [...this.posts.values()]
      .filter((post) => post.placeId === this.placeId && this.sees(post) && this.#isInView(post))
      .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }

  #isInView({ id, threadId, isBroadcast }: PostView): boolean {
    if (this.threadId !== undefined) return id === this.threadId || threadId === this.threadId;
    return threadId === undefined || threadId === id || isBroadcast === true;
  }

  /** The replies in a Slack thread that the user sees. */
  repliesTo(rootId: string): PostView[] {
    return [...this.posts.values()].filter(
      (post) => post.threadId === rootId && post.id !== rootId && this.sees(post),
    );
  }

  /** The name of a user or the bot. */
  nameOf(userId: string): string | undefined {
    if (userId === this.view.botId)
      return this.platform === "discord" ? "Pika Relay" : "pika-relay";
    return this.view.people.find(({ id }) => id === userId)?.name;
  }
}
