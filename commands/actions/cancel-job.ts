import {
  ACTION_NAMES,
  defineAction,
  message,
  quote,
  type CancelResult,
  type CommandContext,
  type LocalizedText,
  type Message,
  type NamedSourceProblem,
  type StoreDown,
} from "../../src/core/command.ts";
import { localized, translatorOf } from "../../src/messages/translator.ts";
import { jobSpan, lineFor, noJob, sentence } from "../shared/answers.ts";
import { cancel } from "./retry.ts";

/** The button "Cancel job": asks for a confirmation, and says what it may cost. Nothing is cancelled yet. */
export const cancelJob = defineAction({
  name: ACTION_NAMES.cancelJob,
  run: async ({ argument, context }) => {
    const checked = await context.checkCancel(argument);
    if (checked.kind !== "job") return cancelAnswer(checked, context);
    const { sourceName: source, cost } = checked;
    const job = await jobSpan(checked.jobId, context);
    const costs = cost === "until-then" ? "cancel.cost-until-then" : "cancel.cost-unknown";
    const translator = translatorOf(context);
    return message(
      [
        lineFor(context, localized("cancel.sure", { job })),
        lineFor(context, localized(costs, { source })),
      ],
      {
        actions: [
          {
            kind: "button",
            name: cancelJobNow.name,
            argument,
            label: translator.text("button.cancel-job"),
            style: "primary",
          },
          {
            kind: "button",
            name: cancel.name,
            argument,
            label: translator.text("button.keep-running"),
          },
        ],
      },
    );
  },
});

/** The confirmation of "Cancel job": has the job API cancel the job. */
export const cancelJobNow = defineAction({
  name: ACTION_NAMES.cancelJobNow,
  run: async ({ argument, context }) => cancelAnswer(await context.cancelJob(argument), context),
});

async function cancelAnswer(
  result: CancelResult | StoreDown,
  context: CommandContext,
): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  switch (result.kind) {
    case "cancelling":
      return sentence(context, localized("cancel.cancelling", { job, source: result.sourceName }));
    case "over":
      return sentence(context, localized("cancel.over", { job }));
    case "not-cancellable":
      return sentence(context, localized("cancel.not-cancellable", { job }));
    case "not-yours":
      return sentence(context, localized("cancel.not-yours"));
    case "gone": {
      const { sourceName: source, message: said } = result;
      return message([lineFor(context, localized("cancel.not-found", { source })), quote(said)]);
    }
    case "unknown":
      return sentence(context, localized("cancel.unknown", { source: result.sourceName }));
    case "source-problem":
      return sentence(context, problemText(result.sourceProblem));
    case "not-found":
    case "store-down":
      return noJob(result, context);
  }
}

function problemText({ kind, sourceName: source }: NamedSourceProblem): LocalizedText {
  switch (kind) {
    case "unauthorised":
    case "no-subscription":
      return localized("cancel.refused", { source });
    case "rate-limited":
      return localized("cancel.slow-down", { source });
    case "unavailable":
      return localized("cancel.unavailable", { source });
    case "not-understood":
      return localized("cancel.unknown", { source });
  }
}
