import type { ServerResponse } from "node:http";

/** Sends an error in the API's form. */
export function sendError(res: ServerResponse, status: number, error: string): void {
  sendJson(res, status, { error, code: status });
}

/** Sends a complete JSON answer. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
}

/** Sends an HTML page where JSON is expected. */
export function sendHtml(res: ServerResponse, status: number, title: string): void {
  res.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  res.end(`<!doctype html><html><head><title>${title}</title></head><body>${title}</body></html>`);
}

/** Runs `tick` repeatedly until the client disconnects. */
export function whileConnected(res: ServerResponse, everyMs: number, tick: () => void): void {
  const timer = setInterval(tick, everyMs);
  res.once("close", () => clearInterval(timer));
}

/** Writes `chunk` endlessly, as fast as the client reads. Headers must be written before. */
export function sendEndless(res: ServerResponse, chunk: Uint8Array): void {
  const pump = (): void => {
    if (res.destroyed) return;
    // Not in a loop: a socket that accepts everything at once would starve a client in the same process.
    if (res.write(chunk)) setImmediate(pump);
    else res.once("drain", pump);
  };
  pump();
}

/** Sends a header line every `everyMs` without end, so the body never starts. */
export function dripHeaders(res: ServerResponse, everyMs: number): void {
  const { socket } = res;
  socket?.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n");
  let count = 0;
  whileConnected(res, everyMs, () => {
    count += 1;
    socket?.write(`x-drip-${count}: 1\r\n`);
  });
}

/** Sends one byte of the body every `everyMs`, then spaces without end. */
export function dripBody(res: ServerResponse, body: string, everyMs: number): void {
  res.writeHead(200, { "content-type": "application/json" });
  res.flushHeaders();
  let at = 0;
  whileConnected(res, everyMs, () => {
    res.write(body[at] ?? " ");
    at += 1;
  });
}

/** Resets the connection (RST) instead of answering. */
export function resetConnection(res: ServerResponse): void {
  res.socket?.resetAndDestroy();
}
