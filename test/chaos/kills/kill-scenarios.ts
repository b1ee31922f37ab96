/** What users can do besides following a job: each scenario ends in one visible step, at which the relay is killed. */
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { sampleVideo } from "../../../sandbox/pika/media/sample-video.ts";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import {
  createDiscordDriver,
  shownOnce,
  createSlackDriver,
  statusOf,
  type Shown,
  type PlatformDriver,
} from "../../support/processes/platform-drivers.ts";
import { sentence } from "../../support/sentence.ts";
import { KILL_POINTS, MOMENTS, discordPoint, slackPoint, type Place } from "./kill-points.ts";

/** A message as its channel has to show it in the end: a part of its text, and the number of files. */
export interface Expected {
  readonly words: RegExp | string;
  readonly files: number;
}

/** An action, and its effect, which has to happen once, whenever the relay is killed. */
export interface Step {
  readonly act: () => unknown;
  /** What a user does who got no answer. */
  readonly again?: () => Promise<unknown>;
  /** Where the messages are; a direct conversation is opened on the way. */
  readonly channel: () => string;
  /** The messages there, in order. */
  readonly expected: readonly Expected[];
  /** The channel of the delivery's record, if it is another one. */
  readonly recordedFor?: string;
}

interface Scenario {
  readonly env?: Readonly<Record<string, string>>;
  prepare(environment: TestEnvironment, driver: PlatformDriver): Promise<Step>;
}

/** The step of a scenario, and the moment of the kill. */
export interface ScenarioPoint {
  /** Continues after the numbers of the kill points. */
  readonly number: number;
  readonly place: Place;
  readonly scenario: Scenario;
  readonly createDriver: (environment: TestEnvironment) => PlatformDriver;
}

type Job = Parameters<TestEnvironment["pika"]["addJob"]>[0];

const STATUS: Expected = { words: sentence("status.completed"), files: 0 };
const RESULT: Expected = { words: sentence("result.video-ready"), files: 1 };

/** A job that a user follows, with its status message. */
async function followed(
  environment: TestEnvironment,
  driver: PlatformDriver,
  { channel = driver.channel, job = {} }: { channel?: string; job?: Job } = {},
) {
  const jobId = environment.pika.addJob(job);
  await driver.type("pika-status", [jobId], { channel });
  const status = await statusOf(driver, jobId, channel);
  return { jobId, status, end: () => environment.pika.setJob(jobId, { status: "completed" }) };
}

/** A followed job whose result is posted, with the final status message. */
async function over(environment: TestEnvironment, driver: PlatformDriver) {
  const { jobId, end } = await followed(environment, driver);
  end();
  const isLast = ({ text, actions }: Shown): boolean =>
    text.includes(shortJobId(jobId)) && actions.some((each) => each.startsWith("share:"));
  return { jobId, status: await shownOnce(driver, isLast) };
}

const stopping: Scenario = {
  prepare: async (environment, driver) => {
    const { jobId, status } = await followed(environment, driver);
    await driver.type("pika-status", [jobId], { person: driver.other });
    const press = (): Promise<unknown> => driver.press(status, "stop");
    return {
      act: press,
      again: async () => {
        const now = driver.shown().find(({ id }) => id === status.id);
        // Where the button is gone the person sees that it is done.
        if (now?.actions.some((each) => each.startsWith("stop:"))) await press();
      },
      channel: () => driver.channel,
      expected: [
        { words: sentence("status.forgotten"), files: 0 },
        { words: sentence("result.forgotten"), files: 0 },
      ],
    };
  },
};

const sharing: Scenario = {
  prepare: async (environment, driver) => {
    const { jobId } = await over(environment, driver);
    const { id: channel, word } = driver.addChannel();
    const share = (): Promise<unknown> => driver.type("pika-share", [jobId, word]);
    return { act: share, again: share, channel: () => channel, expected: [RESULT] };
  },
};

const arriving = (
  delivery: "post" | "edit" | "thread",
  expected: readonly Expected[],
  job: Job = {},
): Scenario => ({
  env: { RELAY_DELIVERY: delivery },
  prepare: async (environment, driver) => {
    const { end, status } = await followed(environment, driver, { job });
    const isApart = delivery === "thread" && driver.platform === "discord";
    const channel = isApart ? status.id : driver.channel;
    return { act: end, channel: () => channel, expected, recordedFor: driver.channel };
  },
});

