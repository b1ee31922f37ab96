/** What happened in a cluster, judged from outside: by the requests to the job API and by what the channels show. */

/** One poll, as the job API saw it. */
export interface SeenPoll {
  readonly jobId: string;
  /** When it arrived, in milliseconds. */
  readonly at: number;
  /** When it was answered, or its client disconnected; `undefined` until then. */
  readonly endedAt?: number | undefined;
}

/** One message that a channel shows about a job. */
export interface SeenMessage {
  readonly text: string;
  /** The SHA-256 of each of its files. */
  readonly files: readonly string[];
  /** When it was posted, in milliseconds. */
  readonly at: number;
}

/** What the end of a follow has to look like. */
export interface Expected {
  /** In the last form of the status message. */
  readonly status: string;
  /** In the result. */
  readonly result: string;
  /** The SHA-256 of the file of each result. */
  readonly sha256: string;
}

/** How the results of one channel followed each other. */
export interface SeenOrder {
  readonly jobId: string;
  /** When its outcome was stored, in milliseconds. */
  readonly settledAt: number;
}

/** Groups polls by job, each group in the order of arrival. */
export function pollsByJob(polls: readonly SeenPoll[]): Map<string, SeenPoll[]> {
  const groups = new Map<string, SeenPoll[]>();
  for (const poll of polls.toSorted((a, b) => a.at - b.at)) {
    const group = groups.get(poll.jobId);
    if (group === undefined) groups.set(poll.jobId, [poll]);
    else group.push(poll);
  }
  return groups;
}

/** Polls of a job that arrived while another one of the same job was still open, one line each. */
export function findOverlaps(polls: readonly SeenPoll[]): string[] {
  return [...pollsByJob(polls)].flatMap(([jobId, group]) => {
    let openUntil = -Infinity;
    return group.flatMap(({ at, endedAt = Infinity }) => {
      const line = `${jobId}: a poll at ${at}, another one open until ${openUntil}`;
      const overlaps = at < openUntil;
      openUntil = Math.max(openUntil, endedAt);
      return overlaps ? [line] : [];
    });
  });
}

/** The longest time between two polls of one job, in milliseconds, and which job it was; 0 if none was polled twice. */
export function longestGap(polls: readonly SeenPoll[]): { jobId: string; gapMs: number } {
  let longest = { jobId: "", gapMs: 0 };
  for (const [jobId, group] of pollsByJob(polls))
    for (const [index, { at }] of group.entries()) {
      const gapMs = at - (group[index - 1]?.at ?? at);
      if (gapMs > longest.gapMs) longest = { jobId, gapMs };
    }
  return longest;
}

/** The most polls in any window of one second, wherever it begins. */
export function busiestSecond(polls: readonly Pick<SeenPoll, "at">[]): number {
  const times = polls.map(({ at }) => at).toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while (at - times[first]! >= 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** What is wrong with the messages about one job in a channel, in a few words; `undefined` if all is well. */
export function judgeShown(shown: readonly SeenMessage[], expected: Expected): string | undefined {
  const results = shown.filter(({ files }) => files.length > 0);
  const statuses = shown.filter(({ files }) => files.length === 0);
  if (results.length === 0) return "lost";
  if (results.length > 1) return `shown ${results.length} times`;
  if (statuses.length !== 1) return `${statuses.length} status messages`;
  const [status, result] = shown;
  if (status !== statuses[0]) return "the result is before the status message";
  if (!status?.text.includes(expected.status)) return "the status message is not the last one";
  if (!result?.text.includes(expected.result)) return "the result says something else";
  if (result.files.join() !== expected.sha256) return "the file is another one";
  return undefined;
}

/**
 * Results of one channel that overtook another one, one line each. `toleranceMs`: outcomes stored within this time may
 * come in either order.
 */
export function findOvertaken(order: readonly SeenOrder[], toleranceMs: number): string[] {
  let latest: SeenOrder | undefined;
  return order.flatMap((each) => {
    const lines =
      latest !== undefined && each.settledAt + toleranceMs < latest.settledAt
        ? [
            `${each.jobId} after ${latest.jobId}: settled ${latest.settledAt - each.settledAt} ms earlier`,
          ]
        : [];
    if (latest === undefined || each.settledAt > latest.settledAt) latest = each;
    return lines;
  });
}
