import { request as sendRequest } from "node:http";

/** The address of a process that takes the platforms' requests. */
export interface Door {
  readonly origin: string;
}

/** How the front door spreads requests. */
export type Spread =
  /** Each to one process, in turns. */
  | "in turns"
  /** Each to all processes at once, as platforms repeat them; the first answer counts. */
  | "to all";

/**
 * What stands in front of several processes: a load balancer. It opens a connection for each request, and asks the next process
 * only if one refuses the connection: then the request was surely not received.
 */
export class FrontDoor {
  /** See {@link Spread}. */
  spread: Spread = "in turns";
  readonly #doors = new Set<Door>();
  #turn = 0;

  open(door: Door): void {
    this.#doors.add(door);
  }

  close(door: Door): void {
    this.#doors.delete(door);
  }

  /** Sends a request to a process, whatever host its URL has. Rejects if no process takes it. */
  readonly send = async (request: Request): Promise<Response> => {
    const body = await request.text();
    const forward = (door: Door): Promise<Response> => forwardTo(door, request, body);
    if (this.spread === "to all") return Promise.any([...this.#doors].map(forward));
    const doors = [...this.#doors];
    this.#turn += 1;
    for (let attempt = 0; attempt < doors.length; attempt += 1) {
      const door = doors[(this.#turn + attempt) % doors.length]!;
      try {
        return await forward(door);
      } catch (error) {
        if (!isRefused(error)) throw error;
      }
    }
    throw new Error("no process takes requests");
  };
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ECONNREFUSED";

function forwardTo({ origin }: Door, request: Request, body: string): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { method } = request;
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const headers = {
    ...Object.fromEntries(request.headers),
    "content-length": Buffer.byteLength(body),
  };
  const sent = sendRequest(`${origin}${pathname}`, { method, headers, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("error", reject)
      .on("end", () => {
        const type = answer.headers["content-type"] ?? "";
        const status = answer.statusCode ?? 0;
        resolve(new Response(Buffer.concat(chunks), { status, headers: { "content-type": type } }));
      });
  });
  sent.on("error", reject).end(body);
  return promise;
}
