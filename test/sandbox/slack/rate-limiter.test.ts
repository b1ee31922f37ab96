import { expect, test } from "vitest";
import { callApi, openSandbox } from "./open-sandbox.ts";

test("posts are accepted at the rate of each channel, after a burst", async () => {
  let now = 1_800_000_000_000;
  const sandbox = await openSandbox({ now: () => now, rates: { postsPerSecond: 0.5, burst: 2 } });
  const { publicJoined, privateWithBot } = sandbox.channels;
  const post = (channel = publicJoined) =>
    callApi(sandbox, "chat.postMessage", { channel, text: "x" });

  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(200);
  const limited = await post();
  expect(limited.status).toBe(429);
  expect(limited.headers.get("retry-after")).toBe("2");
  expect(limited.body).toEqual({ ok: false, error: "ratelimited" });
  expect((await post(privateWithBot)).status).toBe(200);
  now += 1999;
  expect((await post()).status).toBe(429);
  now += 1;
  expect((await post()).status).toBe(200);
  expect(sandbox.messages(publicJoined)).toHaveLength(3);
  expect(sandbox.violations).toEqual([]);
});

test("edits are accepted at the rate of the workspace", async () => {
  const sandbox = await openSandbox({ now: () => 1_800_000_000_000, rates: { editsPerMinute: 3 } });
  const channel = sandbox.channels.publicJoined;
  const { body } = await callApi(sandbox, "chat.postMessage", { channel, text: "x" });
  const statuses: number[] = [];
  for (let edit = 1; edit <= 4; edit += 1) {
    const args = { channel, ts: body["ts"], text: String(edit) };
    statuses.push((await callApi(sandbox, "chat.update", args)).status);
  }

  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(sandbox.messages(channel)[0]?.text).toBe("3");
});
