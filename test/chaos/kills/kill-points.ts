import type { TestEnvironment } from "../../support/processes/test-environment.ts";

/** When the relay is killed during one exchange with a server. */
export type Moment =
  /** The request has arrived, and never takes effect. */
  | "before"
  /** The request took effect, and its answer is never sent. */
  | "acted"
  /** The answer is on its way. */
  | "answered";

/** One point between a command and its result at which the relay is killed. */
export interface KillPoint {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly platform: "discord" | "slack";
  /** Whether it is before or after the end of the job. */
  readonly phase: "command" | "delivery";
  readonly moment: Moment;
  /** Calls `kill` once, when the relay comes to that place. Returns what disarms it, so that a later process passes. */
  arm(environment: TestEnvironment, kill: () => void): () => void;
}

/** See {@link KillPoint}. */
export type Place = Omit<KillPoint, "number">;

/** Every moment. */
export const MOMENTS: readonly Moment[] = ["before", "acted", "answered"];

/** Checks every few milliseconds, because the stand-ins do not report a request that hangs. */
function watch(hasCome: () => boolean, then: () => void): () => void {
  const timer = setInterval(() => {
    if (!hasCome()) return;
    clearInterval(timer);
    then();
  }, 2);
  return () => clearInterval(timer);
}

/** Requests to Discord's REST API; as many as `skip` of those that fit pass. */
export interface DiscordExchange {
  readonly name: string;
  readonly phase: KillPoint["phase"];
  readonly method: string;
  readonly path: RegExp;
  readonly skip?: number;
}

/** Calls of Slack's Web API, uploads, or a response_url; likewise. */
export interface SlackExchange {
  readonly name: string;
  readonly phase: KillPoint["phase"];
  readonly method: string;
  readonly skip?: number;
}

/** Calls `then` once, when more than `skip` have come. */
function countDown(skip: number, then: () => void): () => void {
  let left = skip;
  return () => {
    if (left === 0) then();
    left -= 1;
  };
}

/** A request to Discord. */
export function discordPoint(exchange: DiscordExchange, moment: Moment): Place {
  const { name, phase, method, path, skip = 0 } = exchange;
  return {
    name: `Discord ${name}, ${moment}`,
    platform: "discord",
    phase,
    moment,
    arm: ({ discord }, kill) => {
      if (moment === "answered") {
        const count = countDown(skip, kill);
        return discord.on("request", (request) => {
          if (request.method === method && path.test(request.path)) count();
        });
      }
      const when = moment === "acted" ? "after-processing" : "before";
      if (skip > 0) discord.failNext({ method, path, times: skip, effect: "delay", delayMs: 1 });
      const fault = discord.failNext({ method, path, when, effect: "hang" });
      const stop = watch(() => fault.hits > 0, kill);
      return () => {
        stop();
        fault.remove();
      };
    },
  };
}

/** A request to Slack. */
export function slackPoint(exchange: SlackExchange, moment: Moment): Place {
  const { name, phase, method, skip = 0 } = exchange;
  return {
    name: `Slack ${name}, ${moment}`,
    platform: "slack",
    phase,
    moment,
    arm: ({ slack }, kill) => {
      if (moment === "answered") {
        const count = countDown(skip, kill);
        return slack.on("request", (request) => {
          if (request.method === method) count();
        });
      }
      const earlier = slack.requestsOf(method).length + skip;
      if (skip > 0) slack.failNext({ method, times: skip, delayMs: 1 });
      slack.failNext({
        method,
        hang: true,
        ...(moment === "acted" && { when: "after-processing" }),
      });
      const stop = watch(() => slack.requestsOf(method).length > earlier, kill);
      return () => {
        stop();
        slack.clearFaults();
      };
    },
  };
}

/** A question to the job API or a download, on either platform's way. */
function pikaPoints(platform: KillPoint["platform"]): Place[] {
  const point = (name: string, phase: KillPoint["phase"], isMedia: boolean): Place => ({
    name: `${name} for ${platform}, before`,
    platform,
    phase,
    moment: "before",
    arm: ({ pika }, kill) => {
      const isThis = ({ route }: { route: string }): boolean =>
        isMedia ? route === "media" : route === "job";
      const earlier = pika.requests.filter(isThis).length;
      const end = isMedia ? pika.mediaFault({ kind: "hang" }) : pika.fault({ kind: "hang" });
      const stop = watch(() => pika.requests.filter(isThis).length > earlier, kill);
      return () => {
        stop();
        end();
        pika.clearFaults();
      };
    },
  });
  return [
    point("first poll", "command", false),
    point("poll", "delivery", false),
    point("download", "delivery", true),
  ];
}

const ON_DISCORD = [
  { name: "acknowledgement", phase: "command", method: "POST", path: /\/callback$/ },
  { name: "status message", phase: "command", method: "POST", path: /\/messages$/ },
  { name: "private answer", phase: "command", method: "PATCH", path: /\/@original$/ },
  { name: "status edit", phase: "delivery", method: "PATCH", path: /\/messages\/\d+$/ },
  { name: "result", phase: "delivery", method: "POST", path: /\/messages$/ },
] as const;

const ON_SLACK = [
  { name: "channel check", phase: "command", method: "conversations.info" },
  { name: "status message", phase: "command", method: "chat.postMessage" },
  { name: "private answer", phase: "command", method: "response_url" },
  { name: "status edit", phase: "delivery", method: "chat.update" },
  { name: "file id", phase: "delivery", method: "files.getUploadURLExternal" },
  { name: "upload", phase: "delivery", method: "upload" },
  { name: "completion", phase: "delivery", method: "files.completeUploadExternal" },
  { name: "share look-up", phase: "delivery", method: "files.info" },
] as const;

const PLACES: readonly Place[] = [
  ...ON_DISCORD.flatMap((exchange) => MOMENTS.map((moment) => discordPoint(exchange, moment))),
  ...pikaPoints("discord"),
  ...ON_SLACK.flatMap((exchange) => MOMENTS.map((moment) => slackPoint(exchange, moment))),
  ...pikaPoints("slack"),
];

/** Every place. */
export const KILL_POINTS: readonly KillPoint[] = PLACES.map((place, index) =>
  Object.assign(place, { number: index + 1 }),
);

/** The requests by which the next process checks whether a result was posted: the points of a second kill. */
export const LOOKS: readonly { readonly name: string; readonly after: KillPoint; look: Place }[] =
  MOMENTS.flatMap((moment) => [
    discordPoint(
      { name: "history look-up", phase: "delivery", method: "GET", path: /\/messages$/ },
      moment,
    ),
    slackPoint({ name: "share look-up", phase: "delivery", method: "files.info" }, moment),
  ]).map((look) => {
    const gone = look.platform === "discord" ? "Discord result, acted" : "Slack completion, acted";
    const after = KILL_POINTS.find(({ name }) => name === gone);
    if (after === undefined) throw new Error(`there is no point ${gone}`);
    return { name: look.name, after, look };
  });
