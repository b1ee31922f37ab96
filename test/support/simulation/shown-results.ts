/** What people see of the results in the channels: each file and each text of a result once, and in its own channel. */
import { postedAs, type Follow } from "../../../src/core/follow/follow.ts";
import type { MemoryMessage, MemoryPlatform } from "./memory-platform.ts";
import { RESULT_TEXT } from "./purpose.ts";
import type { Simulation } from "./simulation.ts";

const RESULT_KEY = /^(.*):result(?::\w+)?$/;
const STATUS_KEY = /^(.*):status$/;

/** A message and the result that it shows, by the id that the keys of the result begin with. */
interface Shown {
  readonly message: MemoryMessage;
  readonly result: string;
  /** The channel, also of a message in a thread. */
  readonly home: string;
  readonly isOutdated: boolean;
}

/** The results that are shown in more than one message of a channel, are not whole, or are in another channel. */
export function findMisshown(
  simulation: Simulation,
  platforms: readonly MemoryPlatform[],
): { readonly twice: string[]; readonly lost: string[]; readonly wrong: string[] } {
  const shown = platforms.flatMap((platform) => shownOn(platform, simulation, platform.messages));
  const gone = platforms.flatMap((platform) => shownOn(platform, simulation, platform.deleted));
  return {
    twice: findTwice(shown),
    ...findLostAndWrong(simulation.store.all(), shown, new Set(gone.map(({ result }) => result))),
  };
}

/**
 * What is shown on a platform. A message whose latest edit was refused may show what an earlier edit has left, although the
 * result was posted then: see docs/reliability.md.
 */
function shownOn(
  platform: MemoryPlatform,
  { statusOwners }: Simulation,
  messages: readonly MemoryMessage[],
): Shown[] {
  return messages.flatMap((message) => {
    const { id, postedFor = "" } = message;
    const ofStatus = statusOwners.get(id) ?? STATUS_KEY.exec(postedFor)?.[1];
    const result = RESULT_KEY.exec(postedFor)?.[1] ?? ofStatus;
    const home = platform.homeOf(message.channel);
    const isOutdated = platform.uneditable.has(id);
    return result === undefined || !message.isOurs ? [] : [{ message, result, home, isOutdated }];
  });
}

/** What of the result a message shows: its files, those that it links, the text, and that it is the status message. */
const itemsOf = ({ postedFor = "", fileNames, shows }: MemoryMessage): string[] => [
  ...new Set([...fileNames, ...shows, ...(STATUS_KEY.test(postedFor) ? ["the status"] : [])]),
];

function findTwice(shown: readonly Shown[]): string[] {
  const seen = new Map<string, string[]>();
  for (const { message, result, home, isOutdated } of shown)
    for (const item of isOutdated ? [] : itemsOf(message)) {
      const what = `${item} of ${result} in ${home}`;
      seen.set(what, [
        ...(seen.get(what) ?? []),
        `${message.postedFor} ${message.thread ?? message.channel}`,
      ]);
    }
  return [...seen]
    .filter(([, where]) => where.length > 1)
    .map(([what, where]) => `${what}: ${where.join(" and ")}`);
}

/** `gone`: results of which people have deleted a message. */
function findLostAndWrong(
  follows: readonly Follow[],
  shown: readonly Shown[],
  gone: ReadonlySet<string>,
): { readonly lost: string[]; readonly wrong: string[] } {
  const lost: string[] = [];
  const wrong: string[] = [];
  for (const follow of follows) {
    const result = postedAs(follow);
    const own = shown.filter((each) => each.result === result);
    for (const { home, message } of own)
      if (home !== follow.channel.channel) wrong.push(`${message.postedFor} is in ${home}`);
    if (follow.state !== "delivered" || gone.has(result)) continue;
    const items = new Set(own.flatMap(({ message }) => itemsOf(message)));
    const { outcome } = follow;
    const wanted = outcome?.kind === "completed" ? outcome.attachments : [];
    for (const { filename = "" } of wanted)
      if (!items.has(filename)) lost.push(`${filename} of ${result}`);
    if (outcome?.kind !== "forgotten" && !items.has(RESULT_TEXT))
      lost.push(`${RESULT_TEXT} ${result}`);
  }
  return { lost, wrong };
}
