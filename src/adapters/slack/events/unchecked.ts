/**
 * A payload of the type that Bolt declares, before any check: Bolt passes on what arrives over the socket. Any part may be
 * missing or of another type, so check each one before use.
 */
export type Unchecked<T> = T extends object
  ? { readonly [K in keyof T]?: Unchecked<T[K]> } | null
  : T extends null | undefined
    ? T
    : unknown;

/** Whether it can be an id. Addresses and records contain ids, and a lone surrogate has no encoding. */
export const isId = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.isWellFormed();

/** The value if it is a string, otherwise `undefined`. */
export const toText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
