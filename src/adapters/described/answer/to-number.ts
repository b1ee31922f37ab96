/** A number from 0 on, which some APIs send as a text; `undefined` if it is none. */
export function toNumber(value: unknown): number | undefined {
  const isWritten = typeof value === "string" && /^\d+(\.\d+)?$/.test(value);
  const number = isWritten ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}
