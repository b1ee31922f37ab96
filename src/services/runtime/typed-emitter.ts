import type { Logger } from "../../core/ports/logger.ts";

/** The events of a thing by name, each with its listeners' parameters. */
type EventMap = Record<string, readonly unknown[]>;

type Listener<Parameters extends readonly unknown[]> = (...event: Parameters) => void;

/** What others see of a {@link TypedEmitter}: they listen, and only its owner emits. */
export type EventsOf<Events extends EventMap> = Pick<TypedEmitter<Events>, "on">;

/**
 * Calls listeners at once, in the order in which they were added. A listener that throws is logged; it stops neither the
 * other listeners nor what emits, because the write that an event is about has already succeeded.
 */
export class TypedEmitter<Events extends EventMap> {
  readonly #log: Logger;
  readonly #listeners: { [Name in keyof Events]?: Listener<Events[Name]>[] } = {};

  constructor({ log }: { log: Logger }) {
    this.#log = log;
  }

  /** Adds a listener. It must not block, and handles the failures of what it begins. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.#listeners[name] = [...(this.#listeners[name] ?? []), listener];
  }

  /** Never throws. */
  emit<Name extends keyof Events & string>(name: Name, ...event: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? [])
      try {
        listener(...event);
      } catch (err) {
        this.#log.error({ event: name, err }, "listener.failed");
      }
  }
}
