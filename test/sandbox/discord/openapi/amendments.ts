/** A place where the description differs from Discord's documentation. According to its README, the documentation is right. */
interface Amendment {
  readonly schema: string;
  readonly path: readonly string[];
  /** The expected text of the description. If a renewed description differs, the amendment needs review. */
  readonly described: unknown;
  readonly holds: unknown;
}

const ERROR = { $ref: "#/components/schemas/Error" };
const message = { type: "string" };

/** The amendments, each with what the documentation says. */
export const AMENDMENTS: readonly Amendment[] = [
  {
    // "Rate Limits", rate limit response structure: `code?`, "an error code for some limits".
    schema: "RatelimitedResponse",
    path: ["allOf", "0"],
    described: ERROR,
    holds: {
      type: "object",
      properties: { code: { type: "integer" }, message },
      required: ["message"],
    },
  },
  {
    // "API Reference", error messages: the codes of single fields are words, like BASE_TYPE_REQUIRED.
    schema: "InnerErrors",
    path: ["properties", "_errors", "items"],
    described: ERROR,
    holds: {
      type: "object",
      properties: { code: { type: "string" }, message },
      required: ["code", "message"],
    },
  },
];
