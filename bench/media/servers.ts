/** What all subjects of the comparison share: the job API and both platforms, which keep no bytes of uploads. */
import { createHash, randomFillSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscordSandbox } from "../../sandbox/discord/create-discord-sandbox.ts";
import { SAMPLE_VIDEO, sampleOf } from "../../sandbox/job-api/sample-files.ts";
import { createPikaSandbox, type PikaSandbox } from "../../sandbox/pika/pika-sandbox.ts";
import { sandboxEnvironment } from "../../sandbox/process/relay-process.ts";
import { createSlackSandbox } from "../../sandbox/slack/create-slack-sandbox.ts";
import { toFirstCore } from "../shared/cores.ts";
import type { Platforms } from "./task.ts";

const UPLOAD_LIMIT_BYTES = 500_000_000;
const LOOK_FOR_MS = 120_000;

/** A channel of a platform. */
export interface Place {
  readonly platform: keyof Platforms;
  readonly channel: string;
  /** Types the command that follows a job. Resolves once its status is in the channel. */
  follow(jobId: string): Promise<void>;
  /** Resolves once a video has arrived, with when. Rejects if its bytes are not those sent. To be called before it can arrive. */
  arrival(video: Video): Promise<number>;
}

/** A video of the job API. */
export interface Video {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Running until the scope ends. */
export interface Servers extends AsyncDisposable {
  /** For stores and files. */
  readonly directory: string;
  /** What connects the relay. */
  readonly environment: Readonly<Record<string, string>>;
  readonly platforms: Platforms;
  readonly pika: PikaSandbox;
  /** As many on each platform as asked for, no two the same. */
  readonly places: Readonly<Record<keyof Platforms, readonly Place[]>>;
}

/** A video of this size that cannot be mistaken for one with bytes in another order. */
export function createVideo(sizeBytes: number): Video {
  const bytes = sampleOf("video", sizeBytes);
  // Players skip what follows the head of the padding's box.
  randomFillSync(bytes, SAMPLE_VIDEO.length + 8);
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** A job that runs and will end with a video. Returns its id. */
export const addJob = (pika: PikaSandbox, { bytes }: Video): string =>
  pika.addJob({ files: [{ filename: "video.mp4", contentType: "video/mp4", bytes }] });

/** The files of a message. */
type Files = readonly { readonly size: number; readonly sha256: string }[];

/** Who waits for a message in a channel. */
class Arrivals {
  readonly #waiting = new Map<string, Set<(files: Files) => void>>();

  /** Resolves with the files of the first message from now on that has some, or, if `withFiles` is false, none. */
  next(channel: string, withFiles: boolean): Promise<Files> {
    const { promise, resolve, reject } = Promise.withResolvers<Files>();
    const timer = setTimeout(
      () => reject(new Error(`no message in ${channel} for ${LOOK_FOR_MS} ms`)),
      LOOK_FOR_MS,
    );
    const waiting = this.#waiting.get(channel) ?? new Set();
    this.#waiting.set(channel, waiting);
    const look = (files: Files): void => {
      if (files.length > 0 !== withFiles) return;
      waiting.delete(look);
      clearTimeout(timer);
      resolve(files);
    };
    waiting.add(look);
    return promise;
  }

  note(channel: string, files: Files): void {
    for (const look of this.#waiting.get(channel) ?? []) look(files);
  }
}

function toPlace(
  base: Pick<Place, "platform" | "channel">,
  arrivals: Arrivals,
  type: (jobId: string) => Promise<unknown>,
): Place {
  const { channel } = base;
  return {
    ...base,
    follow: async (jobId) => {
      const shown = arrivals.next(channel, false);
      await type(jobId);
      await shown;
    },
    arrival: async ({ bytes, sha256 }) => {
      const files = await arrivals.next(channel, true);
      const atMs = performance.now();
      const [file] = files;
      if (files.length !== 1 || file?.sha256 !== sha256 || file.size !== bytes.length)
        throw new Error(`other bytes have arrived in ${channel}: ${JSON.stringify(files)}`);
      return atMs;
    },
  };
}

/** Starts everything. The stand-ins run in this process, on the first core. `count`: places on each platform. */
export async function startServers(count: number): Promise<Servers> {
  const stack = new AsyncDisposableStack();
  toFirstCore();
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-bench-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const pika = await createPikaSandbox();
  stack.defer(() => pika.close());
  const discord = stack.use(
    await createDiscordSandbox({ uploadLimitBytes: UPLOAD_LIMIT_BYTES, keepsFiles: false }),
  );
  // The relay is timed, not how long Slack takes to show a file.
  const slack = stack.use(await createSlackSandbox({ shareDelayMs: 0, keepsFiles: false }));
  const arrivals = new Arrivals();
  discord.on("message", ({ channelId, attachments }) => arrivals.note(channelId, attachments));
  slack.on("message", ({ channelId, files }) => arrivals.note(channelId, files));
  const all = Array.from({ length: count }, (_, index) => `videos-${index}`);
  const places = {
    discord: all.map((name) => {
      const channelId = discord.addChannel({ name });
      return toPlace({ platform: "discord", channel: channelId }, arrivals, (jobid) =>
        discord.command({ name: "pika-status", options: { jobid }, channelId }),
      );
    }),
    slack: all.map((name) => {
      const { id: channelId } = slack.addChannel({ name });
      return toPlace({ platform: "slack", channel: channelId }, arrivals, (text) =>
        slack.command({ command: "/pika-status", text, channelId }),
      );
    }),
  };
  return {
    directory,
    environment: sandboxEnvironment({ pika, discord, slack }),
    platforms: {
      discord: { apiUrl: discord.apiUrl, token: discord.token },
      slack: { apiUrl: slack.apiUrl, token: slack.botToken },
    },
    pika,
    places,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
