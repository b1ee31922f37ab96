/**
 * Bodies of interaction callbacks: which types answer which interaction, and their data. Not implemented: modals,
 * activities.
 */
import { z } from "zod";
import { CHOICE_VALUES, choicesOf } from "../commands/command-option-body.ts";
import { interactionMessageBody, type InteractionMessageBody } from "../messages/message-body.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { RouteRequest } from "../rest/route.ts";
import type { InteractionRecord } from "../discord-state.ts";
import type { SandboxChoice } from "../views.ts";

/** Discord's own lists of types, including those the stand-in does not know; Discord sends them in braces. */
const LEGAL = {
  2: { known: [4, 5], named: "{4, 5, 9, 10, 12}" },
  3: { known: [4, 5, 6, 7], named: "{4, 5, 6, 7, 9, 10, 12}" },
  4: { known: [8], named: "{8}" },
} as const;

/** A message (4), "thinking" (5), keeping (6) or updating (7) the component's message; or choices (8). */
export type Callback =
  | { readonly type: 4 | 5 | 6 | 7; readonly data: InteractionMessageBody }
  | { readonly type: 8; readonly choices: readonly SandboxChoice[] };

const messageCallback = z.strictObject({
  type: z.union([z.literal(4), z.literal(5), z.literal(6), z.literal(7)]),
  data: interactionMessageBody.nullish(),
});
const choicesCallback = (value: z.ZodType<string | number>) =>
  z.strictObject({
    type: z.literal(8),
    data: z.strictObject({ choices: choicesOf(value).nullish() }),
  });

function typeCheck({ known, named }: (typeof LEGAL)[2 | 3 | 4]) {
  return z.looseObject({
    type: z.int().refine((type) => (known as readonly number[]).includes(type), {
      error: `Value must be one of ${named}.`,
      params: { discord: "BASE_TYPE_CHOICES" },
    }),
  });
}

/** Parses the body for this interaction. Throws 50035. */
export function parseCallback(
  { type, completes }: InteractionRecord,
  { json, report }: RouteRequest,
): Callback {
  parseStrictly(typeCheck(LEGAL[type]), json, report);
  if (type === 4) {
    const value = CHOICE_VALUES[(completes ?? 3) as keyof typeof CHOICE_VALUES];
    const { data } = parseStrictly(choicesCallback(value), json, report);
    const choices = (data.choices ?? []).map(({ name, value: worth }) => ({ name, value: worth }));
    return { type: 8, choices };
  }
  const body = parseStrictly(messageCallback, json, report);
  return { type: body.type, data: body.data ?? {} };
}
