/**
 * Reads a Web API call's arguments as Slack does: the query string, a urlencoded or multipart form, or JSON (only for
 * methods that accept it; others ignore such a body). The token is in the Authorization header or, except in JSON,
 * in the argument `token`.
 */
import { buffer } from "node:stream/consumers";
import type { Exchange } from "./exchange.ts";
import { SlackFailure } from "./slack-failure.ts";

/** The arguments of a call. */
export interface RequestArguments {
  readonly token: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  /** Set if the body is invalid; thrown when Slack would check it, after method and token. */
  readonly failure: SlackFailure | undefined;
}

/** See the file's header. Always reads the whole body. */
export async function readArguments(
  { req, url }: Exchange,
  takesJson: boolean,
): Promise<RequestArguments> {
  const query = Object.fromEntries(url.searchParams);
  const body = await buffer(req);
  const contentType = req.headers["content-type"] ?? "";
  const isJson = /^application\/json\b/i.test(contentType);
  let form: Record<string, unknown> = {};
  let failure: SlackFailure | undefined;
  if (isJson) {
    const parsed = takesJson ? parseObject(body.toString("utf8")) : {};
    if (parsed === undefined) failure = new SlackFailure("invalid_json");
    form = { ...parsed, token: undefined };
  } else if (body.length > 0) {
    const parsed = await parseForm(body, contentType);
    if (parsed === undefined) failure = new SlackFailure("invalid_post_type");
    form = parsed ?? {};
  }
  const { token: tokenArgument, ...args } = { ...query, ...form };
  const bearer = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? "")?.[1];
  return {
    token: bearer ?? (typeof tokenArgument === "string" ? tokenArgument : undefined),
    args,
    warnings: isJson && !/charset=/i.test(contentType) ? ["missing_charset"] : [],
    failure,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

async function parseForm(
  body: Buffer<ArrayBuffer>,
  contentType: string,
): Promise<Record<string, unknown> | undefined> {
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType)) {
    return undefined;
  }
  try {
    const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
    return Object.fromEntries(form);
  } catch {
    return undefined;
  }
}
