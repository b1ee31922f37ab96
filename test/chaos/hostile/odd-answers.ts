import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { anyJson, damaged } from "../../support/odd-json.ts";

/** A complete answer of a job API. `JOB` in its body is replaced by the requested job's id. */
export interface OddAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const attachment = {
  url: "https://media.example/v.mp4?sig=1",
  proxy_url: "https://proxy.example/v.mp4",
  filename: "v.mp4",
  content_type: "video/mp4",
  size: 2_000_000,
  width: 1280,
  height: 720,
};

const sound = (status: string) => ({
  jobid: "JOB",
  status,
  verb: "pika-create",
  prompt: "a cat on the moon",
  created: "2026-01-01T00:00:00.000Z",
  updated: "2026-01-01T00:01:00.000Z",
  content: "a cat <@123>",
  attachments: [attachment, attachment],
  error: "none",
  errorDetails: { why: ["none"] },
  code: 200,
});

const body: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .constantFrom("created", "progress", "completed", "failed", "cancelled", "moderated")
      .chain((status) => damaged(sound(status)))
      .map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  // Numbers that JSON can write and JavaScript cannot hold.
  fc.constant(
    '{"jobid":"JOB","status":"completed","attachments":[{"url":"u","size":1e999}],"code":-1e999}',
  ),
  fc.constant("[".repeat(20_000)),
  fc.constant('{"jobid":"JOB","error":'.repeat(3_000)),
);

const refusal: fc.Arbitrary<OddAnswer> = fc.record({
  status: fc.constantFrom(404, 404, 404, 200),
  headers: fc.constant({}),
  body: damaged({ error: "Job not found", code: 404 }).map((value) => JSON.stringify(value)),
});

const anyAnswer: fc.Arbitrary<OddAnswer> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(201, 204, 301, 400, 401, 402, 403, 404, 429, 500, 503),
    },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
  ),
  headers: fc.oneof(
    fc.constant({}),
    fc
      .constantFrom("0", "-1", "1e9", "soon", "99999999999", "Wed, 21 Oct 2099 07:28:00 GMT", "")
      .map((after) => ({ "retry-after": after })),
    fc.constantFrom("text/html", "application/json", "").map((type) => ({ "content-type": type })),
  ),
  body,
});

/** Any status that can end an answer, any body; what concerns the connection is tried elsewhere. */
export const oddAnswer: fc.Arbitrary<OddAnswer> = fc.oneof(
  { weight: 9, arbitrary: anyAnswer },
  { weight: 1, arbitrary: refusal },
);

/** A server on loopback that gives each job its own answer. */
export async function startAnswering(): Promise<
  AsyncDisposable & { readonly url: string; add(answer: OddAnswer): string }
> {
  const answers = new Map<string, OddAnswer>();
  const server = createServer((request, response) => {
    const jobId = new URL(request.url ?? "/", "http://x").searchParams.get("jobid") ?? "";
    const answer = answers.get(jobId);
    response.writeHead(answer?.status ?? 500, answer?.headers);
    response.end(answer?.body.replaceAll("JOB", jobId));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (answer) => {
      const jobId = `job:${answers.size + 1}`;
      answers.set(jobId, answer);
      return jobId;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
