import { onTestFinished } from "vitest";
import type { SlackSandbox, SlackSandboxOptions } from "../../../sandbox/slack/slack-sandbox.ts";
import { createSlackSandbox } from "../../../sandbox/slack/create-slack-sandbox.ts";

/** A workspace that closes with the test. */
export async function openSandbox(options: SlackSandboxOptions = {}): Promise<SlackSandbox> {
  const sandbox = await createSlackSandbox({ shareDelayMs: 20, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** An answer of the Web API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The sandbox and its tokens. A test can replace `botToken`; "" sends none. */
export type Caller = Pick<SlackSandbox, "apiUrl" | "botToken">;

/** Calls a method with a JSON body (or a form, given URLSearchParams), without any SDK. */
export async function callApi(
  { apiUrl, botToken }: Caller,
  method: string,
  args: Record<string, unknown> | URLSearchParams = {},
): Promise<ApiAnswer> {
  const isForm = args instanceof URLSearchParams;
  const response = await fetch(`${apiUrl}${method}`, {
    method: "POST",
    headers: {
      ...(botToken === "" ? {} : { authorization: `Bearer ${botToken}` }),
      ...(isForm ? {} : { "content-type": "application/json; charset=utf-8" }),
    },
    body: isForm ? args : JSON.stringify(args),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** Reserves a file and uploads its bytes, without completing it. */
export async function uploadBytes(
  sandbox: SlackSandbox,
  name: string,
  bytes: Buffer,
): Promise<string> {
  const { body } = await callApi(sandbox, "files.getUploadURLExternal", {
    filename: name,
    length: bytes.length,
  });
  const response = await fetch(String(body["upload_url"]), {
    method: "POST",
    body: new Uint8Array(bytes),
  });
  if (response.status !== 200) throw new Error(await response.text());
  return String(body["file_id"]);
}
