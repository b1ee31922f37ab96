import { tmpdir } from "node:os";
import { Agent, request, type Dispatcher } from "undici";
import { MediaError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { MediaFetcher, MediaFile } from "../../core/ports/media.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";
import { parseAllowedHosts, parseMediaUrl, type Allows } from "./address.ts";
import { createCheckedConnector, systemLookup, type Lookup } from "./checked-connector.ts";
import { TransferTimeouts } from "../../core/time/transfer-timeouts.ts";
import { toMediaError, toStatusError } from "./errors.ts";
import { toSafeFilename } from "./filename.ts";
import { IncomingBytes } from "./incoming-bytes.ts";
import type { MediaKind } from "./media-kind.ts";
import { saveBody } from "./save-body.ts";
import { createTemporaryFile } from "./temporary-file.ts";

/** Options of {@link HttpMediaFetcher}. */
export interface MediaFetcherOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Each `host` or `host:port`: it may be plain http, on another port than 443, and private. */
  readonly allowedHosts: readonly string[];
  /** Where the files are, which have no names; default: the system's directory for temporary files. */
  readonly directory?: string;
  /** Longest time for a whole download; default: 10 minutes. */
  readonly deadlineMs?: number;
  /** Longest time without a byte; default: 30 seconds. */
  readonly stallMs?: number;
  /** Longest time to look up a name, and again to connect to each of its addresses; default: 10 seconds. */
  readonly connectTimeoutMs?: number;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
}

type Request = Parameters<MediaFetcher["fetch"]>[0];

const DEADLINE_MS = 600_000;
const STALL_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** No compression: what a server packs small can unpack to any size, and the bytes must arrive as they are. */
const HEADERS = { accept: "video/*, image/*, audio/*, */*;q=0.1", "accept-encoding": "identity" };

/** Downloads over HTTP to the disk. Connects only to public addresses, except for the allowed hosts. */
export class HttpMediaFetcher implements MediaFetcher {
  readonly #options: MediaFetcherOptions;
  readonly #allows: Allows;
  readonly #agent: Agent;
  /** For the origins of the job APIs themselves, which the operator has set. */
  readonly #trustingAgent: Agent;

  constructor(options: MediaFetcherOptions) {
    this.#options = options;
    this.#allows = parseAllowedHosts(options.allowedHosts);
    this.#agent = createAgent(options, this.#allows);
    this.#trustingAgent = createAgent(options, () => true);
  }

  async fetch(wanted: Request): Promise<MediaFile> {
    const { clock, log, deadlineMs = DEADLINE_MS, stallMs = STALL_MS } = this.#options;
    const timeouts = new TransferTimeouts({ clock, deadlineMs, stallMs, signal: wanted.signal });
    const host = URL.parse(wanted.url)?.host;
    try {
      const file = await this.#download(wanted, timeouts);
      const { sizeBytes, contentType } = file;
      log.debug({ host, sizeBytes, contentType }, "media.fetch");
      return file;
    } catch (err) {
      const failure = toFailure(err, timeouts);
      log.debug({ host, err: failure }, "media.fail");
      throw failure;
    } finally {
      timeouts.stop();
    }
  }

  /** See MediaFetcher. */
  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#trustingAgent.destroy()]);
  }

  async #download(wanted: Request, timeouts: TransferTimeouts): Promise<MediaFile> {
    const response = await this.#open(wanted, timeouts.signal);
    try {
      timeouts.progress();
      const announcedBytes = checkHead(response, wanted.maxBytes);
      const file =
        (await wanted.createFile?.(announcedBytes ?? wanted.maxBytes)) ??
        (await createTemporaryFile(this.#options.directory ?? tmpdir()));
      const incoming = announcedBytes === undefined ? undefined : new IncomingBytes(announcedBytes);
      const toFile = (kind: MediaKind): MediaFile => ({
        filename: toSafeFilename(wanted.filename, kind),
        contentType: kind.contentType,
        sizeBytes: announcedBytes ?? file.sizeBytes,
        open: () => file.read(incoming),
        dispose: () => file.dispose(),
      });
      let arriving: MediaFile | undefined;
      const onSaved = (kind: MediaKind): void => {
        incoming?.note(file.sizeBytes);
        if (!incoming || arriving) return;
        arriving = toFile(kind);
        wanted.onArriving?.(arriving);
      };
      try {
        const kind = await saveBody(response.body, file, {
          maxBytes: wanted.maxBytes,
          announcedBytes,
          onProgress: () => timeouts.progress(),
          onSaved,
        });
        incoming?.end();
        return arriving ?? toFile(kind);
      } catch (err) {
        incoming?.fail(toFailure(err, timeouts));
        await file.dispose();
        throw err;
      }
    } finally {
      response.body.destroy();
    }
  }

  /** Follows redirects. Each address is checked as if it were the first, and no key leaves the first one's origin. */
  async #open(wanted: Request, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { isOwnOrigin = false } = wanted;
    let url = parseMediaUrl(wanted.url, undefined, isOwnOrigin ? () => true : this.#allows);
    const { origin } = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const isOwn = url.origin === origin;
      const dispatcher = isOwnOrigin && isOwn ? this.#trustingAgent : this.#agent;
      const options = { dispatcher, headers: { ...HEADERS, ...(isOwn && wanted.headers) }, signal };
      signal.throwIfAborted();
      // undici notices an abort only once it is connected, which can take long with a silent server.
      const response = await rejectOnAbort(request(url, options), signal);
      // Destroying a body emits an error, and an error without a listener would crash the process.
      response.body.on("error", () => {});
      const { location } = response.headers;
      if (!REDIRECTS.has(response.statusCode) || typeof location !== "string") return response;
      response.body.destroy();
      const isOwnAgain = isOwnOrigin && URL.parse(location, url.href)?.origin === origin;
      url = parseMediaUrl(location, url, isOwnAgain ? () => true : this.#allows);
    }
    throw new MediaError("unavailable", `the link was redirected over ${MAX_REDIRECTS} times`);
  }
}

/** Once the download was ended, any failure is a consequence of that. */
const toFailure = (err: unknown, { signal }: TransferTimeouts): MediaError =>
  toMediaError(signal.aborted ? signal.reason : err);

const createAgent = (
  { clock, lookup = systemLookup, connectTimeoutMs = CONNECT_TIMEOUT_MS }: MediaFetcherOptions,
  allows: Allows,
): Agent =>
  new Agent({
    connect: createCheckedConnector({ clock, allows, lookup, timeoutMs: connectTimeoutMs }),
    // TransferTimeouts ends it: undici's own time-outs would not notice a drip.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/** The announced length in bytes, if any. Throws a MediaError if the status or the headers rule the file out. */
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

/** Creates a fetcher. Throws a ConfigError if an allowed host is malformed. */
export function createMediaFetcher(options: MediaFetcherOptions): HttpMediaFetcher {
  return new HttpMediaFetcher(options);
}