const inThread = (isApart: boolean): Scenario =>
  arriving("thread", isApart ? [RESULT] : [STATUS, RESULT]);

const inPlace = arriving("edit", [RESULT, { words: sentence("result.video-ready"), files: 0 }]);

const large = arriving(
  "post",
  [
    STATUS,
    { words: sentence("result.video-ready"), files: 10 },
    { words: sentence("result.part", { from: "11", to: "12", count: "12" }), files: 2 },
  ],
  { files: Array.from({ length: 12 }, (_, at) => ({ ...sampleVideo, filename: `v${at}.mp4` })) },
);

const lost: Scenario = {
  prepare: async (environment, driver) => {
    const { id } = driver.addChannel();
    const { end } = await followed(environment, driver, { channel: id });
    driver.deleteChannel(id);
    return { act: end, channel: () => driver.direct(driver.person), expected: [RESULT] };
  },
};

const notifying: Scenario = {
  prepare: async (environment, driver) => {
    const { id: channel } = driver.addChannel();
    await driver.type("pika-notify", ["on"], { channel, person: driver.manager });
    return {
      act: () => environment.pika.addJob({ ends: "completed", stepMs: 1_000 }),
      channel: () => channel,
      expected: [RESULT],
    };
  },
};

const POST = { phase: "delivery", method: "POST", path: /\/messages$/ } as const;
const UPLOAD = { phase: "delivery", method: "files.completeUploadExternal" } as const;
const TEXT = { phase: "delivery", method: "chat.postMessage" } as const;

const ON_DISCORD = [
  [stopping, { ...POST, name: "button acknowledgement", path: /\/callback$/ }],
  [stopping, { ...POST, name: "others are told" }],
  [sharing, { ...POST, name: "share" }],
  [inThread(true), { ...POST, name: "thread opening", path: /\/threads$/ }],
  [inThread(true), { ...POST, name: "result in a thread" }],
  [inPlace, { ...POST, name: "edit with files", method: "PATCH", path: /\/messages\/\d+$/ }],
  [inPlace, { ...POST, name: "one-line reply" }],
  [large, { ...POST, name: "second message of a result", skip: 1 }],
  [lost, { ...POST, name: "opening of a direct message", path: /\/users\/@me\/channels$/ }],
  // The status message in the channel that is gone tells first: nothing is posted there.
  [lost, { ...POST, name: "direct message" }],
  [notifying, { ...POST, name: "notification" }],
] as const;

const ON_SLACK = [
  [stopping, { ...TEXT, name: "answer to a button", method: "response_url" }],
  [stopping, { ...TEXT, name: "others are told" }],
  [sharing, { ...UPLOAD, name: "share" }],
  [inThread(false), { ...UPLOAD, name: "result in a thread" }],
  [inPlace, { ...TEXT, name: "edit with files", method: "chat.update" }],
  [inPlace, { ...TEXT, name: "one-line reply" }],
  [large, { ...UPLOAD, name: "second message of a result", skip: 1 }],
  [lost, { ...TEXT, name: "opening of a direct message", method: "conversations.open" }],
  [lost, { ...UPLOAD, name: "direct message", skip: 1 }],
  [notifying, { ...UPLOAD, name: "notification" }],
] as const;

const POINTS = [
  ...ON_DISCORD.flatMap(([scenario, exchange]) =>
    MOMENTS.map((moment) => ({
      scenario,
      place: discordPoint(exchange, moment),
      createDriver: createDiscordDriver,
    })),
  ),
  ...ON_SLACK.flatMap(([scenario, exchange]) =>
    MOMENTS.map((moment) => ({
      scenario,
      place: slackPoint(exchange, moment),
      createDriver: createSlackDriver,
    })),
  ),
];

/** The step of every scenario, at every moment. */
export const SCENARIO_POINTS: readonly ScenarioPoint[] = POINTS.map((point, index) =>
  Object.assign(point, { number: KILL_POINTS.length + index + 1 }),
);
