/** Options of a typed command, checked and converted as Discord's client does before it sends them. */
import type { TypedValues } from "../user-actions.ts";
import type { SandboxChoice } from "../views.ts";

/** One option of INTERACTION_CREATE. */
export interface TypedOption {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean;
  readonly focused?: true;
}

/** An option of a registered command. */
export interface OptionDefinition {
  readonly name: string;
  readonly type: number;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly SandboxChoice[];
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_value?: number;
  readonly max_value?: number;
  readonly channel_types?: readonly number[];
}

const VALUE_TYPES: Readonly<Record<number, string>> = {
  3: "string",
  4: "number",
  5: "boolean",
  // A channel id.
  7: "string",
  10: "number",
};

/** The options of a registered command. */
export const optionsOf = (
  definition: Readonly<Record<string, unknown>>,
): readonly OptionDefinition[] => (definition["options"] ?? []) as readonly OptionDefinition[];

/** Converts a command's options. Throws if the client would not let the user send the command. */
export function toTypedOptions(
  definition: Readonly<Record<string, unknown>>,
  values: TypedValues,
): TypedOption[] {
  const defined = optionsOf(definition);
  checkNames(defined, values);
  return defined.flatMap((option) => {
    const value = values[option.name];
    if (value === undefined) {
      if (option.required) throw new Error(`the option ${option.name} is required`);
      return [];
    }
    checkValue(option, value);
    return [{ name: option.name, type: option.type, value }];
  });
}

/** Converts the options typed so far; only those without focus are checked. Throws if the client would not request choices. */
export function toPartialOptions(
  definition: Readonly<Record<string, unknown>>,
  values: TypedValues,
  focused: string,
): { typed: TypedOption[]; type: number } {
  const defined = optionsOf(definition);
  checkNames(defined, values);
  const completes = defined.find(({ name }) => name === focused);
  if (!completes?.autocomplete) throw new Error(`the option ${focused} is not completed`);
  const typed = defined.flatMap((option): TypedOption[] => {
    const { name, type } = option;
    // Discord sends a partial value as text, even of a number.
    if (name === focused) return [{ name, type, value: String(values[name] ?? ""), focused: true }];
    const value = values[name];
    if (value === undefined) return [];
    checkValue(option, value);
    return [{ name, type, value }];
  });
  return { typed, type: completes.type };
}

function checkNames(defined: readonly OptionDefinition[], values: TypedValues): void {
  for (const name of Object.keys(values)) {
    if (!defined.some((option) => option.name === name)) throw new Error(`no option ${name}`);
  }
}

function checkValue(option: OptionDefinition, value: string | number | boolean): void {
  const { name, type, choices = [] } = option;
  if (typeof value !== VALUE_TYPES[type]) {
    throw new TypeError(`the option ${name} is no ${VALUE_TYPES[type]}`);
  }
  if (type === 4 && !Number.isInteger(value)) throw new TypeError(`${name} is no integer`);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
    throw new RangeError(`the option ${name} has no choice ${value}`);
  }
  if (type === 3) checkLength(option, String(value));
  if (typeof value === "number") checkRange(option, value);
}

function checkLength(option: OptionDefinition, value: string): void {
  const { min_length: min = 0, max_length: max = 6000 } = option;
  if (value.length < min || value.length > max || (option.required && value === "")) {
    throw new RangeError(`the option ${option.name} takes ${min} to ${max} characters`);
  }
}

function checkRange(option: OptionDefinition, value: number): void {
  const { min_value: min = -Infinity, max_value: max = Infinity } = option;
  if (value < min || value > max) {
    throw new RangeError(`the option ${option.name} takes ${min} to ${max}`);
  }
}
