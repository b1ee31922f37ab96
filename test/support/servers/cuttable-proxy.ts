import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut: then nothing arrives and nothing is refused, as on a broken network. */
export interface CuttableProxy extends AsyncDisposable {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  cut(): void;
  /** What was sent meanwhile arrives now. */
  mend(): void;
}

/** Starts a proxy on a free port to the server at `url`. `delayMs`: how long everything takes longer each way. Default: 0. */
export async function startProxy(url: string, { delayMs = 0 } = {}): Promise<CuttableProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (bytes) =>
      delayMs > 0 ? setTimeout(() => to.write(bytes), delayMs) : to.write(bytes),
    );
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    if (isCut) from.pause();
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: url.replace(`${hostname}:${port}`, `127.0.0.1:${address.port}`),
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
