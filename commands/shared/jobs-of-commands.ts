/** Which jobs the commands are about, for what people read about them. */
export interface JobsOfCommands {
  /** The Pika API is the only job API that is switched on: the descriptions name it. */
  readonly isPikaAlone: boolean;
}
