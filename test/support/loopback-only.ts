import net, { isIP } from "node:net";

// No test may reach beyond this machine: every TCP connection goes through Socket.connect, whatever client made it.
const connect = net.Socket.prototype.connect;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost)$/;

net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  const target =
    typeof first === "object" && first !== null ? (first as net.TcpNetConnectOpts) : {};
  const host = "host" in target ? target.host : typeof args[1] === "string" ? args[1] : undefined;
  if (
    host !== undefined &&
    host !== "" &&
    !("path" in target && target.path) &&
    !LOOPBACK.test(String(host))
  ) {
    const kind = isIP(String(host)) ? "address" : "host";
    throw new Error(`a test tried to reach the ${kind} ${String(host)}; tests stay on loopback`);
  }
  return (connect as (...all: unknown[]) => net.Socket).apply(this, args);
} as typeof connect;
