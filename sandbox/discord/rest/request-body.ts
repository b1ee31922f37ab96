/** Reads request bodies: JSON, or multipart with `payload_json` and `files[n]`. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { digestForm, type FormPart } from "./digest-form.ts";
import { answerError, formError } from "./errors.ts";
import type { UploadedFile } from "./route.ts";

/** The body of a request. */
export interface RequestBody {
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
}

/** What has arrived: all bytes, or a form without those of its files. */
export interface ReceivedBody {
  readonly bytes?: Buffer;
  /** `undefined`: it cannot be read. */
  readonly form?: readonly FormPart[] | undefined;
}

/** A part of a form. */
type Part = FormPart & { readonly bytes?: Uint8Array };

/** Resolves with the body of a request. Rejects if the client disconnects. */
export async function receiveBody(
  request: IncomingMessage,
  { keepsFiles }: { readonly keepsFiles: boolean },
): Promise<ReceivedBody> {
  const type = request.headers["content-type"] ?? "";
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (!keepsFiles && boundary !== undefined) return { form: await digestForm(request, boundary) };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return { bytes: Buffer.concat(chunks) };
}

/** Parses a body. Rejects with 50109 or 50035 if Discord could not read it. */
export async function parseBody(
  { bytes, form }: ReceivedBody,
  contentType: string | undefined,
  report: (reason: string) => void,
): Promise<RequestBody> {
  if (!bytes) return toBody(form, report);
  if (bytes.length === 0) return { json: undefined, files: [] };
  const type = contentType?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return { json: parseJson(bytes.toString(), report), files: [] };
  if (type === "multipart/form-data")
    return toBody(await readForm(bytes, contentType ?? ""), report);
  report(`unknown content type ${type}`);
  throw formError([
    {
      path: ["_misc"],
      code: "CONTENT_TYPE_INVALID",
      message: 'Expected "Content-Type" header to be application/json or multipart/form-data.',
    },
  ]);
}

function parseJson(text: string, report: (reason: string) => void): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    report("the body is not JSON");
    throw answerError("invalidJson");
  }
}

function toBody(form: readonly Part[] | undefined, report: (reason: string) => void): RequestBody {
  if (!form) {
    report("the multipart body cannot be read");
    throw formError([
      { path: ["_misc"], code: "MULTIPART_INVALID", message: "Could not parse multipart body." },
    ]);
  }
  let json: unknown = {};
  const files: UploadedFile[] = [];
  for (const { name, filename, contentType, text, sizeBytes, sha256, bytes } of form) {
    const index = /^files\[(\d{1,2})\]$/.exec(name)?.[1];
    if (name === "payload_json" && filename === undefined) {
      json = parseJson(text, report);
    } else if (index !== undefined && filename !== undefined) {
      files.push({ index: Number(index), filename, contentType, sizeBytes, sha256, bytes });
    } else {
      report(`unknown part ${name}`);
    }
  }
  return { json, files };
}

/** Resolves with `undefined` if the form cannot be read. */
async function readForm(bytes: Buffer, contentType: string): Promise<readonly Part[] | undefined> {
  const response = new Response(new Uint8Array(bytes), {
    headers: { "content-type": contentType },
  });
  const form = await response.formData().catch(() => undefined);
  return form && Promise.all([...form].map(toPart));
}

async function toPart([name, value]: readonly [string, string | File]): Promise<Part> {
  const isField = typeof value === "string";
  const bytes = isField ? Buffer.from(value) : await value.bytes();
  return {
    name,
    filename: isField ? undefined : value.name,
    contentType: isField || value.type === "" ? undefined : value.type,
    text: isField ? value : "",
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes,
  };
}
