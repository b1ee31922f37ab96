import { expect, it } from "vitest";
import { pikaSettings } from "../../../../../commands/pika-settings.ts";
import type { Command } from "../../../../../src/core/command.ts";
import { parseOptions } from "../../../../../src/adapters/slack/events/command-text.ts";
import { offeredCommands } from "../../../../support/offered-commands.ts";

const parse = (name: string, text: string): Record<string, string> => {
  const command = [...offeredCommands, pikaSettings].find((each: Command) => each.name === name);
  if (!command) throw new Error(`no command ${name}`);
  return parseOptions(command, text);
};

it.each([
  ["  job:1  ", "job:1"],
  ["`job:1`", "job:1"],
  ["```job:1```", "job:1"],
  ['"job:1"', "job:1"],
  ["“job:1”", "job:1"],
  ["'`job:1`'", "job:1"],
  ["&lt;job:1&gt;", "job:1"],
  ["<job:1>", "job:1"],
  ["job:a&amp;b", "job:a&b"],
  ["job:&amp;lt;", "job:&lt;"],
  ["*job:1*", "*job:1*"],
  ["job:`1", "job:`1"],
  ["job:1 job:2", "job:1 job:2"],
  ["job:<#C1|x>", "job:<#C1|x>"],
  ["`", "`"],
  ["``", ""],
  ["", ""],
])("reads the text %j after a command as %j", (text, value) => {
  expect(parse("pika-status", text)).toEqual(value === "" ? {} : { jobid: value });
});

it.each([
  ["job:1 <#C123|general>", { jobid: "job:1", channel: "C123" }],
  ["  job:1\t \n<#C123|> ", { jobid: "job:1", channel: "C123" }],
  ["`job:1` <#C123>", { jobid: "job:1", channel: "C123" }],
  ["job:1 #no-such-channel", { jobid: "job:1", channel: "#no-such-channel" }],
  ["job:1 `C123`", { jobid: "job:1", channel: "C123" }],
  ["job:1", { jobid: "job:1" }],
  ["<#C123|general>", { jobid: "#general" }],
  ["job:<@U1|ann>:1 <#C123|general>", { jobid: "job:@ann:1", channel: "C123" }],
  [
    "<http://job.example/1|job.example/1> here now",
    { jobid: "job.example/1", channel: "here now" },
  ],
  ["", {}],
])("reads the text %j after a command with two options as %j", (text, options) => {
  expect(parse("pika-share", text)).toEqual(options);
});

it.each([
  ["post", { delivery: "post" }],
  ["ping off", { ping: "off" }],
  [" PING\t `off` ", { ping: "off" }],
  ["thread broadcast on ping off", { delivery: "thread", broadcast: "on", ping: "off" }],
  ["thread ping on", { delivery: "thread", ping: "on" }],
  ["ping on thread", { delivery: "thread", ping: "on" }],
  ["ping", {}],
  ["pings off", { delivery: "pings off" }],
  ["", {}],
])("reads the text %j after a command with a named option as %j", (text, options) => {
  expect(parse("pika-settings", text)).toEqual(options);
});

it("reads nothing after a command without options", () => {
  expect(parse("pika-help", "anything")).toEqual({});
});
