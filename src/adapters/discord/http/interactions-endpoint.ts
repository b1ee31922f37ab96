import { InteractionResponseType, InteractionType } from "discord.js";
import { z } from "zod";
import { RequestWarnings } from "../../../core/http/request-warnings.ts";
import type { SignatureProblem } from "../../../core/http/signed-time.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { HttpEndpoint } from "../../../core/ports/http-endpoint.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { parseJson } from "../../../core/source/parse-json.ts";
import {
  acknowledgementOf,
  choicesOf,
  type Callback,
} from "../interactions/interaction-replies.ts";
import type { Interaction } from "../interactions/interaction.ts";
import type { DiscordInteractions } from "../interactions/interactions.ts";
import { readInteraction, type Knowledge } from "../interactions/read-interaction.ts";
import { signatureProblem, toPublicKey } from "./signature.ts";

/** The path of the endpoint: the end of the application's Interactions Endpoint URL. */
export const INTERACTIONS_PATH = "/discord/interactions";

/** A message with all its embeds, in whose menu a command was chosen, is far smaller. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Discord itself sends a forged request now and then, to see that it is refused. */
const CURES: Readonly<Record<SignatureProblem, string>> = {
  headers:
    "nothing to do if commands are answered; else let the proxy in front pass the X-Signature-* headers on",
  timestamp: "nothing to do if commands are answered; else set this machine's clock",
  signature:
    "nothing to do if commands are answered; else set DISCORD_PUBLIC_KEY to the application's Public Key, and let the proxy in front pass bodies on unchanged",
};

/** Options of {@link createInteractionsEndpoint}. */
export interface InteractionsEndpointOptions {
  /** The application's, as 64 hex digits. */
  readonly publicKey: string;
  readonly interactions: Pick<DiscordInteractions, "take">;
  readonly known: Knowledge;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * Takes interactions by HTTP instead of over the gateway. Each answer is the interaction's first one; what follows are requests to
 * Discord. A request that Discord did not sign within the last five minutes is refused with 401.
 */
export function createInteractionsEndpoint(options: InteractionsEndpointOptions): HttpEndpoint {
  const { interactions, known, log, clock } = options;
  const publicKey = toPublicKey(options.publicKey);
  const warnings = new RequestWarnings({ log, clock });
  return {
    method: "POST",
    path: INTERACTIONS_PATH,
    maxBodyBytes: MAX_BODY_BYTES,
    handle: async (request) => {
      const body = await request.bytes();
      const { headers } = request;
      const problem = signatureProblem({ headers, body, publicKey, nowMs: clock.now() });
      if (problem) {
        const fields = { platform: "discord", reason: problem, cure: CURES[problem] };
        warnings.warn(problem, fields, "discord.request_refused");
        return new Response(undefined, { status: 401 });
      }
      const payload = parseJson(new TextDecoder().decode(body));
      if (isPing(payload)) return Response.json({ type: InteractionResponseType.Pong });
      const interaction = readInteraction(payload, { known, log });
      if (!interaction) return new Response(undefined, { status: 400 });
      return Response.json(await answer(interaction, interactions));
    },
  };
}

/** Hands an interaction on. Resolves with the first answer to it, while its handler may still be at work. */
function answer(
  interaction: Interaction,
  interactions: Pick<DiscordInteractions, "take">,
): Promise<Callback> {
  const answered = Promise.withResolvers<Callback>();
  const respond = async (callback: Callback): Promise<void> => answered.resolve(callback);
  // If nothing has answered it, it has come before, or no suggestion was found in time.
  const taken = interactions.take(interaction, respond);
  void taken.then(() => answered.resolve(repeatedAnswerTo(interaction)));
  return answered.promise;
}

/** As the interaction was answered the first time, without its effect. */
const repeatedAnswerTo = (interaction: Interaction): Callback =>
  interaction.kind === "completion" ? choicesOf([]) : acknowledgementOf(interaction);

const isPing = (payload: unknown): boolean =>
  z.object({ type: z.literal(InteractionType.Ping) }).safeParse(payload).success;
