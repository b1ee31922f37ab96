/** Replaces the control sequences of both platforms by what their clients show: names, labels of links, times. */
export const toReadable = (text: string, nameOf: (id: string) => string): string =>
  text
    .replaceAll(/<@(\w+)>/g, (_mention, id: string) => `@${nameOf(id)}`)
    // Commands of Discord, and links of both.
    .replaceAll(/<(\/[-\w]+):\d+>/g, "$1")
    .replaceAll(/(?<!\\)\[([^\]]+)\]\(<?https?:[^)>]+>?\)/g, "$1")
    .replaceAll(/<https?:[^|>]+\|([^>]+)>/g, "$1")
    // Times: Slack sends a text beside each.
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
    .replaceAll(/<t:(\d+)(?::\w)?>/g, (_time, seconds: string) => sayTime(Number(seconds)));

const sayTime = (seconds: number): string =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
