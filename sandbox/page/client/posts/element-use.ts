/** What a person does with the elements under a message. */
export interface ElementUse {
  readonly press: (elementId: string) => void;
  readonly choose: (elementId: string, chosen: "channel" | "option", value: string) => void;
}
