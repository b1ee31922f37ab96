import {
  ACTION_NAMES,
  code,
  codeBlock,
  command,
  COMMAND_NAMES,
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
  type CommandContext,
  type JobList,
  type Message,
  type RecentResult,
  type Span,
  type StoreDown,
  type WaitingJob,
} from "../src/core/command.ts";
import { progressText } from "../src/messages/status/label.ts";
import { costText, monthText } from "../src/messages/small-print.ts";
import { localized, translatorOf, type Translator } from "../src/messages/translator.ts";
import { sentence, storeDown } from "./shared/answers.ts";

/** `/pika-jobs`: lists the jobs that this channel follows, and its latest results. */
export const pikaJobs = defineCommand({
  name: COMMAND_NAMES.jobs,
  description: localized(`command.${COMMAND_NAMES.jobs}`),
  options: {},
  invalid: (_option, _value, context) => sentence(context, localized("answer.failed")),
  run: async ({ context }) => jobListAnswer(await context.listJobs(1), context),
});

/** People named for one job, at most. */
const MAX_PEOPLE = 3;

/** Returns a page of the list. The whole job ids are below it, so that people can copy them. */
export function jobListAnswer(list: JobList | StoreDown, context: CommandContext): Message {
  if ("kind" in list) return storeDown(context, localized("answer.store-unread"));
  const { page, pages, waiting, waitingCount, recent, cost } = list;
  const translator = translatorOf(context);
  const how = command(COMMAND_NAMES.status);
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
      ...(cost && cost.sums.length > 0 ? [costLine(cost, translator)] : []),
      ...(pages > 1 ? [small(...translator.spans("list.page", numbers))] : []),
    ],
    { actions: pageButtons(list, translator) },
  );
}

/** A row for a running job. Status and prompt come first, because people recognise their jobs by them; the short id last. */
function waitingLine(job: WaitingJob, translator: Translator): Block {
  const { name, prompt, symbol, status, percent, since, requesters, statusMessage } = job;
  const people = translator.list([
    ...requesters.slice(0, MAX_PEOPLE).map(mention),
    ...(requesters.length > MAX_PEOPLE ? ["…"] : []),
  ]);
  const progress = progressText(job, translator) ?? "";
  return line(
    ...dotted([
      [
        `${symbol} `,
        ...translator.spansOf(status),
        ...(percent === undefined ? [] : [` ${progress}`]),
      ],
      percent === undefined && progress !== "" ? [progress] : [],
      prompt === undefined ? [] : [prompt],
      requesters.length > 0 ? people : translator.spans("list.by-notification"),
      [time(since, "relative")],
      linkTo(statusMessage?.url, translator.text("list.status")),
      [code(name)],
    ]),
  );
}

/** A row for a result. It has one link: to the result or, if there is none, to the status message. */
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

/** The channel's costs this month: amounts of different job APIs or units apart. */
function costLine({ month, sums }: NonNullable<JobList["cost"]>, translator: Translator): Block {
  const costs = sums.map((sum) => [`${sum.sourceName}\u00a0${costText(sum, translator)}`]);
  const values = { month: monthText(month, translator), costs: dotted(costs) };
  return small(...translator.spans("list.cost", values));
}

const linkTo = (url: string | undefined, label: string): Span[] =>
  url === undefined ? [] : [link(url, label)];

function pageButtons({ page, pages }: JobList, translator: Translator): Action[] {
  const button = (to: number, label: string): Action[] =>
    to < 1 || to > pages
      ? []
      : [{ kind: "button", name: ACTION_NAMES.jobPage, argument: String(to), label }];
  return [
    ...button(page - 1, translator.text("button.previous")),
    ...button(page + 1, translator.text("button.next")),
  ];
}
