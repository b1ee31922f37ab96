import { placedElements, type PlacedElement } from "../messages/blocks.ts";

/** The user who chose, and the message. */
interface Chooser {
  readonly userId: string;
  readonly channelId: string;
  readonly ts: string;
}

/** Each user's choices in the menus of messages: Slack sends them as `state` with every action. */
export class Selections {
  readonly #chosen = new Map<string, Readonly<Record<string, unknown>>>();

  /** Stores a choice; buttons have none. */
  set(by: Chooser, placed: PlacedElement, selected: Readonly<Record<string, unknown>>): void {
    if (Object.keys(selected).length > 0) this.#chosen.set(keyOf(by, placed), selected);
  }

  /** Returns the `state` of a message's menus as the user sees them. */
  state(by: Chooser, blocks: readonly unknown[]): { readonly values: Record<string, object> } {
    const values: Record<string, Record<string, unknown>> = {};
    for (const placed of placedElements(blocks)) {
      const { element, blockId } = placed;
      if (element.type === "button") continue;
      const selected = this.#chosen.get(keyOf(by, placed)) ?? initially(element, by.channelId);
      (values[blockId] ??= {})[element.action_id] = { type: element.type, ...selected };
    }
    return { values };
  }
}

const keyOf = ({ userId, channelId, ts }: Chooser, { blockId, element }: PlacedElement): string =>
  JSON.stringify([userId, channelId, ts, blockId, element.action_id]);

function initially(element: PlacedElement["element"], current: string): Record<string, unknown> {
  switch (element.type) {
    case "conversations_select": {
      const fallback = element.default_to_current_conversation === true ? current : null;
      return { selected_conversation: element.initial_conversation ?? fallback };
    }
    case "channels_select":
      return { selected_channel: element.initial_channel ?? null };
    case "static_select":
      return { selected_option: element.initial_option ?? null };
    case "button":
      return {};
  }
}
