/*
 * The main journey end to end, without any account: stand-ins for job APIs, Discord and Slack on loopback ports, and
 * the relay as its own process connected to them. Exits with 0 only if both channels got exactly what they should.
 */
import { shownText } from "./slack/messages/shown-text.ts";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiscordSandbox } from "./discord/create-discord-sandbox.ts";
import type { DiscordSandbox } from "./discord/discord-sandbox.ts";
import { judgeChannel } from "./demo/judge-channel.ts";
import { sha256 } from "./demo/sha256.ts";
import { startJobs, type DemoJob } from "./demo/start-jobs.ts";
import { printTranscript } from "./demo/transcript.ts";
import { sandboxEnvironment, startRelay, type RelayProcess } from "./process/relay-process.ts";
import { createJobApis, type JobApis } from "./scripted/create-job-apis.ts";
import { createSlackSandbox } from "./slack/create-slack-sandbox.ts";
import type { SlackSandbox } from "./slack/slack-sandbox.ts";

/** The demo must end in any case. */
const DEADLINE_MS = 28_000;
const OUTPUT = "demo-output";
/** What the names of the commands begin with. */
const PREFIX = process.env["RELAY_COMMAND_PREFIX"]?.trim() || "pika";

interface Servers extends JobApis {
  readonly discord: DiscordSandbox;
  readonly slack: SlackSandbox;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function askForAll(
  { discord, slack }: Servers,
  jobs: readonly DemoJob[],
  typedOnSlack: (text: string) => void,
): Promise<void> {
  for (const { text } of jobs) {
    await discord.command({ name: `${PREFIX}-status`, options: { jobid: text } });
    const command = `/${PREFIX}-status`;
    typedOnSlack(`${command} ${text}`);
    await slack.command({ command, text });
  }
}

/** Resolves once both channels hold a result for every job. */
async function allDelivered(relay: RelayProcess, jobs: readonly DemoJob[]): Promise<void> {
  for (const platform of ["discord", "slack"])
    for (const { jobId } of jobs)
      await relay.event(
        "follow.delivered",
        (entry) => entry["platform"] === platform && String(entry["jobId"]).endsWith(jobId),
      );
}

function judge({ pika, fal, discord, slack }: Servers, jobs: readonly DemoJob[]): string[] {
  return [
    ...judgeChannel(
      {
        name: "Discord",
        requester: discord.users[0].id,
        messages: discord.messages().map(({ content: text, attachments: files, pings }) => {
          const pingedMany = pings.everyone || pings.roles.length > 0;
          return { text, files, pinged: pings.users, pingedMany };
        }),
      },
      jobs,
    ),
    ...judgeChannel(
      {
        name: "Slack",
        requester: slack.userId,
        messages: slack.messages(slack.channels.publicJoined).map((message) => {
          const { files, pings } = message;
          const text = shownText(message);
          const pingedMany =
            pings.channel || pings.here || pings.everyone || pings.usergroups.length > 0;
          return { text, files, pinged: pings.users, pingedMany };
        }),
      },
      jobs,
    ),
    ...[...pika.violations, ...fal.violations, ...discord.violations, ...slack.violations].map(
      (violation) => `a request the stand-ins do not know: ${JSON.stringify(violation)}`,
    ),
  ];
}

/** Saves what a user would download from each channel. */
async function saveVideos({ discord, slack }: Servers): Promise<string[]> {
  await mkdir(OUTPUT, { recursive: true });
  const saved: string[] = [];
  const save = async (name: string, bytes: Uint8Array): Promise<void> => {
    const path = join(OUTPUT, name);
    await writeFile(path, bytes);
    saved.push(`${path} · ${bytes.length.toLocaleString("en")} bytes`, `  sha256 ${sha256(bytes)}`);
  };
  for (const { attachments } of discord.messages())
    for (const { url, filename } of attachments)
      await save(`discord-${filename}`, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  for (const { files } of slack.messages(slack.channels.publicJoined))
    for (const { id, name } of files) {
      const bytes = slack.fileBytes(id);
      if (bytes) await save(`slack-${name}`, bytes);
    }
  return saved;
}

async function run(servers: Servers, relay: RelayProcess): Promise<string[]> {
  await relay.event("relay.ready");
  say(
    "The relay is ready on both platforms. Both channels ask for the same six jobs:\n" +
      "three at Pika, and one each at fal, ComfyUI and a team's own render farm.\n",
  );
  const typedOnSlack = printTranscript(servers, say);
  const jobs = startJobs(servers);
  await askForAll(servers, jobs, typedOnSlack);
  await allDelivered(relay, jobs);
  // Stopped first, so that the last status messages are up to date.
  const { code } = await relay.stop();
  say("Saved from the channels:");
  for (const line of await saveVideos(servers)) say(`  ${line}`);
  const problems = judge(servers, jobs);
  if (code !== 0) problems.push(`the relay ended with exit code ${code}`);
  return problems;
}

async function main(): Promise<void> {
  const [jobApis, discord, slack] = await Promise.all([
    createJobApis(),
    createDiscordSandbox(),
    createSlackSandbox(),
  ]);
  const servers = { ...jobApis, discord, slack };
  const directory = await mkdtemp(join(tmpdir(), "pika-relay-demo-"));
  const relay = startRelay(
    {
      ...sandboxEnvironment(servers),
      RELAY_COMMAND_PREFIX: PREFIX,
      STORE_URL: `sqlite:${join(directory, "relay.sqlite")}`,
    },
    directory,
  );
  const deadline = Promise.withResolvers<string[]>();
  const timer = setTimeout(() => deadline.resolve(["not everything arrived in time"]), DEADLINE_MS);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => deadline.resolve([`interrupted by ${signal}`]));
  let problems: string[];
  try {
    problems = await Promise.race([run(servers, relay), deadline.promise]);
  } catch (error) {
    problems = [error instanceof Error ? error.message : String(error)];
  }
  clearTimeout(timer);
  relay.kill("SIGKILL");
  await Promise.all([jobApis.close(), discord.close(), slack.close()]);
  await rm(directory, { recursive: true, force: true });
  for (const problem of problems) say(`✗ ${problem}`);
  if (problems.length > 0) say(`\nThe relay's log:\n${relay.printed()}`);
  else say("\n✓ Both channels got exactly what they should.");
  process.exitCode = problems.length > 0 ? 1 : 0;
}

await main();
