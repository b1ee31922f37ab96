import { Events, type AutocompleteInteraction, type Client } from "discord.js";
import { describe, expect, it } from "vitest";
import { call, logIn, register, startSandbox } from "../discord-fixture.ts";

const COMMAND = {
  name: "film",
  description: "Find a film",
  options: [
    { type: 3, name: "title", description: "Its title", required: true, autocomplete: true },
    { type: 4, name: "year", description: "When", autocomplete: true },
    { type: 7, name: "screen", description: "Where", channel_types: [0, 11] },
  ],
};

const nextCompletion = (client: Client): Promise<AutocompleteInteraction> =>
  new Promise((resolve) => {
    client.once(Events.InteractionCreate, (interaction) => {
      if (interaction.isAutocomplete()) resolve(interaction);
    });
  });

async function startCompleting(focused = "title") {
  const sandbox = await startSandbox();
  const client = await logIn(sandbox);
  await register(sandbox, [COMMAND]);
  const arrived = nextCompletion(client);
  const options = { title: "Ali", year: 1979 };
  const offered = sandbox.complete({ command: "film", options, focused });
  return { sandbox, client, offered, interaction: await arrived };
}

describe("an option that is completed", () => {
  it("reaches discord.js with the typed text, and shows the answer", async () => {
    const { sandbox, offered, interaction } = await startCompleting();
    expect(interaction.options.getFocused(true)).toMatchObject({ name: "title", value: "Ali" });
    expect(interaction.options.getInteger("year")).toBe(1979);
    expect(interaction.user.id).toBe(sandbox.users[0].id);
    await interaction.respond([{ name: "Alien", value: "alien" }]);
    expect(await offered).toEqual([{ name: "Alien", value: "alien" }]);
    const path = `/webhooks/${sandbox.applicationId}/${interaction.token}`;
    const json = { content: "and a message" };
    expect((await call(sandbox, { method: "POST", path, json })).body.code).toBe(10015);
    expect(sandbox.violations).toEqual([]);
  });

  it("shows a failure if no answer comes within 3 s", async () => {
    const { sandbox, offered, interaction } = await startCompleting();
    sandbox.advanceTime(3001);
    expect(await offered).toBe("loading failed");
    await expect(interaction.respond([])).rejects.toMatchObject({ code: 10062 });
  });

  it.each([
    ["26 choices", Array.from({ length: 26 }, (_, index) => ({ name: `${index}`, value: "x" }))],
    ["a name of 101", [{ name: "x".repeat(101), value: "x" }]],
    ["no name", [{ name: "", value: "x" }]],
    ["a value of 101", [{ name: "x", value: "x".repeat(101) }]],
    ["a number for a text", [{ name: "x", value: 5 }]],
  ])("refuses %s, and accepts a valid answer afterwards", async (_, choices) => {
    const { sandbox, offered, interaction } = await startCompleting();
    const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
    const answer = await call(sandbox, {
      method: "POST",
      path,
      json: { type: 8, data: { choices } },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    await interaction.respond([]);
    expect(await offered).toEqual([]);
  });

  it("accepts no message, and numbers only for a number option", async () => {
    const { sandbox, offered, interaction } = await startCompleting("year");
    const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
    const message = await call(sandbox, { method: "POST", path, json: { type: 4 } });
    expect(message.body.errors.type._errors[0].message).toBe("Value must be one of {8}.");
    await interaction.respond([{ name: "1979", value: 1979 }]);
    expect(await offered).toEqual([{ name: "1979", value: 1979 }]);
  });

  it("is refused by the client if the option has no completion", async () => {
    const sandbox = await startSandbox();
    await register(sandbox, [COMMAND]);
    const wrong = sandbox.complete({ command: "film", focused: "screen" });
    await expect(wrong).rejects.toThrow("is not completed");
  });
});

it("a channel option includes what the user may do there", async () => {
  const sandbox = await startSandbox();
  const client = await logIn(sandbox);
  await register(sandbox, [COMMAND]);
  const target = sandbox.addChannel({ name: "cinema" });
  sandbox.setMemberPermissions(target, sandbox.users[0].id, ["ViewChannel", "AttachFiles"]);
  const arrived = new Promise<unknown>((resolve) => {
    client.once(Events.InteractionCreate, (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      resolve(interaction.options.getChannel("screen", true));
    });
  });
  await sandbox.command({ name: "film", options: { title: "Alien", screen: target } });
  const channel = (await arrived) as { name: string; permissions: unknown };
  expect(channel.name).toBe("cinema");
  expect(JSON.stringify(channel.permissions)).toBe('"33792"');
});
