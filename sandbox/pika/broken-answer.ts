import type { ServerResponse } from "node:http";

/** The API's form of an error. */
export function sendError(res: ServerResponse, status: number, error: string): void {
  sendJson(res, status, { error, code: status });
}

/** A whole JSON answer. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
}

/** A web page where something else was expected. */
export function sendHtml(res: ServerResponse, status: number, title: string): void {
  res.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  res.end(`<!doctype html><html><head><title>${title}</title></head><body>${title}</body></html>`);
}

/** Runs `tick` again and again for as long as the client stays. */
export function whileConnected(res: ServerResponse, everyMs: number, tick: () => void): void {
  const timer = setInterval(tick, everyMs);
  res.once("close", () => clearInterval(timer));
}

/** Writes `chunk` for ever, as fast as the client takes it. Headers have to be written before. */
export function sendEndless(res: ServerResponse, chunk: Uint8Array): void {
  const pump = (): void => {
    if (res.destroyed) return;
    // Not in a loop: a socket that takes everything at once would starve a client in the same process.
    if (res.write(chunk)) setImmediate(pump);
    else res.once("drain", pump);
  };
  pump();
}

/** A header line every `everyMs`, for ever: the answer never gets as far as its body. */
export function dripHeaders(res: ServerResponse, everyMs: number): void {
  const { socket } = res;
  socket?.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n");
  let count = 0;
  whileConnected(res, everyMs, () => {
    count += 1;
    socket?.write(`x-drip-${count}: 1\r\n`);
  });
}

/** One byte of the body every `everyMs`, and no end: after the last byte it drips spaces. */
export function dripBody(res: ServerResponse, body: string, everyMs: number): void {
  res.writeHead(200, { "content-type": "application/json" });
  res.flushHeaders();
  let at = 0;
  whileConnected(res, everyMs, () => {
    res.write(body[at] ?? " ");
    at += 1;
  });
}

/** Cuts the connection with a RST instead of an answer. */
export function resetConnection(res: ServerResponse): void {
  res.socket?.resetAndDestroy();
}
