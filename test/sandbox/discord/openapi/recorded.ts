import { onTestFinished } from "vitest";
import type { WireExchange } from "../../../../sandbox/discord/request-log.ts";
import type {
  DiscordSandbox,
  DiscordSandboxOptions,
} from "../../../../sandbox/discord/discord-sandbox.ts";
import { startSandbox } from "../discord-fixture.ts";
import { judge, type Judgement } from "./exchange.ts";

/** A stand-in that closes with the test, with a record of its exchanges. */
interface Recorded {
  readonly discord: DiscordSandbox;
  readonly exchanges: readonly WireExchange[];
  /** Returns the exchanges since the last call, with all complaints about them. */
  readonly newSummaries: () => Promise<readonly string[]>;
}

/** Starts a stand-in and records from its first request on. */
export async function startRecorded(options?: DiscordSandboxOptions): Promise<Recorded> {
  const discord = await startSandbox(options);
  const exchanges: WireExchange[] = [];
  let judged = 0;
  onTestFinished(discord.on("request", (_, wire) => void exchanges.push(wire)));
  return {
    discord,
    exchanges,
    newSummaries: () => {
      const fresh = exchanges.slice(judged);
      judged = exchanges.length;
      return Promise.all(fresh.map(async (exchange) => summarise(await judge(exchange))));
    },
  };
}

const summarise = ({ summary, request, answer }: Judgement): string =>
  [
    summary,
    ...request.map((complaint) => `request: ${complaint}`),
    ...answer.map((complaint) => `answer: ${complaint}`),
  ].join("\n");
