import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, fetch, request } from "undici";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NotOursError } from "../../../../src/core/errors.ts";
import { askBeforeSending } from "../../../../src/core/http/ask-before-sending.ts";

let mayAct: boolean;
let asked: string[];
let answer: (response: ServerResponse) => void;
let url: string;
const server = createServer((incoming, response) => {
  asked.push(incoming.url ?? "");
  incoming.resume();
  answer(response);
});
// One connection, so that the second request waits for the first.
const dispatcher = new Agent({ connections: 1 }).compose((dispatch) => (options, handler) => {
  askBeforeSending(handler, () => mayAct);
  return dispatch(options, handler);
});

beforeEach(async () => {
  mayAct = true;
  asked = [];
  answer = (response) => void response.end("ok");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it.each(["undici's request", "fetch"])(
  "asks after a wait for the connection, with %s",
  async (way) => {
    const send = async (path: string): Promise<unknown> => {
      const options = { method: "POST", body: "x", dispatcher } as const;
      if (way === "fetch") return (await fetch(`${url}${path}`, options)).text();
      return (await request(`${url}${path}`, options)).body.text();
    };
    const arrived = Promise.withResolvers<ServerResponse>();
    answer = arrived.resolve;
    const first = send("/first");
    const held = await arrived.promise;
    const second = send("/second");
    const failed = second.catch((error: unknown) => error);
    mayAct = false;
    held.end("ok");
    expect(await first).toBe("ok");
    const error = await failed;
    expect(way === "fetch" ? (error as Error).cause : error).toBeInstanceOf(NotOursError);
    expect(asked).toEqual(["/first"]);
    mayAct = true;
    answer = (response) => void response.end("ok");
    expect(await send("/third")).toBe("ok");
  },
);
