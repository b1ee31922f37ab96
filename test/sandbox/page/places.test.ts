import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said, sentence } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await openPage();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const endless = (prompt: string): string => fixture.addJob({ prompt });
const short = (prompt: string): string =>
  fixture.addJob({ prompt, ends: "completed", stepPolls: 1 });

describe.each(PLATFORMS)("on %s", (platform) => {
  it("shows a private answer only to the user who asked", async () => {
    const pane = fixture.pane(platform);
    const [ada, grace] = platform === "discord" ? ["Ada", "Grace"] : ["ada", "grace"];
    await pane.command("pika-help");
    await seen(pane.answer(sentence("help.any-title")));
    await pane.beSomebody(grace);
    await pane.answer(sentence("help.any-title")).waitFor({ state: "detached" });
    await pane.beSomebody(ada);
    await seen(pane.answer(sentence("help.any-title")));
  });

  it("says in the platform's words that the relay does not answer", async () => {
    const pane = fixture.pane(platform);
    process.kill(fixture.sandbox.relay.pid, "SIGSTOP");
    try {
      await pane.command("pika-help");
      await seen(pane.message(/did not respond/));
    } finally {
      process.kill(fixture.sandbox.relay.pid, "SIGCONT");
    }
  });
});

describe("on Discord", () => {
  it("offers the commands that are registered for direct messages in a direct message", async () => {
    const pane = fixture.pane("discord");
    const inDirect = fixture.sandbox.standIns.discord
      .commands()
      .filter(({ raw }) => (raw["contexts"] as readonly number[]).includes(1));
    await pane.open("Pika Relay");
    await pane.field.fill("/");
    const options = pane.root
      .getByRole("option")
      .filter({ hasText: /^\/(?:pika|job)-|No commands here/ });
    await seen(options.first());
    expect(await options.count()).toBe(inDirect.length || 1);
    await pane.field.fill("");
    await pane.open("videos");
  });

  it("follows a job in a direct message", async () => {
    const pane = fixture.pane("discord");
    const jobid = short("alone");
    await pane.open("Pika Relay");
    await pane.command("pika-status", { jobid });
    await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
    await pane.open("videos");
    expect(await pane.message(shortJobId(jobid)).count()).toBe(0);
  });

  it("follows a job in a thread of its own", async () => {
    const pane = fixture.pane("discord");
    const jobid = short("in a Discord thread");
    await pane.open("storyboard");
    await pane.command("pika-status", { jobid });
    await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
    await pane.open("videos");
    expect(await pane.message(shortJobId(jobid)).count()).toBe(0);
  });
});

describe("on Slack", () => {
  it("follows a job in a direct message", async () => {
    const pane = fixture.pane("slack");
    const jobid = short("alone");
    await pane.open("pika-relay");
    await pane.command("pika-status", { jobid });
    await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
    await pane.open("videos");
    expect(await pane.message(shortJobId(jobid)).count()).toBe(0);
  });

  it("refuses a command in a thread as Slack does, and accepts a mention there", async () => {
    const pane = fixture.pane("slack");
    const jobid = short("in a Slack thread");
    await pane.root.getByRole("button", { name: "1 reply" }).click();
    await pane.command("pika-status", { jobid });
    await seen(pane.root.getByRole("alert").getByText("not supported in threads"));
    await pane.type(`@pika-relay ${jobid}`);
    await seen(pane.message(said("result.video-ready")).filter({ hasText: shortJobId(jobid) }));
    await pane.root.getByRole("button", { name: "← Back" }).click();
    expect(await pane.message(shortJobId(jobid)).count()).toBe(0);
  });
});

it.each(PLATFORMS)(
  "follows the job that a message on %s names, from its menu",
  async (platform) => {
    const pane = fixture.pane(platform);
    await pane.open("videos");
    const jobid = endless("named in a message");
    await pane.type(`Has anybody seen ${jobid} yet?`);
    const message = pane.message("Has anybody seen").filter({ hasText: shortJobId(jobid) });
    await message.hover();
    await message.getByRole("button", { name: said("shortcut.follow") }).click();
    await seen(pane.answer(said("follow.following", { job: shortJobId(jobid) })));
  },
);

it("shows users' messages as each platform renders them", async () => {
  const { discord, slack } = fixture.sandbox.standIns;
  const inDiscord = [
    "**bold** _slanted_ ~~gone~~ `code` snake_case_word",
    "> quoted **too**",
    "```\n<b>block</b>\n```",
    `<@${discord.users[0].id}> <#${discord.channelId}> [label](https://example.com/) \\*plain\\*`,
    "<t:1700000000:f>",
  ];
  discord.say(discord.channelId, discord.users[1].id, `rendered ${inDiscord.join("\n")}`);
  const inSlack = [
    "*bold* _slanted_ ~gone~ `code` snake_case_word",
    "&gt; quoted *too*",
    "```\n&lt;b&gt;block&lt;/b&gt;\n```",
    `<@${slack.userId}> <#${slack.channels.publicJoined}|videos> <https://example.com/|label> 2 * 3 * 4`,
    "<!date^1700000000^{date_short_pretty} {time}|then>",
  ];
  slack.say(slack.channels.publicJoined, `rendered ${inSlack.join("\n")}`);
  for (const platform of PLATFORMS) {
    const text = fixture.pane(platform).message("rendered").locator(".text");
    await seen(text);
    const words = (selector: string): Promise<string[]> => text.locator(selector).allTextContents();
    expect({
      strong: await words("strong"),
      em: await words("em"),
      s: await words("s"),
      code: await words("code"),
      quote: await words("blockquote"),
      mentions: (await words(".mention")).map((each) => each.toLowerCase()),
      links: await words("a:not(.mention)"),
    }).toEqual({
      strong: ["bold", "too"],
      em: ["slanted"],
      s: ["gone"],
      code: ["code", "<b>block</b>"],
      quote: ["quoted too"],
      mentions: ["@ada", "#videos"],
      links: ["label"],
    });
    expect(await text.textContent()).toContain("snake_case_word");
    expect(await text.textContent()).toContain(platform === "discord" ? "*plain*" : "2 * 3 * 4");
    expect(await text.locator("time").getAttribute("datetime")).toBe("2023-11-14T22:13:20.000Z");
  }
});
