import { expect, it } from "vitest";
import {
  connect,
  handlersWith,
  hurriedClock,
  type Connected,
} from "../../../../support/discord/connected.ts";

const ask = ({ discord }: Connected, typed = "job:1") =>
  discord.complete({ command: "pika-status", focused: "jobid", options: { jobid: typed } });

it("offers what the services suggest for the typed text", async () => {
  await using server = await connect();
  server.suggestions.push({ value: "job:1", label: "job:1 · a cat\non the moon" });
  expect(await ask(server)).toEqual([{ value: "job:1", name: "job:1 · a cat on the moon" }]);
  expect(server.completions).toMatchObject([
    {
      command: "pika-status",
      option: "jobid",
      typed: "job:1",
      channel: server.channel,
      userId: server.discord.users[0].id,
      isBot: false,
      locale: "en-US",
    },
  ]);
  expect(server.discord.violations).toEqual([]);
});

it("offers no more, and nothing longer, than Discord accepts", async () => {
  await using server = await connect();
  const family = "👨‍👩‍👧‍👦";
  server.suggestions.push(
    { value: "v".repeat(101), label: "too long to be chosen" },
    { value: "", label: "nothing" },
    { value: "long", label: `${"l".repeat(95)}${family}` },
    { value: "nameless", label: "\u202e" },
    ...Array.from({ length: 40 }, (_, index) => ({ value: `job:${index}`, label: "a job" })),
  );
  const offered = await ask(server, "");
  expect(offered).toHaveLength(25);
  expect(offered.slice(0, 3)).toEqual([
    { value: "long", name: "l".repeat(95) },
    { value: "nameless", name: "nameless" },
    { value: "job:0", name: "a job" },
  ]);
  expect(server.discord.violations).toEqual([]);
});

it.each([
  ["fail", () => Promise.reject(new Error("defect"))],
  ["take too long", () => new Promise<never>(() => {})],
])("offers nothing if the services %s", async (_, complete) => {
  const handlers = handlersWith({ complete });
  await using server = await connect({ adapter: { handlers, clock: hurriedClock(20) } });
  expect(await ask(server)).toEqual([]);
});

it("offers nothing during a stop", async () => {
  await using server = await connect();
  server.suggestions.push({ value: "job:1", label: "job:1" });
  server.adapter.stopCommands();
  expect(await ask(server)).toEqual([]);
  expect(server.completions).toEqual([]);
});

it("ignores it if Discord refuses the answer", async () => {
  await using server = await connect();
  const fault = server.discord.failNext({ path: /^\/interactions\//, status: 500 });
  void ask(server);
  await expect.poll(() => server.log.of("completion.failed")).toHaveLength(1);
  expect(fault.hits).toBe(1);
});
