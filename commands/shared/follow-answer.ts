import {
  code,
  message,
  quote,
  link,
  type Block,
  type CommandContext,
  type FollowResult,
  type Message,
  type MessageRef,
  type Span,
} from "../../src/core/command.ts";
import { listed, localized, translatorOf } from "../../src/messages/translator.ts";
import { EXAMPLE, jobSpan, lineFor, noJobId, problemLine, sentence, storeDown } from "./answers.ts";
import { choiceButtons, choiceCommands } from "./source-choice.ts";

/** Returns the answer to a request to follow a job. */
export async function followAnswer(
  result: FollowResult,
  context: CommandContext,
): Promise<Message> {
  const job = "jobId" in result ? await jobSpan(result.jobId, context) : "";
  switch (result.kind) {
    case "following": {
      const { statusMessage, sourceProblem, weakness } = result;
      const text = localized(followingKey(result, context), { job });
      return message([
        lineFor(context, text, ...statusLink(statusMessage, context)),
        ...(sourceProblem ? [problemLine(sourceProblem, context)] : []),
        ...(weakness ? [lineFor(context, weakness)] : []),
      ]);
    }
    case "already-following": {
      const text = localized(alreadyKey(result), { job });
      return sentence(context, text, ...statusLink(result.statusMessage, context));
    }
    case "not-found":
    case "not-recognised":
    case "source-off":
    case "ambiguous":
    case "undecided":
      return unidentifiedAnswer(result, context);
    case "no-access":
      return message([
        lineFor(context, localized("follow.no-access", { problem: result.problem })),
        lineFor(context, result.cure),
        lineFor(context, localized("follow.no-access-rest")),
      ]);
    case "too-many":
      return message(tooManyLines(result, context));
    case "store-down":
      return storeDown(context, localized("follow.store-down"));
  }
}

/** Says that a person or a channel follows as many jobs as they may. */
export function tooManyLines(
  { of, limit }: Extract<FollowResult, { kind: "too-many" }>,
  context: CommandContext,
): readonly Block[] {
  const jobs = translatorOf(context).count("jobs", limit);
  return [
    lineFor(context, localized(`follow.too-many-of-${of}`, { jobs })),
    lineFor(context, localized("follow.too-many-rest")),
  ];
}

type Unidentified = Extract<
  FollowResult,
  { kind: "not-found" | "not-recognised" | "source-off" | "ambiguous" | "undecided" }
>;

/** Answers a text that means no job that a source knows, or more than one. */
function unidentifiedAnswer(result: Unidentified, context: CommandContext): Message {
  switch (result.kind) {
    case "not-found":
      return message([
        lineFor(
          context,
          localized("follow.not-found", {
            source: result.sourceName,
            job: code(result.publicId),
          }),
        ),
        quote(result.message),
        ...(result.tried
          ? [lineFor(context, localized("follow.tried", { sources: listed(result.tried) }))]
          : []),
        lineFor(context, localized("follow.not-found-rest")),
      ]);
    case "not-recognised":
      if (result.sources.join() === EXAMPLE.source) return noJobId(context);
      return message([
        lineFor(context, localized("follow.not-recognised", { sources: listed(result.sources) })),
        lineFor(context, localized("follow.not-found-rest")),
      ]);
    case "source-off": {
      const { displayName: source, variables } = result;
      return sentence(
        context,
        localized("follow.source-off", { source, variable: listed(variables.map(code)) }),
      );
    }
    case "ambiguous": {
      const actions = choiceButtons(result.choices);
      return actions
        ? message([lineFor(context, localized("follow.ambiguous-choose"))], { actions })
        : message([
            lineFor(context, localized("follow.ambiguous")),
            ...choiceCommands(result.choices),
          ]);
    }
    case "undecided":
      return sentence(context, localized("follow.undecided", { sources: listed(result.sources) }));
  }
}

function followingKey(
  { over }: Extract<FollowResult, { kind: "following" }>,
  { channel }: CommandContext,
) {
  if (over) return "follow.over";
  return channel.thread === undefined ? "follow.following" : "follow.following-thread";
}

function alreadyKey({ over, isYours }: Extract<FollowResult, { kind: "already-following" }>) {
  if (over) return "follow.already-over";
  return isYours ? "follow.already-you" : "follow.already";
}

/** A link to a status message, behind a space; nothing if it is not known where that is. */
export const statusLink = (
  statusMessage: MessageRef | undefined,
  context: CommandContext,
): Span[] =>
  statusMessage?.url
    ? [" ", link(statusMessage.url, translatorOf(context).text("follow.see-status"))]
    : [];
