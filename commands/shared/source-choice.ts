import {
  ACTION_NAMES,
  command,
  COMMAND_NAMES,
  line,
  MAX_BUTTON_LENGTH,
  MAX_BUTTONS,
  type Action,
  type Block,
  type FollowResult,
  cutText,
} from "../../src/core/command.ts";

/** The job of one source, of several that have a job with the same id. */
type Choice = Extract<FollowResult, { kind: "ambiguous" }>["choices"][number];

/** Characters of a job's name in a label: a UUID. That leaves room for the source's name. */
const MAX_JOB_IN_LABEL = 36;

/**
 * Buttons that follow each choice; `undefined` if one of them does not fit into a button, or not all fit into the message.
 * `job`: its name in the labels, if the message is about other jobs, too. `besides`: the other actions of the message.
 * Platforms refuse a message that has a button twice, so a choice that is among them gets no second one.
 */
export function choiceButtons(
  choices: readonly Choice[],
  { job, besides = [] }: { readonly job?: string; readonly besides?: readonly Action[] } = {},
): readonly Action[] | undefined {
  const fits = ({ text }: Choice): boolean =>
    ACTION_NAMES.follow.length + text.length <= MAX_BUTTON_LENGTH;
  const added = choices.filter(({ text }) => !besides.some(({ argument }) => argument === text));
  if (!choices.every(fits) || besides.length + added.length > MAX_BUTTONS) return undefined;
  const names = new Set(choices.map(({ displayName }) => displayName));
  const isNameEnough = names.size === choices.length;
  return added.map(({ displayName, text }) => {
    // A source may have the job on several of its servers.
    const name = isNameEnough ? displayName : text;
    const label = job === undefined ? name : `${name} · ${cutText(job, MAX_JOB_IN_LABEL)}`;
    return { kind: "button", name: ACTION_NAMES.follow, argument: text, label };
  });
}

/** The command for each choice. */
export const choiceCommands = (choices: readonly Choice[]): readonly Block[] =>
  choices.map(({ displayName, text }) =>
    line(`${displayName}: `, command(COMMAND_NAMES.status, text)),
  );
