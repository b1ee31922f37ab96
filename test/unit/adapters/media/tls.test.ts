import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAll } from "../../../contracts/media-fetcher.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startFetcher, startServer, type Handler } from "./local-server.ts";
import { certificate, key } from "./tls-certificate.ts";

const trusted = getCACertificates();
beforeEach(() => setDefaultCACertificates([...trusted, certificate]));
afterEach(() => setDefaultCACertificates(trusted));

const serveVideo: Handler = (_request, response) => response.end(mp4Bytes());
const lookup = async (): Promise<string[]> => ["127.0.0.1"];

describe("over https", () => {
  it("the certificate is checked against the name although the connection goes to an address", async () => {
    const names: string[] = [];
    await using server = await startServer(serveVideo, {
      cert: certificate,
      key,
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    const host = `media.test:${server.port}`;
    await using fetcher = startFetcher({ allowedHosts: [host], lookup });
    const file = await fetcher.fetch({ url: `https://${host}/v.mp4`, maxBytes: 10_000 });
    expect((await readAll(file)).equals(mp4Bytes())).toBe(true);
    await file.dispose();
    expect(names).toEqual(["media.test"]);
    expect(server.requests[0]?.headers.host).toBe(host);
  });

  it.each(["other.test", "127.0.0.1"])(
    "a certificate for another name than %s is not accepted",
    async (name) => {
      await using server = await startServer(serveVideo, { cert: certificate, key });
      const host = `${name}:${server.port}`;
      await using fetcher = startFetcher({ allowedHosts: [host], lookup });
      await expect(
        fetcher.fetch({ url: `https://${host}/v.mp4`, maxBytes: 10_000 }),
      ).rejects.toMatchObject({
        code: "unavailable",
        cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
      });
      expect(server.requests).toHaveLength(0);
    },
  );

  it("an untrusted certificate is not accepted, not even on an allowed host", async () => {
    setDefaultCACertificates(trusted);
    await using server = await startServer(serveVideo, { cert: certificate, key });
    const host = `media.test:${server.port}`;
    await using fetcher = startFetcher({ allowedHosts: [host], lookup });
    await expect(
      fetcher.fetch({ url: `https://${host}/v.mp4`, maxBytes: 10_000 }),
    ).rejects.toMatchObject({ code: "unavailable" });
    expect(server.requests).toHaveLength(0);
  });

  it("a redirect to plain http is refused, even on the same machine", async () => {
    await using plain = await startServer(serveVideo);
    await using server = await startServer(
      (_request, response) => response.writeHead(302, { location: plain.origin }).end(),
      { cert: certificate, key },
    );
    const host = `media.test:${server.port}`;
    await using fetcher = startFetcher({ allowedHosts: [host], lookup });
    await expect(
      fetcher.fetch({ url: `https://${host}/v.mp4`, maxBytes: 10_000 }),
    ).rejects.toMatchObject({ code: "address_refused" });
    expect(plain.connections).toBe(0);
  });
});
