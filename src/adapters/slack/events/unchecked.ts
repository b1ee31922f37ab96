/**
 * A payload with the shape that Bolt declares, of which nothing is certain: Bolt hands on what comes over the socket as it
 * is. Any part may be missing or of another type, so each one that is read has to be checked.
 */
export type Unchecked<T> = T extends object
  ? { readonly [K in keyof T]?: Unchecked<T[K]> } | null
  : T extends null | undefined
    ? T
    : unknown;

/** Whether it can be an id. Addresses and records are made of ids, and half a character has no encoding. */
export const isId = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.isWellFormed();

/** A text; `undefined` if it is none. */
export const toText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
