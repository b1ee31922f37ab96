import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connects to a port on loopback. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  // A server that closes a connection early is what the tests are about.
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Resolves with everything that the server answers until the connection closes, in whatever way. */
export async function answerOn(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
  socket.once("close", () => resolve(answer));
  return promise;
}

/** Sends bytes as they are, and resolves with everything that the server answers until it closes the connection. */
export async function exchange(port: number, bytes: string): Promise<string> {
  const socket = await openSocket(port);
  socket.write(bytes);
  return answerOn(socket);
}
