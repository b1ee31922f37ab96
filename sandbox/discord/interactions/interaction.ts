/** The life of an interaction: its 3 seconds, its secret token, and the answers that the user sees. */
import { randomBytes } from "node:crypto";
import { toMessageView } from "../messages/render-message.ts";
import { waitForChange } from "../wait-for-change.ts";
import type { ChannelRecord, InteractionRecord, DiscordState } from "../discord-state.ts";
import type { Acknowledgement, SandboxInteraction } from "../views.ts";

const ACKNOWLEDGE_WITHIN_MS = 3000;

/** An interaction to create. */
export interface NewInteraction {
  readonly type: InteractionRecord["type"];
  readonly label: string;
  readonly channel: ChannelRecord;
  readonly userId: string;
  readonly installation: "guild" | "user" | undefined;
  readonly target?: InteractionRecord["target"];
  readonly menuMessage?: InteractionRecord["menuMessage"];
  readonly completes?: number;
}

/** Creates an interaction and starts the 3 seconds; nothing is sent yet. */
export function createInteraction(state: DiscordState, fields: NewInteraction): InteractionRecord {
  const { channel, userId } = fields;
  const id = state.nextId();
  const secret = randomBytes(24).toString("base64url");
  const { promise, resolve, reject } = Promise.withResolvers<Acknowledgement>();
  promise.catch(() => {});
  const installation = fields.installation ?? (channel.kind === "dm" ? "user" : "guild");
  const timer = setTimeout(() => failInteraction(state, interaction), ACKNOWLEDGE_WITHIN_MS + 1);
  timer.unref();
  const interaction: InteractionRecord = {
    id,
    token: Buffer.from(`interaction:${id}:${secret}`).toString("base64url"),
    type: fields.type,
    label: fields.label,
    channelId: channel.id,
    guildId: channel.guildId,
    userId,
    target: fields.target,
    menuMessage: fields.menuMessage,
    completes: fields.completes,
    owners: installation === "user" ? { "1": userId } : { "0": channel.guildId ?? "0" },
    createdAt: state.now(),
    state: "waiting",
    original: undefined,
    followUps: [],
    replies: [],
    choices: [],
    settle: (result) => {
      clearTimeout(timer);
      if (result instanceof Error) reject(result);
      else resolve(result);
    },
    view: undefined as unknown as SandboxInteraction,
  };
  interaction.view = createView(state, interaction, promise);
  state.interactions.set(interaction.token, interaction);
  return interaction;
}

/** Expires an interaction that was not acknowledged within 3 s of the stand-in's clock, before its timer ends if need be. */
export function expireUnanswered(state: DiscordState, interaction: InteractionRecord): void {
  if (state.now() - interaction.createdAt > ACKNOWLEDGE_WITHIN_MS)
    failInteraction(state, interaction);
}

/** Ends an interaction to which the app gave no proper answer, or none in time. */
export function failInteraction(
  state: DiscordState,
  interaction: InteractionRecord,
  cause?: unknown,
): void {
  if (interaction.state !== "waiting") return;
  interaction.state = "expired";
  interaction.settle(new Error("The application did not respond", { cause }));
  state.changed();
}

function createView(
  state: DiscordState,
  interaction: InteractionRecord,
  acknowledged: Promise<Acknowledgement>,
): SandboxInteraction {
  const { id, token, channelId, userId, replies } = interaction;
  const reply = (): string | undefined => {
    const { original, target } = interaction;
    if (!original || original.loading) return undefined;
    // The component's own message is no reply until it is updated.
    return original === target && replies.length === 0 ? undefined : original.content;
  };
  return {
    id,
    token,
    channelId,
    userId,
    acknowledged,
    reply,
    original: () => interaction.original && toMessageView(state, interaction.original),
    followUps: () => interaction.followUps.map((message) => toMessageView(state, message)),
    replies,
    waitForReply: async (matches = () => true, timeoutMs = 10_000) => {
      const fits = (text: string): boolean =>
        matches instanceof RegExp ? matches.test(text) : matches(text);
      const found = await waitForChange(
        state,
        () => {
          const text = reply();
          return text !== undefined && fits(text) ? { text } : undefined;
        },
        {
          timeoutMs,
          describe: () => `the answer to ${interaction.label}; it is: ${reply()}`,
        },
      );
      return found.text;
    },
  };
}
