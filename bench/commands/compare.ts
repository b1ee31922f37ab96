/*
 * Measures how long commands take to be acknowledged while many are typed at once: `npm run bench -- commands`. People type 500
 * within one second on Discord and 500 on Slack, half of them `/pika-status` with a new job and half `/pika-jobs`, while the relay
 * makes 2,000 polls a second. It has one core, the servers and this process the other. Linux with `taskset` only.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { commands } from "../../commands/index.ts";
import { createSlackSandbox } from "../../sandbox/slack/create-slack-sandbox.ts";
import type { SlackSandbox } from "../../sandbox/slack/slack-sandbox.ts";
import { renderManifest } from "../../src/adapters/slack/manifest.ts";
import { startServers, type Servers } from "../polls/servers.ts";
import { toFirstCore } from "../shared/cores.ts";
import { jobIdOf } from "../shared/fill-store.ts";
import { limitOf, report, spreadOf } from "../shared/result.ts";
import { acknowledgedOf, p99Of, typeEvenly } from "../shared/type-evenly.ts";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 1 : 5;
const COUNT = 500;
const PEOPLE = 100;
const LIMIT_MS = 300;
const INTERVAL_MS = 2_000;
const POLLS_PER_SECOND = 2_000;
const WARM_UP_MS = 3_000;
/** Each as often as the interval, its jitter and rounding allow. */
const JOBS = (POLLS_PER_SECOND * (INTERVAL_MS * 1.05 + 50)) / 1_000;

/** What was measured in one second. */
interface Burst {
  readonly pollsPerSecond: number;
  /** Until each command was acknowledged, in ms. */
  readonly discordMs: readonly number[];
  readonly slackMs: readonly number[];
}

/** Types one command. Resolves once it is acknowledged. */
type Keyboard = (person: number, command: string, jobId: string) => Promise<unknown>;

function createKeyboards(
  { discord }: Servers,
  slack: SlackSandbox,
): Readonly<Record<"discord" | "slack", Keyboard>> {
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    onDiscord: discord.addUser({ username: `ann${index}` }).id,
    onSlack: slack.addUser({ name: `bob${index}` }).id,
  }));
  return {
    discord: async (person, name, jobId) => {
      const options = name === "pika-status" ? { options: { jobid: jobId } } : {};
      const command = { name, ...options, userId: people[person]?.onDiscord ?? "" };
      return (await discord.command(command)).acknowledged;
    },
    slack: async (person, name, jobId) => {
      const text = name === "pika-status" ? jobId : "";
      const command = { command: `/${name}`, text, userId: people[person]?.onSlack ?? "" };
      return (await slack.command(command)).acknowledged;
    },
  };
}

async function measure(
  servers: Servers,
  store: string,
  keyboards: ReturnType<typeof createKeyboards>,
): Promise<Burst> {
  const poll = { intervalMs: INTERVAL_MS, maxIntervalMs: INTERVAL_MS };
  const relay = await servers.startRelay(store, poll);
  await sleep(WARM_UP_MS);
  const before = { atMs: performance.now(), polls: await servers.polls() };
  const typeOn = (keyboard: Keyboard, firstJob: number): Promise<number[]> =>
    typeEvenly({
      count: COUNT,
      perSecond: COUNT,
      type: (index) => {
        const command = index % 2 === 0 ? "pika-status" : "pika-jobs";
        return keyboard(index % PEOPLE, command, jobIdOf(firstJob + index));
      },
    });
  const [discordMs, slackMs] = await Promise.all([
    typeOn(keyboards.discord, JOBS),
    typeOn(keyboards.slack, JOBS + COUNT),
  ]);
  const polls = (await servers.polls()) - before.polls;
  const pollsPerSecond = (polls * 1_000) / (performance.now() - before.atMs);
  // It still has status messages to post, which Discord's limits stretch.
  relay.kill("SIGKILL");
  await once(relay, "exit");
  return { pollsPerSecond, discordMs, slackMs };
}

toFirstCore();
const slack = await createSlackSandbox({ manifest: renderManifest(commands) });
const servers = await startServers({
  env: {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  },
});
try {
  const keyboards = createKeyboards(servers, slack);
  const bursts: Burst[] = [];
  while (bursts.length < ROUNDS) {
    const store = await servers.fillStore(JOBS);
    bursts.push(await measure(servers, store, keyboards));
  }
  const all = `${COUNT} commands in a second on each platform`;
  report({
    what: `${all}, acknowledged`,
    unit: "",
    relay: spreadOf(
      bursts.map(({ discordMs, slackMs }) => acknowledgedOf([...discordMs, ...slackMs])),
    ),
    reference: limitOf(2 * COUNT),
    goal: { atLeast: 1 },
  });
  for (const platform of ["discord", "slack"] as const)
    report({
      what: `${all}, until acknowledged on ${platform}, p99`,
      unit: "ms",
      relay: spreadOf(bursts.map((burst) => p99Of(burst[`${platform}Ms`]))),
      reference: limitOf(LIMIT_MS),
      goal: { atMost: 1 },
    });
  report({
    what: `polls meanwhile`,
    unit: "/s",
    relay: spreadOf(bursts.map(({ pollsPerSecond }) => pollsPerSecond)),
    reference: limitOf(POLLS_PER_SECOND),
  });
} finally {
  await servers.stop();
  await slack.close();
  await rm(servers.directory, { recursive: true, force: true });
}
// Connections of the stand-ins may be open.
process.exit();
