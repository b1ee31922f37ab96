/** Options of a typed command, checked and typed as Discord's client does it before it sends anything. */

/** One option of INTERACTION_CREATE. */
export interface TypedOption {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean;
}

interface OptionDefinition {
  readonly name: string;
  readonly type: number;
  readonly required?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
}

const VALUE_TYPES: Readonly<Record<number, string>> = {
  3: "string",
  4: "number",
  5: "boolean",
  10: "number",
};

/** Throws where the client would not let the person send the command. */
export function toTypedOptions(
  definition: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, string | number | boolean>>,
): TypedOption[] {
  const defined = (definition["options"] ?? []) as readonly OptionDefinition[];
  for (const name of Object.keys(values)) {
    if (!defined.some((option) => option.name === name)) throw new Error(`no option ${name}`);
  }
  return defined.flatMap((option) => {
    const value = values[option.name];
    if (value === undefined) {
      if (option.required) throw new Error(`the option ${option.name} is required`);
      return [];
    }
    if (typeof value !== VALUE_TYPES[option.type]) {
      throw new TypeError(`the option ${option.name} is no ${VALUE_TYPES[option.type]}`);
    }
    if (typeof value === "string") checkLength(option, value);
    return [{ name: option.name, type: option.type, value }];
  });
}

function checkLength(option: OptionDefinition, value: string): void {
  const { min_length: min = 0, max_length: max = 6000 } = option;
  if (value.length < min || value.length > max || (option.required && value === "")) {
    throw new RangeError(`the option ${option.name} takes ${min} to ${max} characters`);
  }
}
