/** A process that may no longer act, through the real discord.js in a stand-in server. */
import { expect, it } from "vitest";
import type { Checkpoint } from "../../../../src/core/ports/platform.ts";
import { NotOursError } from "../../../../src/core/errors.ts";
import {
  connect,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../../support/discord/connected.ts";

/** The adapter, a switch, and the requests that would have had an effect. */
async function connectWhile() {
  const lease = { isHeld: true };
  const connected = await connect({ adapter: { mayAct: () => lease.isHeld } });
  const { discord } = connected;
  return {
    ...connected,
    lease,
    effects: () => discord.requests.filter(({ method, path }) => isEffect(method, path)),
    [Symbol.asyncDispose]: async () => {
      expect(discord.violations).toEqual([]);
      await connected[Symbol.asyncDispose]();
    },
  };
}

const isEffect = (method: string, path: string): boolean =>
  method !== "GET" && /^\/(channels|users)\//.test(path);

it("sends nothing that people in channels would see", async () => {
  await using server = await connectWhile();
  const { adapter, channel, discord, lease } = server;
  const ref = await adapter.postStatus(statusPost(channel, "It runs."));
  const sent = server.effects().length;
  lease.isHeld = false;
  const root = ref;
  const [{ id: userId }] = discord.users;
  const { workspace } = channel;
  for (const call of [
    () => adapter.postStatus(statusPost(channel, "It runs.", "other")),
    () => adapter.editStatus({ channel, ref, message: say("It ended.") }),
    () => adapter.postResult(resultPost(channel)),
    () => adapter.openThread({ channel, root, name: "job" }),
    () => adapter.openDirect({ userId, workspace }),
  ])
    await expect(call()).rejects.toThrow(NotOursError);
  expect(server.effects()).toHaveLength(sent);
  lease.isHeld = true;
  await adapter.editStatus({ channel, ref, message: say("It ended.") });
  expect(discord.messages().map(({ content }) => content)).toEqual(["It ended."]);
});

it("sends nothing once a request has waited for a rate limit for too long", async () => {
  await using server = await connectWhile();
  const { adapter, channel, discord, lease } = server;
  const limit = discord.failNext({
    method: "POST",
    path: /messages$/,
    status: 429,
    retryAfterMs: 300,
  });
  const saved: Checkpoint[] = [];
  const save = async (checkpoint: Checkpoint): Promise<void> => void saved.push(checkpoint);
  const posting = adapter.postResult(resultPost(channel, { save }));
  const failed = posting.catch((error: unknown) => error);
  await expect.poll(() => limit.hits).toBe(1);
  lease.isHeld = false;
  expect(await failed).toBeInstanceOf(NotOursError);
  expect(discord.messages()).toEqual([]);
  expect(server.effects()).toHaveLength(1);
  // A checkpoint after the failure could replace one of the process that has the channel now.
  expect(saved).toHaveLength(1);
});

it("never ends an upload during which it lost the right", async () => {
  await using server = await connectWhile();
  const { adapter, channel, discord, lease } = server;
  const whole = testFile();
  const open = async function* () {
    yield* whole.open();
    lease.isHeld = false;
  };
  const post = resultPost(channel, { files: [{ file: { ...whole, open }, altText: "a cat" }] });
  await expect(adapter.postResult(post)).rejects.toThrow(NotOursError);
  expect(discord.messages()).toEqual([]);
  lease.isHeld = true;
  await adapter.postResult({ ...post, files: [{ file: whole, altText: "a cat" }] });
  expect(discord.messages()).toHaveLength(1);
});

it("answers commands nevertheless", async () => {
  await using server = await connectWhile();
  server.lease.isHeld = false;
  const { typed, invocation } = await server.type();
  await invocation.reply(say("Following it."));
  expect(typed.reply()).toBe("Following it.");
});
