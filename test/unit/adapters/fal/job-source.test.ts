import { expect, it } from "vitest";
import { createFalJobSource } from "../../../../src/adapters/fal/job-source.ts";
import type { ApiClient, ApiQuery } from "../../../../src/core/ports/api-client.ts";

const UUID = "0b1e5c2e-7a3f-4d38-9c55-2f4f6a1d9e10";

/** A client that answers each query, in turn, with a body, and remembers the queries. */
function start(bodies: readonly unknown[], baseUrl = "https://queue.fal.run") {
  const queries: Omit<ApiQuery<{ readonly kind: string }>, "toResult">[] = [];
  const words: string[] = [];
  const client: ApiClient = {
    ask: async ({ toResult, ...query }) => {
      const text = JSON.stringify(bodies[queries.length]);
      queries.push(query);
      return toResult({ status: 200, header: () => undefined, text, atMs: 0 });
    },
    act: async () => ({ kind: "unknown" }),
    noteUnknownStatus: (_jobId, word) => void words.push(word),
    close: async () => undefined,
  };
  const values = { FAL_KEY: "id:secret", FAL_API_URL: baseUrl };
  return { source: createFalJobSource({ values, createClient: () => client }), queries, words };
}

it("asks for the result only once the request is completed, with the key, and ends within 15 s", async () => {
  const { source, queries } = start([{ status: "COMPLETED" }, {}]);
  await source.pollJob(`workflows/ada/teaser:${UUID}`);
  expect(queries.map(({ path }) => path)).toEqual([
    `/workflows/ada/teaser/requests/${UUID}/status`,
    `/workflows/ada/teaser/requests/${UUID}`,
  ]);
  expect(queries.map(({ headers }) => headers?.["authorization"])).toEqual([
    "Key id:secret",
    "Key id:secret",
  ]);
  const times = queries.map(({ timeoutMs = Infinity }) => timeoutMs);
  expect(times.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(15_000);
});

it("does not ask for the result of a request that runs, and notes a word that it does not know", async () => {
  const { source, queries, words } = start([{ status: "DREAMING" }]);
  await source.pollJob(`fal-ai/pika:${UUID}`);
  expect(queries).toHaveLength(1);
  expect(words).toEqual(["DREAMING"]);
});

it("asks below the path of a proxy, whose links it knows", async () => {
  const { source, queries } = start([{ status: "IN_QUEUE" }], "https://proxy.example/fal");
  const link = `https://proxy.example/fal/fal-ai/pika/requests/${UUID}`;
  const { jobId = "" } = source.recognise(link) ?? {};
  await source.pollJob(jobId);
  expect(queries[0]?.path).toBe(`/fal/fal-ai/pika/requests/${UUID}/status`);
});

it("asks for nothing if an id is none of its own", async () => {
  const { source, queries } = start([]);
  expect((await source.pollJob("job:1")).kind).toBe("not-found");
  expect(queries).toEqual([]);
});

it("shows the beginning of the request's id, and no owner", () => {
  expect(start([]).source.toPublicId(`110602490/app:${UUID}`)).toBe("0b1e5c2e");
});
