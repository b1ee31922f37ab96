import {
  code,
  command,
  defineCommand,
  dotted,
  line,
  link,
  mention,
  message,
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

/** `/pika-jobs`: what this channel waits for, and its latest results. */
export const pikaJobs = defineCommand({
  name: "pika-jobs",
  description: "command.pika-jobs",
  options: {},
  invalid: (_option, _value, speaker) => sentence(...speaker.say("answer.failed")),
  run: async ({ desk, speaker }) => jobListAnswer(await desk.listJobs(1), speaker),
});

/** People named with a job. */
const MAX_PEOPLE = 3;

/** The list as a person sees it; pages where it is long. */
export function jobListAnswer(list: JobList, speaker: Speaker): Message {
  const { page, pages, waiting, waitingCount, recent } = list;
  const how = command("pika-status");
  const title =
    waitingCount === 0
      ? speaker.say("list.waiting-none", { command: how })
      : speaker.say("list.waiting", { jobs: speaker.count("jobs", waitingCount) });
  const results = recent.map((result) => resultLine(result, speaker));
  const numbers = { page: String(page), pages: String(pages) };
  return message(
    [
      line(...title),
      ...waiting.map((job) => waitingLine(job, speaker)),
      ...(results.length > 0 ? [line(...speaker.say("list.results")), ...results] : []),
      ...(pages > 1 ? [line(...speaker.say("list.page", numbers))] : []),
    ],
    { actions: pageButtons(list, speaker) },
  );
}

function waitingLine(job: WaitingJob, speaker: Speaker): Block {
  const { symbol, status, since, requesters, nextLookAt, statusMessage } = job;
  const people = speaker.list([
    ...requesters.slice(0, MAX_PEOPLE).map(mention),
    ...(requesters.length > MAX_PEOPLE ? ["…"] : []),
  ]);
  const facts: Span[][] = [
    [`${symbol} `, code(job.jobId)],
    speaker.sayPhrase(status),
    speaker.say("list.since", { when: time(since, "relative") }),
    requesters.length > 0
      ? speaker.say("list.asked-by", { people })
      : speaker.say("list.by-notification"),
    nextLookAt === undefined
      ? speaker.say("list.looking")
      : speaker.say("list.next-look", { when: time(nextLookAt, "relative") }),
    linkTo(statusMessage?.url, speaker.text("list.status")),
  ];
  return line(...dotted(facts));
}

function resultLine(result: RecentResult, speaker: Speaker): Block {
  const { jobId, symbol, status, endedAt, statusMessage, resultMessage, undelivered } = result;
  const facts: Span[][] = [
    [`${symbol} `, code(jobId)],
    speaker.sayPhrase(status),
    speaker.say("list.ended", { when: time(endedAt, "relative") }),
    undelivered ? speaker.say("list.undelivered", { reason: speaker.sayPhrase(undelivered) }) : [],
    linkTo(statusMessage?.url, speaker.text("list.status")),
    linkTo(resultMessage?.url, speaker.text("list.result")),
  ];
  return line(...dotted(facts));
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
