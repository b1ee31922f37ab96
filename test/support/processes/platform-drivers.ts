/** Drives each platform as its users do, with one interface for both: commands, buttons, choices, messages. */
import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { toCommandName } from "../../../src/core/command-names.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { createHash } from "node:crypto";
import { commands } from "../../../commands/index.ts";
import { renderManifest } from "../../../src/adapters/slack/manifest.ts";
import type { SandboxInteraction as DiscordInteraction } from "../../../sandbox/discord/discord-sandbox.ts";
import type { SandboxInteraction as SlackInteraction } from "../../../sandbox/slack/slack-sandbox.ts";
import { eventually } from "./eventually.ts";
import { createEnvironment, type TestEnvironment } from "./test-environment.ts";
import { isAnswer } from "../sentence.ts";

/** A message as its channel shows it, or a private answer as its user sees it. */
export interface Shown {
  readonly id: string;
  readonly channel: string;
  readonly text: string;
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
  /** What can be pressed or chosen, as `name:argument`. */
  readonly actions: readonly string[];
  /** The people it notifies. */
  readonly pings: readonly string[];
  /** On Slack: the message whose thread it is in. */
  readonly thread?: string | undefined;
}

/** The user and the channel of an action. Default: the first user in the default channel. */
export interface At {
  readonly channel?: string;
  readonly person?: string;
}

/** One platform, driven as its users do. */
export interface PlatformDriver {
  readonly platform: "discord" | "slack";
  /** The environment without the other platform. */
  readonly env: Readonly<Record<string, string>>;
  readonly channel: string;
  /** The first person may do what any member may. */
  readonly person: string;
  /** May manage every channel. */
  readonly manager: string;
  readonly other: string;
  /** Types a command; resolves with the private answer. A word may begin with the name of its option: `ping off`. */
  type(command: string, words?: readonly string[], at?: At): Promise<Shown>;
  /** Presses the button of that name under a message; resolves with the private answer. */
  press(message: Shown, name: string, at?: At): Promise<Shown>;
  /** Chooses a channel in the menu of that name; resolves with the private answer. */
  choose(message: Shown, name: string, channel: string): Promise<Shown>;
  shown(channel?: string): readonly Shown[];
  /** A new channel that everybody and the bot are in; what it is called in a command. */
  addChannel(options?: { bot?: boolean; people?: boolean }): { id: string; word: string };
  deleteChannel(channel: string): void;
  /** The direct conversation of a person with the bot. */
  direct(person: string): string;
}

const idOf = (actions: readonly string[], name: string): string => {
  const found = actions.find((each) => each.split(":")[0] === name);
  if (found === undefined) throw new Error(`there is no ${name} among ${actions.join(", ")}`);
  return found;
};

/** An environment whose Slack knows the app by the manifest that the relay prints. */
export const createEnvironmentWithCommands = ({
  discord,
  slack,
}: Parameters<typeof createEnvironment>[0] = {}) =>
  createEnvironment({
    discord,
    pika: { maxJobs: 1_000 },
    slack: { manifest: renderManifest(commands), ...slack },
  });

/** The first message for which `holds` is true, once there is one. */
export async function shownOnce(
  driver: PlatformDriver,
  holds: (message: Shown) => boolean,
  channel?: string,
): Promise<Shown> {
  const find = (): Shown | undefined => driver.shown(channel).find(holds);
  const seen = (): string =>
    driver
      .shown(channel)
      .map(({ text }) => text)
      .join("\n---\n");
  await eventually("a message on " + driver.platform, () => find() !== undefined, 20_000).catch(
    (error: unknown) => {
      throw new Error(`${String(error)}; there is:\n${seen()}`);
    },
  );
  return find()!;
}

/** The status message of a job: the first about it. */
export const statusOf = (driver: PlatformDriver, jobId: string, channel?: string): Promise<Shown> =>
  shownOnce(driver, ({ text }) => text.includes(shortJobId(jobId)), channel);

type Component = { readonly custom_id?: string; readonly components?: readonly Component[] };

