import { describe, expect, it } from "vitest";
import type { JobApiServer } from "../../../sandbox/job-api/job-api-server.ts";
import { eventually } from "../../support/processes/eventually.ts";
import {
  createDiscordDriver,
  createEnvironmentWithCommands,
  createSlackDriver,
  shownOnce,
} from "../../support/processes/platform-drivers.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import {
  askUntilPromised,
  discordClient,
  expectOnce,
  slackClient,
} from "../../support/processes/user-client.ts";
import { sentence } from "../../support/sentence.ts";
import { profile } from "../../support/profile.ts";
import { KILL_POINTS } from "./kill-points.ts";
import { SOURCE_STAND_INS, type SourceStandIn } from "./source-stand-ins.ts";

const SOURCES = Object.keys(SOURCE_STAND_INS);
const CLIENTS = { discord: discordClient, slack: slackClient };
const PLATFORMS = ["discord", "slack"] as const;
/** The files are on loopback, and Pika, which knows no such job, need not be asked. */
const ENV = { RELAY_MEDIA_ALLOWED_HOSTS: "127.0.0.1", PIKA_API_TOKEN: "", PIKA_API_URL: "" };

/** Which requests of a stand-in are meant. */
interface Scope {
  readonly method?: string;
  readonly path: RegExp;
}

/** Kills the relay while a request to a stand-in hangs; returns what ends that. */
function hangAt(server: JobApiServer, scope: Scope, kill: () => void): () => void {
  const seen = server.requests.length;
  const end = server.fault({ kind: "hang" }, scope);
  const timer = setInterval(() => {
    const isThere = server.requests
      .slice(seen)
      .some(({ url, method }) => isMeant({ ...scope, url, asked: method }));
    if (isThere) kill();
  }, 2);
  return () => {
    clearInterval(timer);
    end();
  };
}

const isMeant = ({
  path,
  method,
  url,
  asked,
}: Scope & { readonly url: URL; readonly asked: string }): boolean =>
  path.test(`${url.pathname}${url.search}`) && (method ?? asked) === asked;

/** Where the relay is killed between the end of a job and its result. */
interface Point {
  readonly source: string;
  readonly platform: (typeof PLATFORMS)[number];
  /** A poll or a download; absent: an exchange with the platform. */
  readonly of?: "poll" | "download";
  readonly place?: (typeof KILL_POINTS)[number];
  readonly name: string;
}

const PLACES = KILL_POINTS.filter(
  ({ phase, name }) => phase === "delivery" && /^(?:Discord|Slack) /.test(name),
);
const POINTS: readonly Point[] = SOURCES.flatMap((source) =>
  PLATFORMS.flatMap((platform) =>
    (["poll", "download"] as const)
      .map((of): Point => ({ source, platform, of, name: of }))
      .concat(
        PLACES.filter((place) => place.platform === platform).map((place): Point => ({
          source,
          platform,
          place,
          name: place.name,
        })),
      ),
  ),
);

describe.concurrent("a kill -9 between the end of a job and its result, at every job API", () => {
  it.each(profile.pick(POINTS, { small: 2, timesFull: 1 }))(
    "$source, on $platform, at $name: the result comes once",
    async ({ source, platform, of, place }) => {
      await using environment = await createForgetfulEnvironment();
      const standIn = await SOURCE_STAND_INS[source]!();
      const client = CLIENTS[platform](environment);
      const env = { ...client.env, ...ENV, ...standIn.env };
      const first = await environment.readyRelay(env);
      const job = standIn.addJob();
      await askUntilPromised({ ...client, ask: (_id, until) => client.ask(job.text, until) }, "");
      await eventually("the status message", () => client.about(job.publicId).length === 1);
      let isKilled = false;
      const kill = (): void => {
        isKilled = true;
        first.kill("SIGKILL");
      };
      const { server, path } =
        of === "download" ? standIn.files : { server: standIn.server, path: /./ };
      const disarm = place ? place.arm(environment, kill) : hangAt(server, { path }, kill);
      job.complete();
      await eventually(`the kill at ${place?.name ?? of}`, () => isKilled);
      await first.exited;
      disarm();
      const second = await environment.readyRelay(env);
      await eventually(
        "the delivery",
        () => isDelivered([first, second], job.jobId) || client.about(job.publicId).length > 1,
        60_000,
      );
      await expectOnce(client, job.publicId);
      expect(await second.stop()).toEqual({ code: 0, signal: null });
      await expectOnce(client, job.publicId);
      expect(environment.violations()).toEqual([]);
      await standIn.close();
    },
    120_000,
  );
});

/** How often the API was asked to cancel a job. */
const cancellations = ({ server, cancel }: SourceStandIn): number =>
  server.requests.filter(({ method, url }) => isMeant({ ...cancel!, url, asked: method })).length;

const DRIVERS = { discord: createDiscordDriver, slack: createSlackDriver };
const CANCELLED = PLATFORMS.flatMap((platform) =>
  ["fal", "comfy", "runway"].flatMap((source) =>
    (["before", "acted"] as const).map((moment) => ({ platform, source, moment })),
  ),
);

describe.concurrent("a kill -9 while a job API is asked to cancel a job", () => {
  it.each(profile.pick(CANCELLED, { small: 1, timesFull: 1 }))(
    "$source, on $platform, $moment it does so: the API is asked no second time by itself, and the end comes once",
    async ({ platform, source, moment }) => {
      await using environment = await createEnvironmentWithCommands();
      const standIn = await SOURCE_STAND_INS[source]!();
      const { server, cancel } = standIn;
      const driver = DRIVERS[platform](environment);
      const env = { ...driver.env, ...ENV, ...standIn.env };
      const first = await environment.readyRelay(env);
      const job = standIn.addJob();
      await driver.type("pika-status", [job.text]);
      const confirm = async (): Promise<unknown> => {
        const status = await shownOnce(driver, ({ actions }) =>
          actions.some((each) => each.startsWith("cancel-job:")),
        );
        const question = await driver.press(status, "cancel-job");
        return driver.press(question, "cancel-job-now");
      };
      let isKilled = false;
      const kill = (): void => {
        isKilled = true;
        first.kill("SIGKILL");
      };
      const acted = {
        kind: "changed",
        change: (body: string): string => {
          kill();
          return body;
        },
      } as const;
      const end = moment === "acted" ? server.fault(acted, cancel) : hangAt(server, cancel!, kill);
      void confirm().catch(() => {});
      await eventually("the kill", () => isKilled, 20_000);
      await first.exited;
      end();
      const second = await environment.readyRelay(env);
      // Nobody has an answer to that button, so the person looks at the job, which still runs, and tries again.
      if (moment === "before") await confirm();
      job.stop?.();
      const results = () =>
        driver.shown().filter(({ text }) => sentence("result.cancelled").test(text));
      await eventually("the end", () => results().length > 0, 30_000);
      expect(await second.stop()).toEqual({ code: 0, signal: null });
      expect(results()).toHaveLength(1);
      expect(driver.shown()).toHaveLength(2);
      expect(cancellations(standIn)).toBe(moment === "before" ? 2 : 1);
      expect(environment.violations()).toEqual([]);
      await standIn.close();
    },
    120_000,
  );
});
