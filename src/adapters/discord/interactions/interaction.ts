import {
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  MessageFlags,
  type APIApplicationCommandAutocompleteInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIInteractionDataResolvedChannel,
  type APIMessageComponentInteraction,
  type APIUser,
} from "discord.js";

/** A slash command as it comes over the gateway; only what {@link readInteraction} checks is sure to be there. */
type SlashCommand = APIChatInputApplicationCommandInteraction;
/** A button that somebody pressed, or a select in which they chose; likewise. */
export type ComponentUse = APIMessageComponentInteraction;
/** An option of a command that somebody is typing; likewise. */
export type Typing = APIApplicationCommandAutocompleteInteraction;
/** What is acknowledged and then answered. */
export type Deed = SlashCommand | ComponentUse;
/** What people do with the bot. */
export type Interaction = Deed | Typing;

const KNOWN: ReadonlySet<unknown> = new Set([
  InteractionType.ApplicationCommand,
  InteractionType.MessageComponent,
  InteractionType.ApplicationCommandAutocomplete,
]);

/**
 * A slash command, a component in use, or an option being typed; `undefined` if it is any other interaction. One that
 * does not say what it is about, who did it where, or how to answer it is "malformed": its follow could not be kept, nor
 * its person be told anything.
 */
export function readInteraction(event: unknown): Interaction | "malformed" | undefined {
  if (!isObject(event) || !KNOWN.has(event["type"])) return undefined;
  const { data } = event;
  if (!isObject(data)) return "malformed";
  const interaction = event as unknown as Interaction;
  const isUse = isComponentUse(interaction);
  // The type of the command, where it is left out, is a slash command's.
  if (!isUse && (data["type"] ?? ApplicationCommandType.ChatInput) !== 1) return undefined;
  const { id, token, guild_id: guildId } = event;
  const subject = isUse ? data["custom_id"] : data["name"];
  const isWhole =
    [id, token, subject, channelIdOf(interaction), userOf(interaction)?.id].every(isText) &&
    [guildId, event["application_id"]].every(
      (given) => given === undefined || given === null || isText(given),
    );
  return isWhole ? interaction : "malformed";
}

/** See {@link ComponentUse}. */
export const isComponentUse = (interaction: Interaction): interaction is ComponentUse =>
  interaction.type === InteractionType.MessageComponent;
/** See {@link Typing}. */
export const isTyping = (interaction: Interaction): interaction is Typing =>
  interaction.type === InteractionType.ApplicationCommandAutocomplete;

/** The channel or thread it was done in: documented as always there, but servers of the same API exist that send only its id. */
export function channelOf({ channel }: Interaction): Interaction["channel"] | undefined {
  return isObject(channel) ? channel : undefined;
}

/** See {@link channelOf}. */
export const channelIdOf = (interaction: Interaction): string =>
  channelOf(interaction)?.id ?? (interaction.channel_id as string);

/** Who did it: a member in a server, a user in a direct message. */
export function userOf(interaction: Interaction): APIUser | undefined {
  const member = interaction.member as { user?: APIUser } | null | undefined;
  return member?.user ?? interaction.user ?? undefined;
}

/** What was typed, by the options' names. */
export function optionsOf({ data }: SlashCommand | Typing): Record<string, string> {
  return Object.fromEntries(
    typedOptions(data.options).map(({ name, value }) => [name, String(value)]),
  );
}

/** The option that is being typed, with what is there so far. */
export function focusedOf({ data }: Typing): { option: string; typed: string } | undefined {
  const focused = typedOptions(data.options).find((option) => option["focused"] === true);
  return focused && { option: focused.name, typed: String(focused.value) };
}

function typedOptions(options: unknown): ({ name: string } & Record<string, unknown>)[] {
  if (!Array.isArray(options)) return [];
  return options.flatMap((option: unknown) =>
    isObject(option) && isText(option["name"]) && isPlain(option["value"])
      ? [{ ...option, name: option["name"] }]
      : [],
  );
}

/** What a component of ours calls; `undefined` if its id is none that the relay gives. */
export function actionOf({ data }: ComponentUse): { name: string; argument: string } | undefined {
  const [name, ...rest] = data.custom_id.split(":");
  return name && rest.length > 0 ? { name, argument: rest.join(":") } : undefined;
}

/** The channel that was chosen. */
export function chosenOf({ data }: ComponentUse): string | undefined {
  const isChoice = data.component_type === ComponentType.ChannelSelect;
  const values: unknown = isChoice ? data.values : undefined;
  return Array.isArray(values) && isText(values[0]) ? values[0] : undefined;
}

/** Whether only the person sees the message that the component is a part of. */
export function isOnPrivateMessage({ message }: ComponentUse): boolean {
  const flags = (message as { flags?: unknown } | null | undefined)?.flags;
  // oxlint-disable-next-line no-bitwise -- Discord's flags are a bit field
  return typeof flags === "number" && (flags & MessageFlags.Ephemeral) !== 0;
}

/** A channel that was chosen or typed, as Discord resolved it for the person. */
export function resolvedChannel(
  { data }: Deed,
  channelId: string,
): APIInteractionDataResolvedChannel | undefined {
  const resolved: unknown = "resolved" in data ? data.resolved : undefined;
  const channels = isObject(resolved) ? resolved["channels"] : undefined;
  const channel = isObject(channels) ? channels[channelId] : undefined;
  return isObject(channel) ? (channel as unknown as APIInteractionDataResolvedChannel) : undefined;
}

/** Largest file the channel takes, where Discord says so. */
export function uploadLimitOf(interaction: Deed): number | undefined {
  const limit: unknown = interaction.attachment_size_limit;
  return Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : undefined;
}

/** A language that Discord names; `undefined` if it names none. */
export const toTag = (locale: unknown): string | undefined => (isText(locale) ? locale : undefined);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Addresses are made of these, and half a character has no encoding. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.isWellFormed();

const isPlain = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
