/** Reads request bodies: JSON, or multipart with `payload_json` and `files[n]`. Everything is kept in memory. */
import type { IncomingMessage } from "node:http";
import { answerError, formError } from "./errors.ts";
import type { UploadedFile } from "./route.ts";

/** The body of a request. */
export interface RequestBody {
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
}

/** Resolves with all bytes of a request. Rejects if the client disconnects. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Parses a body. Rejects with 50109 or 50035 if Discord could not read it. */
export async function parseBody(
  bytes: Buffer,
  contentType: string | undefined,
  report: (reason: string) => void,
): Promise<RequestBody> {
  if (bytes.length === 0) return { json: undefined, files: [] };
  const type = contentType?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return { json: parseJson(bytes.toString(), report), files: [] };
  if (type === "multipart/form-data") return parseMultipart(bytes, contentType ?? "", report);
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

async function parseMultipart(
  bytes: Buffer,
  contentType: string,
  report: (reason: string) => void,
): Promise<RequestBody> {
  const form = await readForm(bytes, contentType, report);
  let json: unknown = {};
  const files: UploadedFile[] = [];
  for (const [name, value] of form) {
    const index = /^files\[(\d{1,2})\]$/.exec(name)?.[1];
    if (name === "payload_json" && typeof value === "string") {
      json = parseJson(value, report);
    } else if (index !== undefined && typeof value !== "string") {
      files.push({
        index: Number(index),
        filename: value.name,
        contentType: value.type === "" ? undefined : value.type,
        bytes: await value.bytes(),
      });
    } else {
      report(`unknown part ${name}`);
    }
  }
  return { json, files };
}

async function readForm(
  bytes: Buffer,
  contentType: string,
  report: (reason: string) => void,
): Promise<FormData> {
  try {
    const response = new Response(new Uint8Array(bytes), {
      headers: { "content-type": contentType },
    });
    return await response.formData();
  } catch {
    report("the multipart body cannot be read");
    throw formError([
      { path: ["_misc"], code: "MULTIPART_INVALID", message: "Could not parse multipart body." },
    ]);
  }
}
