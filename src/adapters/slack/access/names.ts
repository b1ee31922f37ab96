import type { LRUCache } from "lru-cache";
import { createLruCache } from "../../../core/collections/lru-cache.ts";
import { readUser } from "./user.ts";
import type { SlackWebClient } from "../api/web-client.ts";

const REMEMBERED_NAMES = 1_000;
/** Most people whom one message asks for. */
const MAX_READ = 10;
/** Milliseconds. A result with an id in it now is better than one with a name 15 s later. */
const MAX_WAIT_MS = 2_000;

/** Names of people, to show them in a message that does not notify them. */
export class SlackNames {
  readonly #client: SlackWebClient;
  /** By user id. */
  readonly #known: LRUCache<string, string>;

  /** `remembered`: how many names at most. */
  constructor(client: SlackWebClient, remembered = REMEMBERED_NAMES) {
    this.#client = client;
    this.#known = createLruCache(remembered);
  }

  /** Remembers the name that an event contained. */
  note(userId: string, name: string): void {
    this.#known.set(userId, name);
  }

  /** A person's name, if it is known. */
  of(userId: string): string | undefined {
    return this.#known.get(userId);
  }

  /** Requests names that are not known. Never rejects: what does not arrive within two seconds stays unknown. */
  async read(userIds: readonly string[]): Promise<void> {
    const unknown = userIds.filter((userId) => !this.#known.has(userId)).slice(0, MAX_READ);
    if (unknown.length === 0) return;
    const client = this.#client.withSignal(AbortSignal.timeout(MAX_WAIT_MS));
    await Promise.allSettled(
      unknown.map(async (userId) => {
        const { name } = await readUser(client, userId);
        if (name !== undefined) this.note(userId, name);
      }),
    );
  }
}
