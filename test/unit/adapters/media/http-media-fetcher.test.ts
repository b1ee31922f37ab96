import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mediaFetcherContract, readAll } from "../../../contracts/media-fetcher.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { createLogKeeper, startFetcher, startServer, type Handler } from "./local-server.ts";

mediaFetcherContract("HttpMediaFetcher", async () => {
  const handlers: Handler[] = [];
  const server = await startServer((request, response) => {
    handlers[Number(request.url?.slice(1))]?.(request, response);
  });
  const fetcher = startFetcher({ allowedHosts: [server.host] });
  return {
    fetcher,
    offer(offer) {
      if ("fails" in offer && offer.fails === "address_refused") return "https://127.0.0.1/";
      handlers.push((_request, response) => {
        if ("bytes" in offer) response.end(offer.bytes);
        else if (offer.fails === "not_media") response.end("<!doctype html><p>Sign in");
        else response.writeHead(offer.fails === "link_expired" ? 404 : 503).end();
      });
      return `${server.origin}/${handlers.length - 1}`;
    },
    async close() {
      await fetcher.close();
      await server[Symbol.asyncDispose]();
    },
  };
});

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The beginning of a file of the MP4 family. */
const box = (brand: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 0x14]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}`)]);

const LIMIT = { maxBytes: 1_000_000 };

/** One request against a server that answers everything with `handler`. */
async function fetchFrom(handler: Handler, limits = LIMIT) {
  await using server = await startServer(handler);
  await using fetcher = startFetcher({ allowedHosts: [server.host] });
  const file = await fetcher.fetch({ url: server.origin, ...limits });
  try {
    return { ...file, bytes: await readAll(file) };
  } finally {
    await file.dispose();
  }
}

describe("what a status means", () => {
  it.each([
    [400, "link_expired"],
    [401, "link_expired"],
    [403, "link_expired"],
    [404, "link_expired"],
    [410, "link_expired"],
    [451, "link_expired"],
    [408, "unavailable"],
    [409, "unavailable"],
    [425, "unavailable"],
    [429, "unavailable"],
    [500, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
    [599, "unavailable"],
    [202, "unavailable"],
    [206, "unavailable"],
    [304, "unavailable"],
    [204, "not_media"],
  ])("%i is %s, whatever the body says", async (status, code) => {
    const body = status === 204 || status === 304 ? undefined : mp4Bytes();
    await expect(
      fetchFrom((_request, response) => response.writeHead(status).end(body)),
    ).rejects.toMatchObject({ code });
  });
});

describe("sizes", () => {
  it("refuses an announced length over the limit without reading the file", async () => {
    const closed = Promise.withResolvers<void>();
    const sending = fetchFrom((_request, response) => {
      response.on("close", closed.resolve);
      response.writeHead(200, { "content-length": LIMIT.maxBytes + 1 }).write(mp4Bytes(5000));
    });
    await expect(sending).rejects.toMatchObject({ code: "too_large" });
    await closed.promise;
  });

  it("stops an endless file without an announced length, and closes the connection", async () => {
    let sentBytes = 0;
    const closed = Promise.withResolvers<void>();
    const chunk = mp4Bytes(65_536);
    const pour: Handler = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
      };
      response.on("drain", more).on("close", closed.resolve);
      more();
    };
    await using server = await startServer(pour);
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    await expect(fetcher.fetch({ url: server.origin, ...LIMIT })).rejects.toMatchObject({
      code: "too_large",
    });
    await closed.promise;
    // What lay in socket buffers counts as sent, so the bound is far above the limit and far below "all of it".
    expect(sentBytes).toBeLessThan(50_000_000);
  });

  it.each([
    [
      "a length",
      (size: number): Handler =>
        (_request, response) =>
          response.end(mp4Bytes(size)),
    ],
    [
      "chunks",
      (size: number): Handler =>
        (_request, response) => {
          response.write(mp4Bytes(size).subarray(0, 4000));
          response.end(mp4Bytes(size).subarray(4000));
        },
    ],
  ])("sent with %s, takes the limit minus one and the limit, not one more", async (_, serve) => {
    for (const size of [99_999, 100_000])
      expect((await fetchFrom(serve(size), { maxBytes: 100_000 })).sizeBytes).toBe(size);
    await expect(fetchFrom(serve(100_001), { maxBytes: 100_000 })).rejects.toMatchObject({
      code: "too_large",
    });
  });

  it("refuses a file that is shorter than announced", async () => {
    await expect(
      fetchFrom((_request, response) => {
        response.writeHead(200, { "content-length": 9000 });
        response.write(mp4Bytes(8000), () => response.destroy());
      }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("reads only the announced length of a longer file", async () => {
    const file = await fetchFrom((_request, response) => {
      response.socket?.end(
        Buffer.concat([
          Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\nconnection: close\r\n\r\n"),
          mp4Bytes(9000),
        ]),
      );
    });
    expect(file.bytes.equals(mp4Bytes(5000))).toBe(true);
  });

  it.each(["12abc", "-5", "0x10"])("does not trust a length of %s", async (length) => {
    await expect(
      fetchFrom((_request, response) => {
        response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\nabc`);
      }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("refuses a compressed answer unread, because it could unpack to any size", async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    await expect(
      fetchFrom((_request, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
      ),
    ).rejects.toMatchObject({ code: "not_media" });
  });
});

