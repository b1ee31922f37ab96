/**
 * Strict schemas of a slash command's options: texts, integers, numbers, booleans and channels, their limits and choices, their
 * order. Fields of other kinds of options are recorded as unknown.
 */
import { z } from "zod";

/** Discord's naming rule for chat-input commands and options; letters must be lower case if they have one. */
export const commandName = z
  .string()
  .min(1)
  .max(32)
  .refine(
    (name) =>
      /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) && name === name.toLowerCase(),
    {
      error: "Command name is invalid",
      params: { discord: "APPLICATION_COMMAND_INVALID_NAME" },
    },
  );
/** Texts by locale. */
export const localizations = z.record(z.string(), z.string().min(1).max(100)).nullish();

const basics = {
  name: commandName,
  name_localizations: localizations,
  description: z.string().min(1).max(100),
  description_localizations: localizations,
  required: z.boolean().nullish(),
};

/** Up to 25 choices whose values are of one kind. */
export const choicesOf = <T extends z.ZodType<string | number>>(value: T) =>
  z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        name_localizations: localizations,
        value,
      }),
    )
    .max(25);
const MAX_INTEGER = 2 ** 53;
/** The allowed values of a choice, by Discord's number for the kind of option. */
export const CHOICE_VALUES = {
  3: z.string().max(100),
  4: z.int(),
  10: z.number().min(-MAX_INTEGER).max(MAX_INTEGER),
} as const;

const completed = <T extends z.ZodType<string | number>>(value: T) => ({
  choices: choicesOf(value).nullish(),
  autocomplete: z.boolean().nullish(),
});
const limits = { min_value: z.number().nullish(), max_value: z.number().nullish() };

const option = z.discriminatedUnion("type", [
  z.strictObject({
    ...basics,
    type: z.literal(3),
    ...completed(CHOICE_VALUES[3]),
    min_length: z.int().min(0).max(6000).nullish(),
    max_length: z.int().min(1).max(6000).nullish(),
  }),
  z.strictObject({ ...basics, type: z.literal(4), ...completed(CHOICE_VALUES[4]), ...limits }),
  z.strictObject({ ...basics, type: z.literal(5) }),
  z.strictObject({
    ...basics,
    type: z.literal(7),
    channel_types: z.array(z.int().min(0).max(16)).nullish(),
  }),
  z.strictObject({ ...basics, type: z.literal(10), ...completed(CHOICE_VALUES[10]), ...limits }),
]);
type Option = z.infer<typeof option>;

/** Returns a problem, if there is one, and its index in the list. */
type Problem = readonly [path: readonly PropertyKey[], code: string, message: string];

const duplicated = (names: readonly string[]): number =>
  names.findIndex((name, index) => names.indexOf(name) !== index);

function* problemsOf(list: readonly Option[]): Generator<Problem> {
  if (duplicated(list.map(({ name }) => name)) !== -1) {
    const code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS";
    yield [[], code, "Option names must be unique"];
  }
  const firstOptional = list.findIndex(({ required }) => !required);
  if (firstOptional !== -1 && list.slice(firstOptional).some(({ required }) => required)) {
    const code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID";
    yield [[], code, "Required options must be placed before non-required options"];
  }
  for (const [index, each] of list.entries()) {
    if (!("choices" in each) || !each.choices) continue;
    if (each.autocomplete) {
      const code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES_EXCLUSIVE";
      yield [[index], code, "Choices and autocomplete are mutually exclusive"];
    }
    if (duplicated(each.choices.map(({ name }) => name)) !== -1) {
      const code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS";
      yield [[index, "choices"], code, "Choice names must be unique"];
    }
  }
}

/** All options of a command. */
export const commandOptions = z
  .array(option)
  .max(25)
  .superRefine((list, context) => {
    for (const [path, discord, message] of problemsOf(list)) {
      context.addIssue({ code: "custom", path: [...path], message, params: { discord } });
    }
  });
