import { shownText } from "../../../sandbox/slack/messages/shown-text.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { pattern, promisesResult, sentence } from "../../support/sentence.ts";
import { HOSTILE_HOSTS } from "../../unit/adapters/media/hostile-hosts.ts";
import { startServer, type Handler } from "../../unit/adapters/media/local-server.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";
import {
  discordClient,
  slackClient,
  type UserClient,
} from "../../support/processes/user-client.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { profile } from "../../support/profile.ts";

/** What one message can hold. */
const FILES_EACH = 10;

/** A server on every interface of this machine that counts connections. */
async function startCanary() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

/** Links that lead, or seem to lead, to the port of the canary. */
const linksTo = (port: number): string[] => [
  ...HOSTILE_HOSTS.flatMap((host) => [
    `https://${host}/v.mp4`,
    `https://${host}:${port}/v.mp4`,
    `http://${host}:${port}/v.mp4`,
  ]),
  `http://localhost:${port}/v.mp4`,
  `https://localhost/v.mp4`,
  `https://user:secret@127.0.0.1:${port}/v.mp4`,
  `http://cdn.discordapp.com@127.0.0.1:${port}/v.mp4`,
  `http://127.0.0.1:${port}\\@cdn.discordapp.com/v.mp4`,
  `ftp://127.0.0.1:${port}/v.mp4`,
  `ws://127.0.0.1:${port}/v.mp4`,
  `gopher://127.0.0.1:${port}/v.mp4`,
  `file:///etc/passwd`,
  `data:video/mp4;base64,AAAA`,
  `//127.0.0.1:${port}/v.mp4`,
];

/** How many files the result says the relay refused to fetch; `undefined` if any file was posted. */
function refusalsOf(client: UserClient, jobId: string): number | undefined {
  const { text = "", files = [] } = client.about(jobId).at(-1) ?? {};
  if (files.length > 0) return undefined;
  return text.split(sentence("link.address-refused")).length - 1;
}

/** Has a job followed, ends it with these fields, and waits for its result. */
async function relayed(
  {
    client,
    relay,
    pika,
  }: { client: UserClient; relay: RelayProcess; pika: TestEnvironment["pika"] },
  fields: Readonly<Record<string, unknown>>,
  jobId = pika.addJob(),
): Promise<string> {
  await client.ask(jobId, (said) => eventually("a promise", () => promisesResult(said())));
  pika.setJob(jobId, { status: "completed", ...fields });
  await eventually("the result", () => isDelivered([relay], jobId), 120_000);
  return jobId;
}

describe("links to forbidden addresses", () => {
  it("are posted and never fetched, not even through a redirect or on the job API's host", async () => {
    await using environment = await createEnvironment();
    await using canary = await startCanary();
    const { pika } = environment;
    const relay = await environment.readyRelay();
    const clients = [discordClient(environment), slackClient(environment)];
    const links = profile.pick(linksTo(canary.port), { small: 60, timesFull: 1 });
    for (let at = 0; at < links.length; at += FILES_EACH) {
      const client = clients[(at / FILES_EACH) % clients.length]!;
      const urls = links.slice(at, at + FILES_EACH);
      const attachments = urls.map((url) => ({
        url,
        filename: "v.mp4",
        content_type: "video/mp4",
      }));
      const jobId = await relayed({ client, relay, pika }, { attachments });
      expect({ urls, refused: refusalsOf(client, jobId) }).toEqual({ urls, refused: urls.length });
    }

    // A header takes no other characters.
    const possible = linksTo(canary.port).filter((link) => /^[\x20-\x7e]*$/.test(link));
    const locations = profile.pick(possible, { small: 4, timesFull: 1 });
    const redirected = locations.map(async (location, index) => {
      const client = clients[index % clients.length]!;
      const jobId = pika.addJob();
      pika.mediaFault({ kind: "redirect", location }, { jobId });
      await relayed({ client, relay, pika }, {}, jobId);
      return { location, refused: refusalsOf(client, jobId) };
    });
    expect(await Promise.all(redirected)).toEqual(
      locations.map((location) => ({ location, refused: 1 })),
    );

    const jobId = pika.addJob();
    const headers = { location: `http://127.0.0.1:${canary.port}/jobs/?jobid=${jobId}` };
    const end = pika.fault({ kind: "raw", status: 307, headers, body: "" }, { jobId });
    await clients[0]!.ask(jobId, (said) => eventually("a promise", () => promisesResult(said())));
    await pika.whenPolled(jobId, 3);
    end();

    expect(canary.connections()).toBe(0);
    // The token went to the job API alone, and there with every question.
    const wrong = pika.requests.filter(({ route, authorised }) => authorised !== (route === "job"));
    expect(wrong).toEqual([]);
    expect(relay.errors()).toBe("");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  }, 300_000);
});