describe("the type of a file", () => {
  const png = Buffer.from(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001",
    "hex",
  );
  it.each([
    ["MP4", mp4Bytes(), "video/mp4", "video.mp4"],
    ["QuickTime", box("qt  "), "video/quicktime", "video.mov"],
    ["WebM", Buffer.from("1a45dfa3874282847765626d", "hex"), "video/webm", "video.webm"],
    ["GIF", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;"), "image/gif", "image.gif"],
    ["PNG", png, "image/png", "image.png"],
    ["WAV", Buffer.from("RIFF\x24\0\0\0WAVEfmt "), "audio/wav", "audio.wav"],
    [
      "Opus",
      Buffer.concat([Buffer.from("OggS\0\x02"), Buffer.alloc(22), Buffer.from("OpusHead")]),
      "audio/ogg",
      "audio.opus",
    ],
  ])(
    "is recognised as %s, whatever the server says",
    async (...[, bytes, contentType, filename]) => {
      const file = await fetchFrom((_request, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end(bytes),
      );
      expect(file).toMatchObject({ contentType, filename });
    },
  );

  it.each([
    ["a web page", "<!doctype html><html><video src=x></video>"],
    ["plain text", "This content is no longer available."],
    ["JSON", '{"error":"no"}'],
    ["a drawing with scripts", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["an archive", Buffer.from("504b03040a0000000000", "hex")],
    ["a program", Buffer.from("7f454c460201010000000000000000000200", "hex")],
    ["a document", "%PDF-1.7\n%\n"],
    ["nothing known", Buffer.alloc(10_000, 7)],
    ["a single byte", "\0"],
  ])("is not a video's if %s claims to be one", async (_, body) => {
    await expect(
      fetchFrom((_request, response) =>
        response.writeHead(200, { "content-type": "video/mp4" }).end(body),
      ),
    ).rejects.toMatchObject({ code: "not_media" });
  });

  it("is judged by the beginning of an endless web page, not at the size limit", async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await startServer((_request, response) => {
      response.on("close", closed.resolve).write("<p>hello</p>".repeat(1000));
    });
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    await expect(fetcher.fetch({ url: server.origin, ...LIMIT })).rejects.toMatchObject({
      code: "not_media",
    });
    await closed.promise;
  });

  it("is recognised if the file arrives a byte at a time", async () => {
    const bytes = mp4Bytes(600);
    const file = await fetchFrom((_request, response) => {
      let sent = 0;
      const next = (): void => {
        if (sent === bytes.length) response.end();
        else response.write(bytes.subarray(sent, ++sent), () => setImmediate(next));
      };
      next();
    });
    expect(file.contentType).toBe("video/mp4");
    expect(file.bytes.equals(bytes)).toBe(true);
  });
});

describe("a download", () => {
  it("requests uncompressed bytes, and reveals nothing about the relay", async () => {
    await using server = await startServer((_request, response) => response.end(mp4Bytes()));
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    const file = await fetcher.fetch({ url: `${server.origin}/a?ex=1&hm=2#part`, ...LIMIT });
    await file.dispose();
    const [request] = server.requests;
    expect(request?.url).toBe("/a?ex=1&hm=2");
    expect(request?.headers["accept-encoding"]).toBe("identity");
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
    ]);
  });

  it("runs beside nineteen others, each byte for byte", async () => {
    const bytes = mp4Bytes(3_000_000);
    await using server = await startServer((request, response) =>
      response.end(bytes.subarray(0, 2_000_000 + Number(request.url?.slice(1)) * 4)),
    );
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const file = await fetcher.fetch({ url: `${server.origin}/${index}`, maxBytes: 3_000_000 });
        expect(sha256(await readAll(file))).toBe(sha256(bytes.subarray(0, 2_000_000 + index * 4)));
        await file.dispose();
      }),
    );
    expect(server.requests).toHaveLength(20);
  });

  it("never writes a signed query string to the log or into an error", async () => {
    const log = createLogKeeper();
    await using server = await startServer((request, response) => {
      if (request.url?.startsWith("/good")) response.end(mp4Bytes());
      else response.writeHead(404).end();
    });
    await using fetcher = startFetcher({ allowedHosts: [server.host], log });
    const ask = (path: string) =>
      fetcher.fetch({ url: `${server.origin}${path}?hm=s3cret`, ...LIMIT });
    await (await ask("/good")).dispose();
    const failure: unknown = await ask("/bad").catch((err: unknown) => err);
    expect(log.lines).toHaveLength(2);
    expect(inspect(failure)).toContain("404");
    expect(log.lines.join() + inspect(failure)).not.toContain("s3cret");
  });
});
