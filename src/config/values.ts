import { z } from "zod";
import { MAX_COMMAND_PREFIX_LENGTH } from "../core/command-names.ts";
import { isLoopbackHost } from "../core/source/loopback.ts";

// Problems never repeat a value: a token that was set in the wrong variable must not appear in a log.

// A token is sent in an HTTP header, which takes printable ASCII only. A space means that "Bot …" or "Bearer …" was copied, too.
const isToken = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);
const NOT_A_TOKEN =
  "has spaces, control or non-ASCII characters: set it to the bare token, without quotes or a word before it";

/** A secret. `what` says, in the problem for a missing one, what to set the variable to. */
export const token = (what: string) =>
  z.string({ error: `is missing: set it to ${what}` }).refine(isToken, NOT_A_TOKEN);

/** A Slack token with a prefix. One with `wrongPrefix` belongs in the variable `other`, and the problem says so. */
export const slackToken = (prefix: string, wrongPrefix: string, other: string) =>
  z
    .string()
    .refine(isToken, { error: NOT_A_TOKEN, abort: true })
    .refine((value) => !value.startsWith(wrongPrefix), {
      error: `holds a ${wrongPrefix}… token: that one belongs in ${other}`,
      abort: true,
    })
    .refine(
      (value) => value.startsWith(prefix) || value.startsWith(`xoxe.${prefix}`),
      `does not begin with ${prefix}: copy the right token from the settings of the Slack app`,
    );

/** The secret with which Slack signs its requests. */
export const signingSecret = z
  .string()
  .refine(isToken, { error: NOT_A_TOKEN, abort: true })
  .refine(
    (value) => !/^x(ox|app)/.test(value),
    "holds a token: set it to the Signing Secret, under Basic Information in the settings of the Slack app",
  );

const SECRET_KEY_BYTES = 32;

/** Keys of 32 bytes each, separated by commas: hexadecimal or Base64, of either alphabet. They become hexadecimal. */
export const secretKeys = z.string().transform((value, context) =>
  value.split(",").map((entry) => {
    const text = entry.trim();
    const bytes = /^[0-9a-f]{64}$/i.test(text)
      ? Buffer.from(text, "hex")
      : Buffer.from(/^[\w+/-]{43}=?$/.test(text) ? text : "", "base64");
    if (bytes.length === SECRET_KEY_BYTES) return bytes.toString("hex");
    context.addIssue({
      code: "custom",
      message:
        "is not a key of 32 bytes in hexadecimal or Base64, or several separated by commas: make one with openssl rand -hex 32",
    });
    return z.NEVER;
  }),
);

/** Options of {@link baseUrl}. */
interface BaseUrlOptions {
  /** Whether plain http is allowed to every host: for servers that are not sent a token in the clear. Default: false. */
  readonly allowsHttp?: boolean;
}

/** Returns the problem of an API's base URL, if any. */
function baseUrlProblem(value: string, allowsHttp: boolean): string | undefined {
  if (!URL.canParse(value)) return "is not a URL: write it like https://host/path";
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "is not an http(s) URL: write it like https://host/path";
  // The token is sent there with every request.
  if (url.protocol === "http:" && !allowsHttp && !isLoopbackHost(url.hostname))
    return "is plain http, which would send the token in the clear: use https (http is for loopback addresses only)";
  if (url.username !== "" || url.password !== "")
    return "holds a user name or password: remove it, the token has its own variable";
  if (/[?#]/.test(value)) return "has a query or fragment: remove everything from ? or # on";
  return undefined;
}

/** The base URL of an API. Slashes at the end are removed. */
export const baseUrl = ({ allowsHttp = false }: BaseUrlOptions = {}) =>
  z
    .string()
    .superRefine((value, context) => {
      const problem = baseUrlProblem(value, allowsHttp);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .transform((value) => value.replace(/\/+$/, ""));

/** One of a few words, in upper or lower case. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(words, { error: `is none of ${words.join(", ")}: use one of these` }));

/** A whole number of `unit` from `min` (default: 1) to `max`, written in digits. */
export const wholeNumber = ({ unit, min = 1, max }: { unit: string; min?: number; max: number }) =>
  z
    .string()
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `is not a whole number of ${unit} from ${min} to ${max}: write digits only`,
    })
    .transform(Number);

/** A TCP port to listen on. */
export const listenPort = z
  .string()
  .refine(
    (value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535,
    "is not a port: write a number from 1 to 65535",
  )
  .transform(Number);

/** A name or address of this machine to listen on. */
export const listenHost = z
  .string()
  .refine(
    (value) => z.ipv6().safeParse(value).success || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value),
    "is not an address to listen on: write it like 127.0.0.1 or 0.0.0.0, without http:// and port",
  );

/** A number per second, above 0 and up to 1000; may be a fraction. */
export const rate = z
  .string()
  .refine(
    (value) => /^(\d+\.?\d*|\.\d+)$/.test(value) && Number(value) > 0 && Number(value) <= 1000,
    "is not a number above 0 and up to 1000: write it like 10 or 0.5",
  )
  .transform(Number);

/** `true` or `false`. */
export const trueOrFalse = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"], { error: "is neither true nor false: write one of the two" }))
  .transform((value) => value === "true");

/** What the names of the commands begin with. Discord and Slack take no other characters, and no longer names. */
export const commandPrefix = z
  .string()
  .refine(
    (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= MAX_COMMAND_PREFIX_LENGTH,
    `is no prefix for commands: write 1 to ${MAX_COMMAND_PREFIX_LENGTH} lowercase letters (a to z) and digits, with single hyphens between them if you like, such as render for /render-status`,
  );

/** Returns `host` or `host:port` as URLs spell it, to be compared with theirs; `undefined` if it is neither. */
function toAllowedHost(entry: string): string | undefined {
  const port = /:(\d{1,5})$/.exec(entry);
  if (/[/\\@?#*%\s]/.test(entry) || !URL.canParse(`http://${entry}`)) return undefined;
  if (port !== null && (Number(port[1]) < 1 || Number(port[1]) > 65_535)) return undefined;
  const { hostname } = new URL(`http://${entry}`);
  return port === null ? hostname : `${hostname}:${Number(port[1])}`;
}

/** A list of `host` or `host:port`, separated by commas. */
export const allowedHosts = z.string().transform((value, context) => {
  const entries = value.split(",").map((entry) => entry.trim());
  return entries.flatMap((entry) => {
    if (entry === "") return [];
    const host = toAllowedHost(entry);
    if (host !== undefined) return [host];
    context.addIssue({
      code: "custom",
      message:
        "has an entry that is not host or host:port: list them with commas between, without http://, path or *; IPv6 in brackets",
    });
    return z.NEVER;
  });
});

/** A list of ids, separated by commas. A list without an id is a problem, because it would allow all. */
export const idList = ({ pattern, what }: { pattern: RegExp; what: string }) =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ""),
    )
    .refine((ids) => ids.length > 0, {
      error: `names nothing: list ${what} with commas between, or remove it to allow all`,
      abort: true,
    })
    .refine(
      (ids) => ids.every((id) => pattern.test(id)),
      `has an entry that is no such id: list ${what} with commas between, or leave it empty to allow all`,
    );
