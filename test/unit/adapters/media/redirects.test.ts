import { describe, expect, it } from "vitest";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startFetcher, startServer, type Handler } from "./local-server.ts";

const REQUEST = { maxBytes: 10_000 };

/** `/3` leads to `/2` and so on; `/0` is the file. */
const countDown: Handler = (request, response) => {
  const left = Number(request.url?.slice(1));
  if (left === 0) response.end(mp4Bytes());
  else response.writeHead(302, { location: `/${left - 1}` }).end("see there");
};

const redirectTo =
  (location: string, status = 302): Handler =>
  (_request, response) =>
    response.writeHead(status, { location }).end();

describe("redirects", () => {
  it.each([301, 302, 303, 307, 308])("%i is followed", async (status) => {
    await using target = await startServer((_request, response) => response.end(mp4Bytes()));
    await using server = await startServer(redirectTo(`${target.origin}/v.mp4?a=1`, status));
    await using fetcher = startFetcher({ allowedHosts: [server.host, target.host] });
    const file = await fetcher.fetch({ url: server.origin, ...REQUEST });
    await file.dispose();
    expect(target.requests.map((request) => request.url)).toEqual(["/v.mp4?a=1"]);
  });

  it("are followed three times, not four", async () => {
    await using server = await startServer(countDown);
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    const file = await fetcher.fetch({ url: `${server.origin}/3`, ...REQUEST });
    await file.dispose();
    await expect(fetcher.fetch({ url: `${server.origin}/4`, ...REQUEST })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(server.requests).toHaveLength(4 + 4);
  });

  it("in a loop end", async () => {
    await using server = await startServer(redirectTo("/"));
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    await expect(fetcher.fetch({ url: server.origin, ...REQUEST })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ["to plain http on another port", (port: number) => `http://127.0.0.1:${port}/`],
    ["to the same port under another name", (port: number) => `http://localhost:${port}/`],
    ["to another spelling of this machine", (port: number) => `https://[::ffff:7f00:1]:${port}/`],
    ["to this machine on 443", () => "https://127.0.0.1/"],
    ["to the cloud's metadata", () => "http://169.254.169.254/latest/meta-data/"],
    ["to a private name", () => "https://internal.test/"],
    ["to another protocol", () => "file:///etc/passwd"],
    ["with a password", (port: number) => `http://a:b@127.0.0.1:${port}/`],
    ["to nonsense", () => "http://[/"],
  ])("%s are refused", async (_, toLocation) => {
    await using canary = await startServer((_request, response) => response.end(mp4Bytes()));
    await using server = await startServer(redirectTo(toLocation(canary.port)));
    await using fetcher = startFetcher({
      allowedHosts: [server.host],
      lookup: async () => ["127.0.0.1"],
    });
    await expect(fetcher.fetch({ url: server.origin, ...REQUEST })).rejects.toMatchObject({
      code: "address_refused",
    });
    expect(canary.connections).toBe(0);
  });

  it("without a destination are refused", async () => {
    await using server = await startServer((_request, response) =>
      response.writeHead(302).end(mp4Bytes()),
    );
    await using fetcher = startFetcher({ allowedHosts: [server.host] });
    await expect(fetcher.fetch({ url: server.origin, ...REQUEST })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("do not wait for an endless body", async () => {
    await using target = await startServer((_request, response) => response.end(mp4Bytes()));
    await using server = await startServer((_request, response) => {
      response.writeHead(302, { location: target.origin }).write("more to come");
    });
    await using fetcher = startFetcher({ allowedHosts: [server.host, target.host] });
    const file = await fetcher.fetch({ url: server.origin, ...REQUEST });
    await file.dispose();
    expect(target.requests).toHaveLength(1);
  });
});
