import {
  code,
  codeBlock,
  command,
  defineCommand,
  dotted,
  line,
  link,
  mention,
  message,
  small,
  time,
  type Action,
  type Block,
  type JobList,
  type Message,
  type RecentResult,
  type Span,
  type Speaker,
  type WaitingJob,
} from "../src/core/command.ts";
import { sentence } from "./shared/answers.ts";

/** `/pika-jobs`: the jobs this channel follows, and its latest results. */
export const pikaJobs = defineCommand({
  name: "pika-jobs",
  description: "command.pika-jobs",
  options: {},
  invalid: (_option, _value, speaker) => sentence(...speaker.say("answer.failed")),
  run: async ({ desk, speaker }) => jobListAnswer(await desk.listJobs(1), speaker),
});

/** People named with a job. */
const MAX_PEOPLE = 3;

/** The list as a person sees it, in pages if it is long. The whole ids come below it, to be copied. */
export function jobListAnswer(list: JobList, speaker: Speaker): Message {
  const { page, pages, waiting, waitingCount, recent } = list;
  const how = command("pika-status");
  const title =
    waitingCount === 0
      ? speaker.say("list.waiting-none", { command: how })
      : speaker.say("list.waiting", { jobs: speaker.count("jobs", waitingCount) });
  const results = recent.map((result) => resultLine(result, speaker));
  const numbers = { page: String(page), pages: String(pages) };
  const shortened = [...waiting, ...recent].filter(({ name, jobId }) => name !== jobId);
  return message(
    [
      line(...title),
      ...waiting.map((job) => waitingLine(job, speaker)),
      ...(results.length > 0 ? [line(...speaker.say("list.results")), ...results] : []),
      ...(shortened.length > 0 ? [codeBlock(shortened.map(({ jobId }) => jobId).join("\n"))] : []),
      ...(pages > 1 ? [small(...speaker.say("list.page", numbers))] : []),
    ],
    { actions: pageButtons(list, speaker) },
  );
}

/** A row: status and prompt first, by which people know their jobs; the short id last. */
function waitingLine(job: WaitingJob, speaker: Speaker): Block {
  const { name, prompt, symbol, status, percent, since, requesters, statusMessage } = job;
  const people = speaker.list([
    ...requesters.slice(0, MAX_PEOPLE).map(mention),
    ...(requesters.length > MAX_PEOPLE ? ["…"] : []),
  ]);
  const done =
    percent === undefined ? [] : [" ", speaker.text("unit.percent", { n: String(percent) })];
  return line(
    ...dotted([
      [`${symbol} `, ...speaker.sayPhrase(status), ...done],
      prompt === undefined ? [] : [prompt],
      requesters.length > 0 ? people : speaker.say("list.by-notification"),
      [time(since, "relative")],
      linkTo(statusMessage?.url, speaker.text("list.status")),
      [code(name)],
    ]),
  );
}

/** One link: to the result, or to the status message if there is no result. */
function resultLine(result: RecentResult, speaker: Speaker): Block {
  const { name, prompt, symbol, status, endedAt, undelivered } = result;
  const { statusMessage, resultMessage } = result;
  return line(
    ...dotted([
      [`${symbol} `, ...speaker.sayPhrase(status)],
      prompt === undefined ? [] : [prompt],
      undelivered
        ? speaker.say("list.undelivered", { reason: speaker.sayPhrase(undelivered) })
        : [],
      [time(endedAt, "relative")],
      resultMessage?.url
        ? linkTo(resultMessage.url, speaker.text("list.result"))
        : linkTo(statusMessage?.url, speaker.text("list.status")),
      [code(name)],
    ]),
  );
}

const linkTo = (url: string | undefined, label: string): Span[] =>
  url === undefined ? [] : [link(url, label)];

function pageButtons({ page, pages }: JobList, speaker: Speaker): Action[] {
  const button = (to: number, label: string): Action[] =>
    to < 1 || to > pages ? [] : [{ kind: "button", name: "jobs", argument: String(to), label }];
  return [
    ...button(page - 1, speaker.text("button.previous")),
    ...button(page + 1, speaker.text("button.next")),
  ];
}
