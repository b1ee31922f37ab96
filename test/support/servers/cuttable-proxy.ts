import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut: then nothing arrives and nothing is refused, as on a broken network. */
export interface CuttableProxy extends AsyncDisposable {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  cut(): void;
  /** What was sent meanwhile arrives now. */
  mend(): void;
  /** The same as a cut for the connections that there are, for ever: the machine behind them is gone. New ones reach another. */
  lose(): void;
  /** Whether it has met the message that it loses. */
  hasLost(): boolean;
  /** That message arrives now, though nobody waits for the answer any more. */
  deliver(): void;
}

/** Settings of a proxy. */
export interface ProxyOptions {
  /** How long everything takes longer each way. Default: 0. */
  readonly delayMs?: number;
  /** The first message that matches is lost, together with its connection. */
  readonly losing?: RegExp;
  /** Asked about each message and each answer: whether it breaks its connection instead of arriving. */
  readonly isBreaking?: (message: string) => boolean;
}

/** Starts a proxy on a free port to the server at `url`. */
export async function startProxy(
  url: string,
  { delayMs = 0, losing, isBreaking }: ProxyOptions = {},
): Promise<CuttableProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const lost = new Set<Socket>();
  let isCut = false;
  let deliver: (() => void) | undefined;
  const lose = (socket: Socket): void => {
    sockets.delete(socket);
    lost.add(socket.pause());
  };
  const join = (from: Socket, to: Socket): void => {
    const pass = (bytes: Buffer): void => {
      to.write(bytes);
    };
    sockets.add(from);
    from.on("data", (bytes) => {
      if (isBreaking?.(bytes.toString("latin1"))) from.destroy();
      else if (!deliver && losing?.test(bytes.toString("latin1"))) {
        deliver = () => pass(bytes);
        for (const socket of [from, to]) lose(socket);
      } else if (delayMs > 0) setTimeout(() => pass(bytes), delayMs);
      else pass(bytes);
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      // Nothing that one end of a lost connection does reaches the other one.
      if (!lost.delete(from)) to.destroy();
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
    lose: () => {
      for (const socket of sockets) lose(socket);
    },
    hasLost: () => deliver !== undefined,
    deliver: () => deliver?.(),
    [Symbol.asyncDispose]: async () => {
      for (const socket of [...sockets, ...lost]) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
