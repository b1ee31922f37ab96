import { tmpdir } from "node:os";
import { Agent, request, type Dispatcher } from "undici";
import { MediaError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { MediaFetcher, MediaFile } from "../../core/ports/media.ts";
import { parseAllowedHosts, parseMediaUrl, type Allows } from "./address.ts";
import { createCheckedConnect, systemLookup, type Lookup } from "./connect.ts";
import { toMediaError, toStatusError } from "./errors.ts";
import { toSafeFilename } from "./filename.ts";
import { receive } from "./receive.ts";
import { createTemporaryFile } from "./temporary-file.ts";
import { Watchdog } from "./watchdog.ts";

/** How a {@link HttpMediaFetcher} works. */
export interface MediaFetcherOptions {
  readonly log: Logger;
  /** `host` or `host:port`: may be plain http, on another port, private. */
  readonly allowedHosts: readonly string[];
  /** Where the bytes are kept while they are needed; the system's directory for temporary files by default. */
  readonly directory?: string;
  /** For a whole download. */
  readonly deadlineMs?: number;
  /** Without a single byte. */
  readonly stallMs?: number;
  /** For looking up a name, and again for connecting to each of its addresses. */
  readonly connectTimeoutMs?: number;
  readonly lookup?: Lookup;
}

type Request = Parameters<MediaFetcher["fetch"]>[0];

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** No compression: what a server packs small can unpack to any size, and the bytes must arrive as they are. */
const HEADERS = { accept: "video/*, image/*, audio/*, */*;q=0.1", "accept-encoding": "identity" };

/** Downloads over HTTP to the disk. Connects to public addresses only, save for the allowed hosts. */
export class HttpMediaFetcher implements MediaFetcher {
  readonly #options: MediaFetcherOptions;
  readonly #allows: Allows;
  readonly #agent: Agent;

  constructor(options: MediaFetcherOptions) {
    this.#options = options;
    this.#allows = parseAllowedHosts(options.allowedHosts);
    this.#agent = new Agent({
      connect: createCheckedConnect({
        allows: this.#allows,
        lookup: options.lookup ?? systemLookup,
        timeoutMs: options.connectTimeoutMs ?? 10_000,
      }),
      // The watchdog is the one clock: undici's own time-outs would not notice a drip anyway.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async fetch(wanted: Request): Promise<MediaFile> {
    const { log, deadlineMs = 600_000, stallMs = 30_000 } = this.#options;
    const watchdog = new Watchdog({ deadlineMs, stallMs, signal: wanted.signal });
    const host = URL.parse(wanted.url)?.host;
    try {
      const file = await this.#download(wanted, watchdog);
      const { sizeBytes, contentType } = file;
      log.debug({ host, sizeBytes, contentType }, "media.fetch");
      return file;
    } catch (err) {
      // Whatever broke because the watchdog ended it was ended for the watchdog's reason.
      const failure = toMediaError(watchdog.signal.aborted ? watchdog.signal.reason : err);
      log.debug({ host, err: failure }, "media.fail");
      throw failure;
    } finally {
      watchdog.stop();
    }
  }

  /** See MediaFetcher. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #download(wanted: Request, watchdog: Watchdog): Promise<MediaFile> {
    const response = await this.#open(wanted.url, watchdog.signal);
    try {
      watchdog.progress();
      const announcedBytes = checkHead(response, wanted.maxBytes);
      const file = await createTemporaryFile(this.#options.directory ?? tmpdir());
      try {
        const kind = await receive(response.body, file, {
          maxBytes: wanted.maxBytes,
          announcedBytes,
          onProgress: () => watchdog.progress(),
        });
        return {
          filename: toSafeFilename(wanted.filename, kind),
          contentType: kind.contentType,
          sizeBytes: file.sizeBytes,
          open: () => file.read(),
          dispose: () => file.dispose(),
        };
      } catch (err) {
        await file.dispose();
        throw err;
      }
    } finally {
      response.body.destroy();
    }
  }

  /** Follows redirects to the answer that is none. Each address is judged as if it had been the first. */
  async #open(address: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let url = parseMediaUrl(address, undefined, this.#allows);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const options = { dispatcher: this.#agent, headers: HEADERS, signal };
      const response = await unlessAborted(() => request(url, options), signal);
      // Destroying a body emits an error, which nobody else may be listening to by then.
      response.body.on("error", () => {});
      const { location } = response.headers;
      if (!REDIRECTS.has(response.statusCode) || typeof location !== "string") return response;
      response.body.destroy();
      url = parseMediaUrl(location, url, this.#allows);
    }
    throw new MediaError("unavailable", `the link was redirected over ${MAX_REDIRECTS} times`);
  }
}

/** undici notices an abort only once it is connected; nobody should have to wait that long for a silent machine. */
async function unlessAborted<T>(start: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([start(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Refuses what the status line and headers already rule out. The announced length, where there is one. */
function checkHead(response: Dispatcher.ResponseData, maxBytes: number): number | undefined {
  const failure = toStatusError(response.statusCode);
  if (failure) throw failure;
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (String(encoding).trim().toLowerCase() !== "identity")
    throw new MediaError("not_media", "the server compressed the file although asked not to");
  const announced = response.headers["content-length"];
  if (announced === undefined) return undefined;
  const announcedBytes = Number(announced);
  if (announcedBytes > maxBytes)
    throw new MediaError("too_large", `${announcedBytes} bytes announced, ${maxBytes} allowed`);
  return announcedBytes;
}

/** A fetcher ready to use. Throws a ConfigError for an allowed host that is none. */
export function createMediaFetcher(options: MediaFetcherOptions): HttpMediaFetcher {
  return new HttpMediaFetcher(options);
}