/** Drives Discord. */
export function createDiscordDriver({ discord }: TestEnvironment): PlatformDriver {
  const [first, second] = discord.users;
  const manager = discord.addUser({ username: "manager" }).id;
  const toShown = (message: ReturnType<typeof discord.messages>[number]): Shown => ({
    id: message.id,
    channel: message.channelId,
    text: message.content,
    files: message.attachments.map(({ filename: name, size, sha256 }) => ({ name, size, sha256 })),
    actions: (message.components as readonly Component[])
      .flatMap(({ components = [] }) => components)
      .flatMap(({ custom_id: id }) => id ?? []),
    pings: message.pings.users,
  });
  const answerTo = async (interaction: DiscordInteraction): Promise<Shown> => {
    await interaction.acknowledged;
    await interaction.waitForReply(isAnswer, 20_000);
    return toShown(interaction.original()!);
  };
  const who = ({ channel, person }: At) => ({
    ...(channel !== undefined && { channelId: channel }),
    ...(person !== undefined && { userId: person }),
    ...(person === manager && { memberPermissions: MANAGER }),
  });
  return {
    platform: "discord",
    env: { SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: "" },
    channel: discord.channelId,
    person: first.id,
    other: second.id,
    manager,
    type: async (name, words = [], at = {}) => {
      const meant = toCommandName(name);
      const names = Object.keys(commands.find((each) => each.name === meant)?.options ?? {});
      const options = Object.fromEntries(
        words.map((word, index) => {
          const [option = "", value] = word.split(" ");
          return value !== undefined && names.includes(option)
            ? [option, value]
            : [names[index] ?? "", word];
        }),
      );
      return answerTo(await discord.command({ name, options, ...who(at) }));
    },
    press: async ({ id: messageId, actions, channel }, name, at = {}) => {
      const customId = idOf(actions, name);
      return answerTo(
        await discord.pressButton({ messageId, customId, ...who({ channel, ...at }) }),
      );
    },
    choose: async ({ id: messageId, actions, channel }, name, chosen) => {
      const customId = idOf(actions, name);
      const choice = { messageId, customId, values: [chosen], ...who({ channel }) };
      return answerTo(await discord.chooseChannels(choice));
    },
    shown: (channel) => discord.messages(channel).map(toShown),
    addChannel: ({ bot = true, people = true } = {}) => {
      const id = discord.addChannel({ name: "other" });
      if (!bot) discord.setBotPermissions(id, ["ViewChannel"]);
      if (!people) discord.setMemberPermissions(id, first.id, ["ViewChannel"]);
      return { id, word: id };
    },
    deleteChannel: (channel) => discord.deleteChannel(channel),
    direct: (person) => discord.addDirectMessage(person),
  };
}

const MANAGER = [
  "ViewChannel",
  "SendMessages",
  "UseApplicationCommands",
  "ManageChannels",
] as const;

type Block = { readonly elements?: readonly { readonly action_id?: string }[] };

const toActions = (blocks: readonly unknown[] = []): string[] =>
  (blocks as readonly Block[])
    .flatMap(({ elements = [] }) => elements)
    .flatMap(({ action_id: id }) => id ?? []);

const toSlackAnswer = async (interaction: SlackInteraction): Promise<Shown> => {
  await interaction.acknowledged;
  const reply = await interaction.waitForPrivateReply(({ text }) => isAnswer(text), 20_000);
  const { ts: id, channelId: channel, blocks, thread_ts: thread } = reply;
  return {
    id,
    channel,
    text: shownText(reply),
    files: [],
    actions: toActions(blocks),
    pings: [],
    thread,
  };
};

/** Drives Slack. */
export function createSlackDriver({ slack }: TestEnvironment): PlatformDriver {
  const join = (id: string): string => {
    slack.joinChannel(slack.channels.publicJoined, id);
    return id;
  };
  const person = join(slack.addUser({ name: "person" }).id);
  const other = join(slack.addUser({ name: "other" }).id);
  const manager = join(slack.addUser({ name: "manager", isAdmin: true }).id);
  const channelOf = (at: At): string => at.channel ?? slack.channels.publicJoined;
  let channels = 0;
  return {
    platform: "slack",
    env: { DISCORD_TOKEN: "" },
    channel: slack.channels.publicJoined,
    person,
    other,
    manager,
    type: async (name, words = [], at = {}) =>
      toSlackAnswer(
        await slack.command({
          command: `/${name}`,
          text: words.join(" "),
          channelId: channelOf(at),
          userId: at.person ?? person,
        }),
      ),
    press: async ({ id: ts, actions, channel }, name, at = {}) =>
      toSlackAnswer(
        await slack.pressButton({
          channel,
          ts,
          actionId: idOf(actions, name),
          userId: at.person ?? person,
        }),
      ),
    choose: async ({ id: ts, actions, channel }, name, conversation) => {
      const actionId = idOf(actions, name);
      const choice = { channel, ts, actionId, userId: person, conversation };
      return toSlackAnswer(await slack.chooseConversation(choice));
    },
    shown: (channel = slack.channels.publicJoined) =>
      slack.messages(channel).map((message) => ({
        id: message.ts,
        channel,
        text: shownText(message),
        files: message.files.map(({ name, size, id }) => ({
          name,
          size,
          sha256: createHash("sha256").update(slack.fileBytes(id)!).digest("hex"),
        })),
        actions: toActions(message.blocks),
        pings: message.pings.users,
        thread: message.thread_ts,
      })),
    addChannel: ({ bot: withBot = true, people = true } = {}) => {
      const name = `other-${(channels += 1)}`;
      const members = people ? [person, other, manager] : [other];
      // Into a public channel the bot could go by itself.
      const kind = withBot ? "public" : "private";
      return { id: slack.addChannel({ name, kind, members, withBot }).id, word: `#${name}` };
    },
    deleteChannel: (channel) => slack.deleteChannel(channel),
    direct: (id) => {
      const found = slack.allChannels.find(
        ({ kind, members }) => kind === "im" && members.includes(id),
      );
      return found?.id ?? "";
    },
  };
}

/** Both, to run a test on each. */
export const DRIVERS = [
  ["Discord", createDiscordDriver],
  ["Slack", createSlackDriver],
] as const;
