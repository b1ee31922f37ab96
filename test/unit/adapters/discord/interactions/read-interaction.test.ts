import { PermissionsBitField } from "discord.js";
import { expect, it } from "vitest";
import {
  readInteraction,
  type Knowledge,
} from "../../../../../src/adapters/discord/interactions/read-interaction.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

const PRESS = {
  id: "1",
  application_id: "2",
  token: "interaction-token",
  type: 3,
  user: { id: "3" },
  channel: { id: "4" },
  data: { custom_id: "refresh:f1" },
};

const nothing: Knowledge = { applicationId: undefined, channel: () => undefined };
const read = (payload: object, known = nothing) =>
  readInteraction(payload, { known, log: createFakeLogger() });

// Nobody answered it: it counted as malformed.
it("takes a component that names its channel only in `channel`, and does not say what it is", () => {
  expect(read(PRESS)).toMatchObject({ kind: "component", channel: { id: "4" } });
});

it.each([undefined, null, 5, "x", []])("takes a thread whose metadata is %j", (metadata) => {
  const thread = { id: "4", type: 11, thread_metadata: metadata };
  expect(read({ ...PRESS, guild_id: "6", channel: thread })).toMatchObject({
    channel: { id: "4", isThread: true, isLocked: false },
  });
});

it.each([
  ["what the payload says", { id: "4", type: 11 }, true],
  ["what the connection knows, if the payload does not say", { id: "4" }, false],
  ["what the connection knows, if the payload is odd", { id: "4", type: "x" }, false],
])("goes by %s", (_, channel, expected) => {
  const permissions = new PermissionsBitField();
  const known = { ...nothing, channel: () => ({ isThread: false, permissions }) };
  expect(read({ ...PRESS, channel }, known)?.channel.isThread).toBe(expected);
});

it("ignores an interaction of no application", () => {
  expect(read({ ...PRESS, application_id: undefined })).toBeUndefined();
});
