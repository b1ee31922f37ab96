import { Client, Events, GatewayIntentBits, type ClientOptions } from "discord.js";
import { onTestFinished } from "vitest";
import type {
  DiscordSandbox,
  DiscordSandboxOptions,
} from "../../../sandbox/discord/discord-sandbox.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";

/** A stand-in that closes with the test. */
export async function startSandbox(options?: DiscordSandboxOptions): Promise<DiscordSandbox> {
  const sandbox = await createDiscordSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The only command of these tests. */
const PIKA_STATUS = {
  name: "pika-status",
  description: "Follow a job",
  options: [
    { type: 3, name: "jobid", description: "The job's id", required: true, max_length: 256 },
  ],
};

/** A real discord.js client that is logged in and has registered its command. */
export async function logIn(
  sandbox: DiscordSandbox,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...options,
    rest: { api: sandbox.apiUrl, retries: 0, ...options.rest },
  });
  // discord.js reports lost connections here; the tests check what happens next instead.
  client.on(Events.ShardError, () => {});
  client.on(Events.Error, () => {});
  onTestFinished(() => client.destroy());
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.token);
  const readyClient = await ready;
  await readyClient.application.commands.set([PIKA_STATUS]);
  return readyClient;
}

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON Discord answers, looked at by assertions
  readonly body: any;
}

/** Sends a request without a library, with everything that Discord demands unless `headers` override it. */
export async function call(
  sandbox: DiscordSandbox,
  request: { method?: string; path: string; json?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const response = await fetch(`${sandbox.apiUrl}/v10${request.path}`, {
    method: request.method ?? "GET",
    headers: {
      authorization: `Bot ${sandbox.token}`,
      "user-agent": "DiscordBot (https://example.invalid, 1.0)",
      ...(request.json === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
  });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

/** Posts a message into the default channel without a library. */
export const post = (sandbox: DiscordSandbox, json: unknown): Promise<Answer> =>
  call(sandbox, { method: "POST", path: `/channels/${sandbox.channelId}/messages`, json });

/** Uploads files into the default channel, or into one of its messages, without a library. */
export async function upload(
  sandbox: DiscordSandbox,
  payload: unknown,
  into: readonly File[] | { readonly files: readonly File[]; readonly messageId: string },
): Promise<Answer> {
  const { files, messageId } = "files" in into ? into : { files: into, messageId: undefined };
  const form = new FormData();
  form.set("payload_json", JSON.stringify(payload));
  for (const [index, file] of files.entries()) form.set(`files[${index}]`, file);
  const messages = `${sandbox.apiUrl}/v10/channels/${sandbox.channelId}/messages`;
  const response = await fetch(messageId === undefined ? messages : `${messages}/${messageId}`, {
    method: messageId === undefined ? "POST" : "PATCH",
    headers: {
      authorization: `Bot ${sandbox.token}`,
      "user-agent": "DiscordBot (https://example.invalid, 1.0)",
    },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Registers the command without a library. */
export const register = (
  sandbox: DiscordSandbox,
  commands: unknown = [PIKA_STATUS],
): Promise<Answer> =>
  call(sandbox, {
    method: "PUT",
    path: `/applications/${sandbox.applicationId}/commands`,
    json: commands,
  });
