/*
 * A job API that answers as fast as one core allows, so that who asks it is measured and not the API: no HTTP library, the answers
 * made once. `GET /v1/pika/jobs/?jobid=…` returns a running job, always the same; `GET /new/v1/pika/jobs/?jobid=…` one that was
 * updated at another time in each answer; `GET /count` how many of both it was asked for. Argument: after how many milliseconds it
 * returns them. Prints its port.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { toBody, UPDATED } from "./job-body.ts";

const HEAD_END = "\r\n\r\n";
/** How many answers are kept, some 1.5 KB each. More are made anew each time. */
const KEPT_ANSWERS = 200_000;
const [latencyMs = 0] = process.argv.slice(2).map(Number);
const answers = new Map<string, string>();
let polls = 0;

const toAnswer = (body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}${HEAD_END}${body}`;

function answerOf(path: string): string {
  const known = answers.get(path);
  if (known !== undefined) return known;
  const jobId = decodeURIComponent(path.replace(/^.*jobid=/, ""));
  const answer = toAnswer(toBody(jobId));
  if (answers.size < KEPT_ANSWERS) answers.set(path, answer);
  return answer;
}

function respond(request: string): string {
  const path = request.slice(4, request.indexOf(" ", 4));
  if (path === "/count") return toAnswer(String(polls));
  polls += 1;
  const answer = answerOf(path);
  if (!path.startsWith("/new/")) return answer;
  return answer.replace(UPDATED, new Date(Date.parse(UPDATED) + polls).toISOString());
}

function send(socket: Socket, request: string): void {
  const text = respond(request);
  if (latencyMs === 0 || request.startsWith("GET /count")) socket.write(text);
  else setTimeout(() => socket.write(text), latencyMs);
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    for (let end = text.indexOf(HEAD_END); end !== -1; end = text.indexOf(HEAD_END)) {
      send(socket, text.slice(0, end));
      text = text.slice(end + HEAD_END.length);
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${port}\n`);
});
