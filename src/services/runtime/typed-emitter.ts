import type { Logger } from "../../core/ports/logger.ts";

/** Events by name, each with the parameters of its listeners. */
type EventMap = Record<string, readonly unknown[]>;

type Listener<Parameters extends readonly unknown[]> = (...event: Parameters) => void;

/** The part of a {@link TypedEmitter} for others: they can listen, but only its owner emits. */
export type EventsOf<Events extends EventMap> = Pick<TypedEmitter<Events>, "on">;

/**
 * Calls listeners synchronously, in the order in which they were added. A listener that throws is logged; neither the other
 * listeners nor the emitting code fails, because the write that an event is about has already succeeded.
 */
export class TypedEmitter<Events extends EventMap> {
  readonly #log: Logger;
  readonly #listeners: { [Name in keyof Events]?: Listener<Events[Name]>[] } = {};

  constructor({ log }: { log: Logger }) {
    this.#log = log;
  }

  /**
   * Adds a listener. It must return quickly, and handle the failures of any work it starts. Returns a function that removes
   * it.
   */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    this.#listeners[name] = [...(this.#listeners[name] ?? []), listener];
    return () => {
      this.#listeners[name] = this.#listeners[name]?.filter((each) => each !== listener);
    };
  }

  /** Calls the listeners of an event. Never throws. */
  emit<Name extends keyof Events & string>(name: Name, ...event: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? [])
      try {
        listener(...event);
      } catch (err) {
        this.#log.error({ event: name, err }, "listener.failed");
      }
  }
}
