import { mkdtemp, rmdir } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaFile } from "../../../../src/core/ports/media.ts";
import { readAll } from "../../../contracts/media-fetcher.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startFetcher, startServer, type Handler } from "./local-server.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "media-test-"));
});
afterEach(async () => {
  // However a download ends, nothing of it has a name on the disk: rmdir takes empty directories only.
  await rmdir(directory);
});

const VIDEO = mp4Bytes(2_000_000);
const HALF_BYTES = VIDEO.length / 2;

const REQUEST = { maxBytes: 10_000_000 };
const start = (handler: Handler, limits: { deadlineMs?: number; stallMs?: number } = {}) =>
  startServer(handler).then((server) => {
    const fetcher = startFetcher({ allowedHosts: [server.host], directory, ...limits });
    return {
      server,
      fetcher,
      fetch: (signal?: AbortSignal) =>
        fetcher.fetch({ url: server.origin, ...REQUEST, ...(signal && { signal }) }),
      async [Symbol.asyncDispose]() {
        await fetcher.close();
        await server[Symbol.asyncDispose]();
      },
    };
  });

/** Sends the beginning of a video and then nothing, keeping the connection. */
const standStill: Handler = (_request, response) => {
  response.writeHead(200, { "content-length": 1_000_000 }).write(mp4Bytes(100_000));
};

