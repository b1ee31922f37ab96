import { expect, it } from "vitest";
import { CATALOGUES } from "../../../../../src/messages/translator.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { adapterFor, connect } from "../../../../support/discord/connected.ts";
import { offeredCommands } from "../../../../support/offered-commands.ts";

it("registers each kind of option as Discord's own", async () => {
  await using server = await connect();
  const { discord } = server;
  const options = new Map(discord.commands().map(({ name, raw }) => [name, raw["options"]]));
  expect([...options.keys()].toSorted()).toEqual(
    ["job-status", ...offeredCommands.map(({ name }) => name)].toSorted(),
  );
  expect(options.get("pika-status")).toMatchObject([
    { type: 3, name: "jobid", required: true, autocomplete: true },
  ]);
  expect(options.get("pika-share")).toMatchObject([
    { type: 3, name: "jobid", required: true },
    { type: 7, name: "channel", required: true, channel_types: [0, 5, 10, 11, 12] },
  ]);
  expect(options.get("pika-notify")).toMatchObject([
    {
      type: 3,
      choices: ["on", "off", "status"].map((value) => ({ name: value, value })),
    },
  ]);
  expect(discord.violations).toEqual([]);
});

/** A description as it is sent. */
const inAll = (key: "command.pika-status" | "option.jobid") => ({
  description: CATALOGUES.en[key],
  description_localizations: {
    de: CATALOGUES.de[key],
    fr: CATALOGUES.fr[key],
    "es-ES": CATALOGUES.es[key],
    "es-419": CATALOGUES.es[key],
    ja: CATALOGUES.ja[key],
    "pt-BR": CATALOGUES["pt-BR"][key],
  },
});

it("offers in the menu of messages to follow a job, in each language", async () => {
  await using server = await connect();
  const { discord } = server;
  expect(discord.messageCommands().map(({ raw }) => raw)).toMatchObject([
    {
      type: 3,
      name: CATALOGUES.en["shortcut.follow"],
      name_localizations: {
        de: CATALOGUES.de["shortcut.follow"],
        ja: CATALOGUES.ja["shortcut.follow"],
      },
      description: "",
      contexts: [0, 1],
      integration_types: [0],
    },
  ]);
  expect(server.log.of("discord.commands_registered")).toMatchObject([
    {
      commands: [
        "pika-status",
        "job-status",
        ...offeredCommands.slice(1).map(({ name }) => name),
        CATALOGUES.en["shortcut.follow"],
      ],
    },
  ]);
  expect(discord.violations).toEqual([]);
});

it("offers it in one server, too", async () => {
  await using discord = await createDiscordSandbox();
  const { guildId } = discord;
  const adapter = adapterFor(discord, { guildId });
  await adapter.start(new AbortController().signal);
  await adapter.stop();
  expect(discord.messageCommands(guildId)).toHaveLength(1);
  expect(discord.violations).toEqual([]);
});

it("describes commands and options in each of our languages that Discord supports", async () => {
  await using server = await connect();
  const { raw } = server.discord.commands().find(({ name }) => name === "pika-status")!;
  const sent = server.discord.requests.find(({ method }) => method === "PUT")!;
  const [command] = sent.body as { options: unknown[] }[];
  expect(command).toMatchObject(inAll("command.pika-status"));
  expect(command!.options).toMatchObject([inAll("option.jobid")]);
  expect(raw).toMatchObject({ description: CATALOGUES.en["command.pika-status"] });
});
