import net from "node:net";

// No test may connect to another machine. Every TCP connection goes through Socket.connect, whichever client makes it.
const { connect } = net.Socket.prototype as unknown as {
  connect: (this: net.Socket, ...args: unknown[]) => net.Socket;
};
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost)$/;

/** The host of `connect(options)`, `connect([options])` (Node.js itself calls it so) or `connect(port, host)`. */
function hostOf([first, second]: readonly unknown[]): unknown {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof options === "object" && options !== null)
    return "host" in options ? options.host : undefined;
  return second;
}

function guarded(this: net.Socket, ...args: unknown[]): net.Socket {
  const host = hostOf(args);
  if (typeof host === "string" && host !== "" && !LOOPBACK.test(host))
    throw new Error(`a test tried to reach ${host}; tests stay on loopback`);
  return connect.apply(this, args);
}

Object.assign(net.Socket.prototype, { connect: guarded });
