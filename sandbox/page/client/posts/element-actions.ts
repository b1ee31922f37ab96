/** The user's actions on the elements of a message. */
export interface ElementActions {
  readonly press: (elementId: string) => void;
  readonly choose: (elementId: string, chosen: "channel" | "option", value: string) => void;
}
