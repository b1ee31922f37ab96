/*
 * Prints what users in the two channels see as it happens: commands, public and private answers, edits, files
 * with their size and SHA-256.
 */
import { shownText } from "../slack/messages/shown-text.ts";
import { styleText } from "node:util";
import type { DiscordSandbox } from "../discord/discord-sandbox.ts";
import type { SlackSandbox } from "../slack/slack-sandbox.ts";
import { toReadable } from "./to-readable.ts";
import { wrap } from "./wrap.ts";

/** The rest of a file's hash is printed when it is saved. */
const SHOWN_OF_SHA256 = 12;

type Tone = "cyan" | "magenta" | "gray";

/** One file of a transcript. */
interface ShownFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly alt: string | undefined;
}

interface Shown {
  readonly platform: "Discord" | "Slack";
  readonly who: string;
  readonly what: string;
  readonly text: string;
  readonly files?: readonly ShownFile[];
}

const TONES: Record<Shown["platform"], Tone> = { Discord: "magenta", Slack: "cyan" };

/** Prints both channels from now on. Returns a function that prints a command on Slack, whose stand-in announces none. */
export function printTranscript(
  servers: { discord: DiscordSandbox; slack: SlackSandbox },
  write: (text: string) => void,
): (text: string) => void {
  const startedAt = Date.now();
  const show = (shown: Shown): void => write(render(shown, Date.now() - startedAt));
  followDiscord(servers.discord, show);
  followSlack(servers.slack, show);
  return (text) => show({ platform: "Slack", who: SLACK_PERSON, what: "types", text });
}

function followDiscord(discord: DiscordSandbox, showRaw: (shown: Shown) => void): void {
  const platform = "Discord";
  const nameOf = (id: string): string =>
    discord.users.find((user) => user.id === id)?.globalName ?? "Pika Relay";
  const show = (shown: Shown): void => showRaw({ ...shown, text: toReadable(shown.text, nameOf) });
  discord.on("interaction", (interaction, text) =>
    show({ platform, who: nameOf(interaction.userId), what: "types", text }),
  );
  discord.on("interaction-reply", (interaction, { content, ephemeral }) => {
    if (content === "") return;
    const what = ephemeral ? `only to ${nameOf(interaction.userId)}` : "answers";
    show({ platform, who: "Pika Relay", what, text: content });
  });
  const files = (
    message: Parameters<Parameters<typeof discord.on<"message">>[1]>[0],
  ): ShownFile[] =>
    message.attachments.map(({ filename: name, size, sha256, description: alt }) => ({
      name,
      size,
      sha256,
      alt,
    }));
  discord.on("message", (message) => {
    const what = message.message_reference ? "replies to the status message" : "posts";
    show({ platform, who: "Pika Relay", what, text: message.content, files: files(message) });
  });
  discord.on("edit", (message) =>
    show({ platform, who: "Pika Relay", what: "edits its message", text: message.content }),
  );
}

function followSlack(slack: SlackSandbox, showRaw: (shown: Shown) => void): void {
  const platform = "Slack";
  const who = "Pika Relay";
  const show = (shown: Shown): void =>
    showRaw({ ...shown, text: toReadable(shown.text, () => SLACK_PERSON) });
  slack.on("private-reply", (reply) =>
    show({ platform, who, what: "only to the asker", text: shownText(reply) }),
  );
  slack.on("message", (message) =>
    show({
      platform,
      who,
      what: "posts",
      text: shownText(message),
      files: message.files.map((file) => ({ ...file, alt: file.alt_txt ?? file.title })),
    }),
  );
  slack.on("edit", (message) =>
    show({ platform, who, what: "edits its message", text: shownText(message) }),
  );
}

/** The only user of the Slack channel. */
const SLACK_PERSON = "ada";

const BAR_INDENT = 8;

function render({ platform, who, what, text, files = [] }: Shown, afterMs: number): string {
  const time = styleText("gray", `${(afterMs / 1000).toFixed(1).padStart(5)} s `);
  const bar = `${" ".repeat(BAR_INDENT)}${styleText(TONES[platform], "│")} `;
  const width = (process.stdout.columns ?? Infinity) - BAR_INDENT - 2;
  const head = `${time}${styleText(TONES[platform], platform.padEnd(7))} ${styleText("bold", who)} ${styleText("gray", what)}`;
  const body = text.split("\n").flatMap((line) => wrap(line, width));
  const attached = files.flatMap(({ name, size, sha256, alt }) => [
    `📎 ${styleText("bold", name)} · ${size.toLocaleString("en")} bytes · sha256 ${sha256.slice(0, SHOWN_OF_SHA256)}…`,
    ...(alt ? wrap(`   alt text: ${alt}`, width) : []),
  ]);
  return [head, ...[...body, ...attached].map((line) => `${bar}${line}`), ""].join("\n");
}
