/** Checks a REST exchange of the Discord stand-in against Discord's own description. */
import type { WireExchange } from "../../../../sandbox/discord/request-log.ts";
import {
  complaintsAbout,
  components,
  paths,
  type Answer,
  type Operation,
  type Parameter,
  type Schema,
} from "./schemas.ts";

/** An operation with its path. */
interface Described {
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  readonly operation: Operation;
  readonly pathSchema: Schema;
  readonly querySchema: Schema;
}

/** The complaints about an exchange; empty if it conforms. */
export interface Judgement {
  /** Such as `GET /channels/{channel_id} 200`; the status is 0 without an answer. */
  readonly summary: string;
  readonly request: readonly string[];
  readonly answer: readonly string[];
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "multipart/form-data";

/** All operations of the excerpt. */
export const OPERATIONS: readonly Described[] = Object.entries(paths).flatMap(
  ([path, { parameters: shared = [], ...methods }]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => {
      const parameters = [...(shared as Parameter[]), ...(operation.parameters ?? [])];
      return {
        method: method.toUpperCase(),
        path,
        operation,
        pathSchema: toObject(parameters, "path"),
        querySchema: toObject(parameters, "query"),
      };
    }),
);

function toObject(parameters: readonly Parameter[], place: Parameter["in"]): Schema {
  const here = parameters.filter((parameter) => parameter.in === place);
  return {
    type: "object",
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const given = path.split("/");
  const wanted = template.split("/");
  if (given.length !== wanted.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name !== undefined) found[name] = value;
    else if (segment !== value) return undefined;
  }
  return found;
}

/** Finds a request's operation and the values in its path. Fixed segments go before parameters. */
function findOperation(
  method: string,
  path: string,
): { described: Described; values: Record<string, string> } | undefined {
  const found = OPERATIONS.flatMap((described) => {
    const values = described.method === method ? matchPath(described.path, path) : undefined;
    return values ? [{ described, values }] : [];
  });
  return found.toSorted((a, b) => Object.keys(a.values).length - Object.keys(b.values).length)[0];
}

/** Checks an exchange. */
export async function judge(exchange: WireExchange): Promise<Judgement> {
  const url = new URL(exchange.target, "http://stand-in.invalid");
  const path = decodeURIComponent(url.pathname.replace(/^\/api\/v10(?=\/)/, ""));
  const found = findOperation(exchange.method, path);
  const status = exchange.answer?.status ?? 0;
  if (!found) {
    const summary = `${exchange.method} ${path} ${status}`;
    return { summary, request: ["is not described"], answer: [] };
  }
  const { described, values } = found;
  const query = Object.fromEntries(url.searchParams);
  return {
    summary: `${described.method} ${described.path} ${status}`,
    request: [
      ...complaintsAbout(values, described.pathSchema, { isText: true }),
      ...complaintsAbout(query, described.querySchema, { isText: true }),
      ...judgeAuthorization(described.operation, exchange),
      ...(await judgeBody(described.operation, exchange)),
    ],
    answer: judgeAnswer(described.operation, exchange),
  };
}

function judgeAuthorization({ security }: Operation, { requestHeaders }: WireExchange): string[] {
  const needed = !security.some((alternative) => Object.keys(alternative).length === 0);
  const given = String(requestHeaders["authorization"] ?? "").startsWith("Bot ");
  return needed && !given ? ["names no bot token"] : [];
}

async function judgeBody(
  { requestBody }: Operation,
  { requestBody: bytes, requestHeaders }: WireExchange,
): Promise<string[]> {
  if (bytes === undefined) return [];
  if (bytes.length === 0) return requestBody?.required ? ["has no body"] : [];
  const contentType = String(requestHeaders["content-type"]);
  const type = contentType.split(";")[0] ?? "";
  const content = requestBody?.content[type];
  if (!requestBody || !content) return [`has a body of the type ${type}`];
  if (type === JSON_TYPE) return judgeJson(Buffer.from(bytes).toString(), content.schema);
  if (type !== FORM_TYPE) return [`is ${type}, which these tests cannot read`];
  return judgeForm(await readForm(bytes, contentType), requestBody.content);
}

const readForm = (bytes: Uint8Array, contentType: string): Promise<FormData> =>
  new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();

/**
 * The description has a part for each field of the message. The documentation ("Uploading Files") puts all of
 * them as JSON into one part, `payload_json`, as every library does; so only the files are checked as parts.
 */
function judgeForm(
  form: FormData,
  content: NonNullable<Operation["requestBody"]>["content"],
): string[] {
  const payload = form.get("payload_json");
  const files = [...form.keys()].filter((name) => name !== "payload_json");
  const described = JSON.stringify(content[FORM_TYPE]);
  return [
    ...(typeof payload === "string"
      ? judgeJson(payload, content[JSON_TYPE]?.schema ?? {})
      : ["has no payload_json"]),
    ...files
      .filter((name) => !described.includes(`"${name}":`))
      .map((name) => `has a part ${name}`),
    ...files
      .filter((name) => typeof form.get(name) === "string")
      .map((name) => `has a part ${name} that is no file`),
  ];
}

function judgeJson(text: string, schema: Schema): string[] {
  try {
    return complaintsAbout(JSON.parse(text), schema);
  } catch (error) {
    if (error instanceof SyntaxError) return ["is not JSON"];
    throw error;
  }
}

function judgeAnswer({ responses }: Operation, { answer }: WireExchange): string[] {
  // The description omits errors on Discord's side; its documentation names 502 and all other 5xx.
  if (answer === undefined || answer.status >= 500) return [];
  const { status, body, headers } = answer;
  const described = responses[status] ?? responses[`${String(status)[0]}XX`];
  if (!described) return [`has the status ${status}`];
  const { content } = resolve(described);
  if (!content) return body === "" ? [] : ["has a body"];
  const type = headers["content-type"] ?? "no type";
  const schema = content[type]?.schema;
  return schema ? judgeJson(body, schema) : [`is ${type}`];
}

function resolve(answer: Answer): Answer {
  const name = answer.$ref?.split("/").at(-1);
  return name === undefined ? answer : (components.responses[name] ?? {});
}
