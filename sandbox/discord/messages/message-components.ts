/**
 * Strict schemas of rows of buttons and selects. Implemented: buttons with an id or a link, selects of texts and of
 * channels, widths, unique ids, labels. Not implemented: selects of users and roles, premium buttons, Components V2.
 * Where Discord's message for a problem is not known, it imitates the known ones.
 */
import { z } from "zod";
import { snowflake } from "../rest/snowflake.ts";

const MAX_ROW_WIDTH = 5;

const emoji = z.strictObject({
  id: snowflake.nullish(),
  name: z.string().max(32),
  animated: z.boolean().nullish(),
});
const customId = z.string().min(1).max(100);
const id = z.int().min(0).nullish();

type Complain = (key: string, code: string, message: string) => void;

/** Checks the fields of a button against each other. */
function judgeButton(button: z.infer<typeof buttonParts>, complain: Complain): void {
  const { custom_id: own, url } = button;
  if (button.style === 5) {
    if (!url) complain("url", "BASE_TYPE_REQUIRED", "A url is required");
    if (own) {
      const message = "A custom id and url cannot both be specified";
      complain("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", message);
    }
  } else {
    if (!own) complain("custom_id", "COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required");
    if (url) {
      const message = "A custom id and url cannot both be specified";
      complain("url", "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", message);
    }
  }
  if (!button.label && !button.emoji) {
    complain("label", "BASE_TYPE_REQUIRED", "This field is required");
  }
}

const buttonParts = z.strictObject({
  type: z.literal(2),
  id,
  style: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  custom_id: customId.nullish(),
  url: z.url().max(512).nullish(),
  label: z.string().max(80).nullish(),
  emoji: emoji.nullish(),
  disabled: z.boolean().nullish(),
});
const button = buttonParts.superRefine((value, context) =>
  judgeButton(value, (key, code, message) =>
    context.addIssue({ code: "custom", path: [key], message, params: { discord: code } }),
  ),
);

const selectParts = {
  id,
  custom_id: customId,
  placeholder: z.string().max(150).nullish(),
  min_values: z.int().min(0).max(25).nullish(),
  max_values: z.int().min(1).max(25).nullish(),
  disabled: z.boolean().nullish(),
};
const textSelect = z
  .strictObject({
    ...selectParts,
    type: z.literal(3),
    options: z
      .array(
        z.strictObject({
          label: z.string().min(1).max(100),
          value: z.string().min(1).max(100),
          description: z.string().max(100).nullish(),
          emoji: emoji.nullish(),
          default: z.boolean().nullish(),
        }),
      )
      .min(1)
      .max(25),
  })
  .superRefine(({ options }, context) => {
    const values = options.map(({ value }) => value);
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) === index) continue;
      context.addIssue({
        code: "custom",
        path: ["options", index, "value"],
        message: "The specified option value is already used",
        params: { discord: "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED" },
      });
    }
  });
const channelSelect = z.strictObject({
  ...selectParts,
  type: z.literal(8),
  channel_types: z.array(z.int().min(0).max(16)).nullish(),
  default_values: z
    .array(z.strictObject({ id: snowflake, type: z.literal("channel") }))
    .max(25)
    .nullish(),
});

const actionRow = z
  .strictObject({
    type: z.literal(1),
    id,
    components: z
      .array(z.discriminatedUnion("type", [button, textSelect, channelSelect]))
      .min(1)
      .max(5),
  })
  .superRefine(({ components }, context) => {
    let width = 0;
    for (const [index, { type }] of components.entries()) {
      // A select takes the whole row.
      width += type === 2 ? 1 : MAX_ROW_WIDTH;
      if (width <= MAX_ROW_WIDTH) continue;
      context.addIssue({
        code: "custom",
        path: ["components", index],
        message: "The specified component exceeds the maximum width",
        params: { discord: "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
      });
    }
  });

/** The `components` of a message. */
export const messageComponents = z
  .array(actionRow)
  .max(5)
  .superRefine((rows, context) => {
    const used = new Set<string>();
    for (const [row, { components }] of rows.entries()) {
      for (const [index, { custom_id: own }] of components.entries()) {
        // Disabled components count (discord-api-docs issue 3673).
        if (own && used.has(own)) {
          context.addIssue({
            code: "custom",
            path: [row, "components", index, "custom_id"],
            message: "Component custom id cannot be duplicated",
            params: { discord: "COMPONENT_CUSTOM_ID_DUPLICATED" },
          });
        }
        if (own) used.add(own);
      }
    }
  });
