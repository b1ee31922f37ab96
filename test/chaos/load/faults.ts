import type { TestEnvironment } from "../../support/processes/test-environment.ts";

type InjectFault = (environment: TestEnvironment) => unknown;

const ONCE = { times: 1 };

const discordFaults: readonly InjectFault[] = [
  { status: 500 },
  { status: 502 },
  { status: 429, retryAfterMs: 2_000 },
  { effect: "reset" },
  { effect: "reset", when: "after-processing" },
  { status: 500, when: "after-processing" },
  { effect: "delay", delayMs: 2_000 },
].map(
  (fault) => (environment) =>
    environment.discord.failNext(fault as Parameters<TestEnvironment["discord"]["failNext"]>[0]),
);

const SLACK_METHODS = [
  "chat.postMessage",
  "chat.update",
  "conversations.info",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
  "upload",
  "response_url",
];

/** Answered in Slack's JSON, in which an error can stand behind a 200. */
const isMethod = (method: string): boolean => method.includes(".");

const slackFaults: readonly InjectFault[] = SLACK_METHODS.flatMap((method) =>
  [
    { status: 500 },
    ...(isMethod(method) ? [{ error: "internal_error" }] : []),
    { error: "ratelimited", headers: { "retry-after": "2" } },
    { reset: true },
    { reset: true, when: "after-processing" },
    { status: 502, when: "after-processing" },
    { delayMs: 2_000 },
  ].map((fault): InjectFault => {
    const slackFault = { method, ...fault } as Parameters<TestEnvironment["slack"]["failNext"]>[0];
    return (environment) => environment.slack.failNext(slackFault);
  }),
);

const pikaFaults: readonly InjectFault[] = [
  { kind: "refuse", status: 429, retryAfter: 2 },
  { kind: "refuse", status: 500 },
  { kind: "html", status: 502 },
  { kind: "html", status: 200 },
  { kind: "slow", delayMs: 2_000 },
  { kind: "truncated" },
  { kind: "cut-off" },
  { kind: "empty" },
  { kind: "array" },
  { kind: "wrong-shape" },
  { kind: "other-job" },
  { kind: "drip-body" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "huge" },
  { kind: "gzip-bomb" },
].map(
  (fault) => (environment) =>
    environment.pika.fault(fault as Parameters<TestEnvironment["pika"]["fault"]>[0], ONCE),
);

const mediaFaults: readonly InjectFault[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 429, retryAfter: 2 },
  { kind: "length-lies" },
  { kind: "reset" },
].map(
  (fault) => (environment) =>
    environment.pika.mediaFault(
      fault as Parameters<TestEnvironment["pika"]["mediaFault"]>[0],
      ONCE,
    ),
);

/** A kind of request, how many there have been, and what can go wrong with the next one. */
export interface Source {
  readonly seen: (environment: TestEnvironment) => number;
  readonly faults: readonly InjectFault[];
}

/** Everything outside the relay that answers it. */
export const SOURCES: readonly Source[] = [
  { seen: ({ discord }) => discord.requests.length, faults: discordFaults },
  { seen: ({ slack }) => slack.requests.length, faults: slackFaults },
  { seen: ({ pika }) => pika.requests.length, faults: pikaFaults },
  // One file a job; requests for files are in no log of their own.
  { seen: ({ pika }) => pika.requests.length / 10, faults: mediaFaults },
];

/** What connections suffer now and then. */
export const INTERRUPTIONS: readonly InjectFault[] = [
  ({ discord }) => discord.gateway.requestReconnect(),
  ({ discord }) => discord.gateway.close(4000),
  ({ discord }) => discord.gateway.drop(),
  ({ discord }) => discord.gateway.invalidateSessions(true),
  ({ slack }) => slack.socket.disconnect("warning"),
  ({ slack }) => slack.socket.disconnect("refresh_requested"),
  ({ slack }) => slack.socket.reset(),
];