describe("a download that is interrupted", () => {
  it.each([
    [
      "before the headers",
      (_: unknown, response: Parameters<Handler>[1]) => response.socket?.destroy(),
    ],
    [
      "by a reset in the middle",
      (_: unknown, response: Parameters<Handler>[1]) =>
        response.write(mp4Bytes(200_000), () => response.socket?.resetAndDestroy()),
    ],
    [
      "by an end in the middle of its chunks",
      (_: unknown, response: Parameters<Handler>[1]) =>
        response.write(mp4Bytes(200_000), () => response.socket?.end()),
    ],
    [
      "by something that is not HTTP",
      (_: unknown, response: Parameters<Handler>[1]) => response.socket?.end("SSH-2.0-x\r\n"),
    ],
  ])("%s is unavailable", async (_, handler) => {
    await using world = await start(handler);
    await expect(world.fetch()).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });

  it("by a server that is not there is unavailable", async () => {
    const server = await startServer(() => {});
    await server[Symbol.asyncDispose]();
    await using fetcher = startFetcher({ allowedHosts: [server.host], directory });
    await expect(fetcher.fetch({ url: server.origin, ...REQUEST })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it.each([
    ["no headers come", (() => {}) satisfies Handler],
    ["no further byte comes", standStill],
  ])("ends if %s for too long, and closes the connection", async (_, handler) => {
    const closed = Promise.withResolvers<void>();
    await using world = await start(
      (request, response) => {
        response.on("close", closed.resolve);
        handler(request, response);
      },
      { stallMs: 100 },
    );
    await expect(world.fetch()).rejects.toMatchObject({
      code: "unavailable",
      message: "the transfer stood still",
    });
    await closed.promise;
  });

  it("ends at its deadline although a byte arrives now and then", async () => {
    await using world = await start(
      (_request, response) => {
        response.write(mp4Bytes(5000));
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
      { stallMs: 10_000, deadlineMs: 250 },
    );
    await expect(world.fetch()).rejects.toMatchObject({
      code: "unavailable",
      message: "the transfer took too long",
    });
  });

  it("continues past the stall limit for as long as bytes arrive", async () => {
    const bytes = mp4Bytes(40);
    await using world = await start(
      (_request, response) => {
        let sent = 0;
        const drip = setInterval(() => {
          response.write(bytes.subarray(sent, ++sent));
          if (sent === bytes.length) response.end(() => clearInterval(drip));
        }, 25);
      },
      { stallMs: 500 },
    );
    const file = await world.fetch();
    expect(file.sizeBytes).toBe(40);
    await file.dispose();
  });

  it.each([
    // undici itself would go on waiting: it looks at the signal only once it is connected.
    [{ deadlineMs: 100 }, "the transfer took too long"],
    [{ connectTimeoutMs: 100 }, "the name could not be looked up in time"],
  ])("ends if the resolver never answers: %j", async (limits, message) => {
    await using fetcher = startFetcher({
      directory,
      ...limits,
      lookup: () => Promise.withResolvers<never>().promise,
    });
    await expect(
      fetcher.fetch({ url: "https://cdn.test/v.mp4", ...REQUEST }),
    ).rejects.toMatchObject({ code: "unavailable", message });
  });

  it("by its caller ends at once, closes the connection, and has the caller's reason", async () => {
    const closed = Promise.withResolvers<void>();
    await using world = await start((request, response) => {
      response.on("close", closed.resolve);
      standStill(request, response);
    });
    const controller = new AbortController();
    const failure = world.fetch(controller.signal).catch((err: unknown) => err);
    await vi.waitFor(() => expect(world.server.requests).toHaveLength(1));
    controller.abort("shutting down");
    expect(await failure).toMatchObject({
      code: "unavailable",
      message: "the transfer was stopped",
      cause: "shutting down",
    });
    await closed.promise;
  });

  it("by the fetcher's close ends as well; a finished file stays readable", async () => {
    await using world = await start((request, response) => {
      if (world.server.requests.length === 1) response.end(mp4Bytes(50_000));
      else standStill(request, response);
    });
    const file = await world.fetch();
    const failure = world.fetch().catch((err: unknown) => err);
    await vi.waitFor(() => expect(world.server.requests).toHaveLength(2));
    await world.fetcher.close();
    expect(await failure).toMatchObject({ code: "unavailable" });
    expect((await file.open()[Symbol.asyncIterator]().next()).value).toHaveLength(50_000);
    await file.dispose();
  });

  it("leaves no listener on a signal that outlives it", async () => {
    await using world = await start((_request, response) => response.end(mp4Bytes()));
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const file = await world.fetch(signal);
    await file.dispose();
    expect(added).toHaveBeenCalledOnce();
    expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
      added.mock.calls.map(([type, listener]) => [type, listener]),
    );
  });

  it("is not one if the server waits for the disk", async () => {
    const bytes = mp4Bytes(8_000_000);
    await using world = await start((_request, response) => {
      const pieces = Array.from({ length: 80 }, (_, index) =>
        bytes.subarray(index * 100_000, (index + 1) * 100_000),
      );
      Readable.from(pieces).pipe(response);
    });
    const file = await world.fetch();
    expect(file.sizeBytes).toBe(bytes.length);
    await file.dispose();
  });
});

/** Lets the server send the first half of a file, and waits for the file that arrives. */
async function startDownload(stack: AsyncDisposableStack) {
  const requested = Promise.withResolvers<ServerResponse>();
  const server = stack.use(
    await startServer((_request, response) => {
      response.writeHead(200, { "content-length": VIDEO.length });
      response.write(VIDEO.subarray(0, HALF_BYTES));
      requested.resolve(response);
    }),
  );
  const fetcher = stack.use(startFetcher({ allowedHosts: [server.host] }));
  const arriving = Promise.withResolvers<MediaFile>();
  const whole = fetcher.fetch({
    url: server.origin,
    filename: "cat.mp4",
    maxBytes: VIDEO.length,
    onArriving: arriving.resolve,
  });
  whole.catch(() => {});
  return { file: await arriving.promise, whole, response: await requested.promise };
}

/** Reads a file. `half` resolves with about the first half of its bytes. */
function read(file: MediaFile) {
  const half = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  const all = (async () => {
    for await (const chunk of file.open()) {
      chunks.push(Buffer.from(chunk));
      const bytes = Buffer.concat(chunks);
      if (bytes.length > HALF_BYTES / 2) half.resolve(bytes);
    }
    return Buffer.concat(chunks);
  })();
  all.catch(() => {});
  return { half: half.promise, all };
}

describe("a file that arrives", () => {
  it("can be read meanwhile, by several at once", async () => {
    await using stack = new AsyncDisposableStack();
    const { file, whole, response } = await startDownload(stack);
    expect(file).toMatchObject({
      filename: "cat.mp4",
      contentType: "video/mp4",
      sizeBytes: VIDEO.length,
    });
    const readers = [read(file), read(file)];
    for (const { half } of readers) {
      const bytes = await half;
      expect(bytes.equals(VIDEO.subarray(0, bytes.length))).toBe(true);
    }
    response.end(VIDEO.subarray(HALF_BYTES));
    for (const { all } of readers) expect((await all).equals(VIDEO)).toBe(true);
    expect((await readAll(await whole)).equals(VIDEO)).toBe(true);
    await file.dispose();
  });

  it("ends its readers with an error if the download breaks off", async () => {
    await using stack = new AsyncDisposableStack();
    const { file, whole, response } = await startDownload(stack);
    const { half, all } = read(file);
    await half;
    response.destroy();
    await expect(all).rejects.toMatchObject({ code: "unavailable" });
    await expect(whole).rejects.toMatchObject({ code: "unavailable" });
    await file.dispose();
  });

  it.each([
    ["of unknown size", VIDEO, {}],
    ["that is no media file", Buffer.alloc(10_000, "<p>"), { "content-length": 10_000 }],
  ])("is none %s", async (_what, bytes, headers) => {
    await using server = await startServer((_request, response) => {
      response.writeHead(200, headers).end(bytes);
    });
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    const arrived: MediaFile[] = [];
    const download = fetcher.fetch({
      url: server.origin,
      maxBytes: VIDEO.length,
      onArriving: (file) => arrived.push(file),
    });
    await download.then((file) => file.dispose()).catch(() => {});
    expect(arrived).toEqual([]);
  });
});
