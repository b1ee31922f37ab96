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
  type Translator,
  type WaitingJob,
} from "../src/core/command.ts";
import { sentence } from "./shared/answers.ts";

/** `/pika-jobs`: the jobs this channel follows, and its latest results. */
export const pikaJobs = defineCommand({
  name: "pika-jobs",
  description: "command.pika-jobs",
  options: {},
  invalid: (_option, _value, translator) => sentence(...translator.spans("answer.failed")),
  run: async ({ context, translator }) => jobListAnswer(await context.listJobs(1), translator),
});

/** People named with a job. */
const MAX_PEOPLE = 3;

/** The list as a person sees it, in pages if it is long. The whole ids come below it, to be copied. */
export function jobListAnswer(list: JobList, translator: Translator): Message {
  const { page, pages, waiting, waitingCount, recent } = list;
  const how = command("pika-status");
  const title =
    waitingCount === 0
      ? translator.spans("list.waiting-none", { command: how })
      : translator.spans("list.waiting", { jobs: translator.count("jobs", waitingCount) });
  const results = recent.map((result) => resultLine(result, translator));
  const numbers = { page: String(page), pages: String(pages) };
  const shortened = [...waiting, ...recent].filter(({ name, jobId }) => name !== jobId);
  return message(
    [
      line(...title),
      ...waiting.map((job) => waitingLine(job, translator)),
      ...(results.length > 0 ? [line(...translator.spans("list.results")), ...results] : []),
      ...(shortened.length > 0 ? [codeBlock(shortened.map(({ jobId }) => jobId).join("\n"))] : []),
      ...(pages > 1 ? [small(...translator.spans("list.page", numbers))] : []),
    ],
    { actions: pageButtons(list, translator) },
  );
}

/** A row: status and prompt first, by which people know their jobs; the short id last. */
function waitingLine(job: WaitingJob, translator: Translator): Block {
  const { name, prompt, symbol, status, percent, since, requesters, statusMessage } = job;
  const people = translator.list([
    ...requesters.slice(0, MAX_PEOPLE).map(mention),
    ...(requesters.length > MAX_PEOPLE ? ["…"] : []),
  ]);
  const done =
    percent === undefined ? [] : [" ", translator.text("unit.percent", { n: String(percent) })];
  return line(
    ...dotted([
      [`${symbol} `, ...translator.spansOf(status), ...done],
      prompt === undefined ? [] : [prompt],
      requesters.length > 0 ? people : translator.spans("list.by-notification"),
      [time(since, "relative")],
      linkTo(statusMessage?.url, translator.text("list.status")),
      [code(name)],
    ]),
  );
}

/** One link: to the result, or to the status message if there is no result. */
function resultLine(result: RecentResult, translator: Translator): Block {
  const { name, prompt, symbol, status, endedAt, undelivered } = result;
  const { statusMessage, resultMessage } = result;
  return line(
    ...dotted([
      [`${symbol} `, ...translator.spansOf(status)],
      prompt === undefined ? [] : [prompt],
      undelivered
        ? translator.spans("list.undelivered", { reason: translator.spansOf(undelivered) })
        : [],
      [time(endedAt, "relative")],
      resultMessage?.url
        ? linkTo(resultMessage.url, translator.text("list.result"))
        : linkTo(statusMessage?.url, translator.text("list.status")),
      [code(name)],
    ]),
  );
}

const linkTo = (url: string | undefined, label: string): Span[] =>
  url === undefined ? [] : [link(url, label)];

function pageButtons({ page, pages }: JobList, translator: Translator): Action[] {
  const button = (to: number, label: string): Action[] =>
    to < 1 || to > pages ? [] : [{ kind: "button", name: "jobs", argument: String(to), label }];
  return [
    ...button(page - 1, translator.text("button.previous")),
    ...button(page + 1, translator.text("button.next")),
  ];
}