const CAP_BYTES = 200_000;

const sending =
  (bytes: Uint8Array | string, headers: Record<string, string | number> = {}): Handler =>
  (_request, response) =>
    response.writeHead(200, { "content-type": "video/mp4", ...headers }).end(bytes);

/** Discord counts a kilobyte as 1,024 bytes. */
const TOO_LARGE = pattern`${sentence("link.too-large-for", { size: "200 kB" })}|${sentence("link.too-large-for", { size: "195 kB" })}`;
const NOT_MEDIA = sentence("link.not-media");

/** A file, and the reason that the result gives if it is not attached. */
const FILES: Readonly<Record<string, { handler: Handler; refused?: RegExp }>> = {
  "a byte less than the cap": { handler: sending(mp4Bytes(CAP_BYTES - 1)) },
  "exactly the cap": { handler: sending(mp4Bytes(CAP_BYTES)) },
  "a byte more than the cap": {
    handler: sending(mp4Bytes(CAP_BYTES + 1)),
    refused: TOO_LARGE,
  },
  "a byte more than the cap, in chunks": {
    handler: (_request, response) => {
      response.write(mp4Bytes(CAP_BYTES));
      response.end("x");
    },
    refused: TOO_LARGE,
  },
  "no byte": { handler: sending(""), refused: NOT_MEDIA },
  "a thousand times its size, packed": {
    handler: sending(gzipSync(Buffer.alloc(100_000_000)), { "content-encoding": "gzip" }),
    refused: NOT_MEDIA,
  },
  "a web page that is called a video": {
    handler: sending("<!doctype html><video src=x></video>"),
    refused: NOT_MEDIA,
  },
};

/** A file's name in the job, and its name in the channel. */
const NAMES: readonly (readonly [name: string, shown: string])[] = [
  ["../../etc/cron.d/job.mp4", "job.mp4"],
  ["..\\..\\win.ini", "win.mp4"],
  ["a\0b.mp4", "ab.mp4"],
  ["cat\u202e4pm.exe", "cat4pm.mp4"],
  ["x".repeat(300), `${"x".repeat(96)}.mp4`],
  ['a\r\nContent-Type: text/html\r\n\r\n<b>".mp4', "html__b__.mp4"],
  ["page.html", "page.mp4"],
];

/** The newest files in the channels, by name. */
const filesOf = ({ discord, slack }: TestEnvironment, jobId: string): string[] => [
  ...discord
    .messages()
    .filter(({ content }) => content.includes(shortJobId(jobId)))
    .flatMap(({ attachments }) => attachments.map(({ filename }) => filename)),
  ...slack
    .messages(slack.channels.publicJoined)
    .filter((message) => shownText(message).includes(shortJobId(jobId)))
    // Discord shows blanks as underscores.
    .flatMap(({ files }) => files.map(({ name }) => name.replaceAll(" ", "_"))),
];

describe("files that are not what they claim to be", () => {
  it("are attached under a harmless name up to the limit, and otherwise refused with the reason", async () => {
    await using environment = await createEnvironment();
    await using server = await startServer((request, response) => {
      const name = decodeURIComponent(request.url?.slice(1) ?? "");
      (FILES[name]?.handler ?? sending(mp4Bytes()))(request, response);
    });
    const { pika } = environment;
    const relay = await environment.readyRelay({
      RELAY_MEDIA_ALLOWED_HOSTS: server.host,
      RELAY_MAX_VIDEO_BYTES: String(CAP_BYTES),
    });
    for (const client of [discordClient(environment), slackClient(environment)]) {
      const relayFile = (path: string, filename: string): Promise<string> => {
        const url = `${server.origin}/${encodeURIComponent(path)}`;
        const attachments = [{ url, filename, content_type: "video/mp4" }];
        return relayed({ client, relay, pika }, { attachments });
      };
      for (const [name, { refused }] of Object.entries(FILES)) {
        const jobId = await relayFile(name, "v.mp4");
        expect({ name, files: filesOf(environment, jobId) }).toEqual({
          name,
          files: refused === undefined ? ["v.mp4"] : [],
        });
        expect(client.about(jobId).at(-1)?.text).toMatch(refused ?? sentence("result.video-ready"));
      }
      for (const [name, shown] of NAMES)
        expect(filesOf(environment, await relayFile("", name))).toEqual([shown]);
    }
    expect(relay.errors()).toBe("");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  }, 120_000);
});
