import { createServer, type AddressInfo, type Server } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createCheckedConnector } from "../../../../src/adapters/media/checked-connector.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { HOSTILE_HOSTS } from "./hostile-hosts.ts";
import { startFetcher, startServer } from "./local-server.ts";

let canary: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
  canary = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  // Every interface there is, IPv6 too where the machine has it.
  canary.listen(0);
  await once(canary, "listening");
  ({ port } = canary.address() as AddressInfo);
});

afterAll(async () => {
  canary.close();
  await once(canary, "close");
});

const REQUEST = { maxBytes: 1000 };

describe("an address that is not allowed", () => {
  it("is tried in at least sixty spellings", () => {
    expect(new Set(HOSTILE_HOSTS).size).toBeGreaterThanOrEqual(60);
  });

  it.each(HOSTILE_HOSTS)("https://%s is refused", async (host) => {
    await using fetcher = startFetcher({ lookup: async () => ["127.0.0.1"] });
    await expect(fetcher.fetch({ url: `https://${host}/v.mp4`, ...REQUEST })).rejects.toMatchObject(
      { code: "address_refused" },
    );
  });

  it.each(HOSTILE_HOSTS)("https://%s is refused by the check of addresses alone", async (host) => {
    const connect = createCheckedConnector({
      clock: systemClock,
      allows: () => false,
      lookup: async () => ["127.0.0.1"],
      timeoutMs: 1000,
    });
    const url = new URL(`https://${host}:${port}`);
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const { promise, resolve } = Promise.withResolvers<unknown>();
    connect({ hostname, protocol: "https:", port: String(port) }, (...[err]) => resolve(err));
    expect(await promise).toMatchObject({ code: "address_refused" });
    expect(connections).toBe(0);
  });

  it.each([
    (host: string) => `http://${host}`,
    (host: string) => `https://${host}`,
    (host: string) => `http://localhost:${host.split(":")[1]}`,
    (host: string) => `http://allowed.test@${host}`,
    (host: string) => `https://user:secret@${host}`,
    (host: string) => `ftp://${host}`,
    (host: string) => `file://${host}/etc/passwd`,
    () => "file:///etc/passwd",
    () => "data:video/mp4;base64,AAAA",
    () => "blob:https://cdn.test/1",
    () => "javascript:1",
    (host: string) => `//${host}`,
    () => "/v.mp4",
    () => "",
    () => "https://",
    () => "https://cdn.test:0/v.mp4",
    () => "https://cdn.test:8443/v.mp4",
    () => "http://cdn.test/v.mp4",
    () => "https://cdn.test:99999/",
    () => "https://[::1/",
    () => "https://999.999.999.999/",
  ])("is refused as %s", async (toUrl) => {
    let lookups = 0;
    await using fetcher = startFetcher({
      allowedHosts: ["allowed.test"],
      lookup: async () => {
        lookups += 1;
        return ["127.0.0.1"];
      },
    });
    const url = toUrl(`127.0.0.1:${port}`);
    await expect(fetcher.fetch({ url, ...REQUEST })).rejects.toMatchObject({
      code: "address_refused",
    });
    expect(lookups).toBe(0);
    expect(connections).toBe(0);
  });
});

describe("a name", () => {
  it.each([
    [["127.0.0.1"]],
    [["10.1.2.3"]],
    [["::1"]],
    [["fe80::1%lo"]],
    [["::ffff:127.0.0.1"]],
    [["::7f00:1"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["127.0.0.1", "8.8.8.8"]],
    [["not an address"]],
  ])("that resolves to %j is refused", async (addresses) => {
    await using fetcher = startFetcher({ lookup: async () => addresses });
    await expect(
      fetcher.fetch({ url: "https://cdn.test/v.mp4", ...REQUEST }),
    ).rejects.toMatchObject({ code: "address_refused" });
  });

  it("cannot resolve differently between the check and the connection", async () => {
    const answers = [["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]];
    let asked = 0;
    await using fetcher = startFetcher({ lookup: async () => answers[asked++] ?? [] });
    // Tests may not leave the machine: the guard's refusal shows which address was about to be connected to.
    await expect(
      fetcher.fetch({ url: "https://cdn.test/v.mp4", ...REQUEST }),
    ).rejects.toMatchObject({
      code: "unavailable",
      cause: { message: expect.stringContaining("reach 8.8.8.8;") },
    });
    expect(asked).toBe(1);
  });

  it("ends at a backslash", async () => {
    const asked: string[] = [];
    await using fetcher = startFetcher({
      lookup: async (hostname) => {
        asked.push(hostname);
        return ["10.0.0.1"];
      },
    });
    await expect(
      fetcher.fetch({ url: `https://cdn.test\\@127.0.0.1:${port}`, ...REQUEST }),
    ).rejects.toMatchObject({ code: "address_refused" });
    expect(asked).toEqual(["cdn.test"]);
    expect(connections).toBe(0);
  });

  it("without an address, or that the resolver does not know, is unavailable", async () => {
    await using none = startFetcher({ lookup: async () => [] });
    await using unknown = startFetcher({
      lookup: () => Promise.reject(Object.assign(new Error("who?"), { code: "ENOTFOUND" })),
    });
    for (const fetcher of [none, unknown])
      await expect(
        fetcher.fetch({ url: "https://cdn.test/v.mp4", ...REQUEST }),
      ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is tried at its next address if the first does not answer", async () => {
    await using server = await startServer((_request, response) => response.end(mp4Bytes(900)));
    await using fetcher = startFetcher({
      allowedHosts: [`media.test:${server.port}`],
      lookup: async () => ["127.0.0.2", "127.0.0.1"],
    });
    const file = await fetcher.fetch({ url: `http://media.test:${server.port}/`, ...REQUEST });
    await file.dispose();
    expect(server.requests[0]?.headers.host).toBe(`media.test:${server.port}`);
  });
});
