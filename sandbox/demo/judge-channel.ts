/*
 * Checks that a channel holds exactly what it should: one status message and one result per job, the right bytes, the
 * right words, and a ping for the requester only.
 */

/** A message of either platform, as far as the verdict needs it. */
export interface SeenMessage {
  readonly text: string;
  readonly files: readonly { readonly sha256: string; readonly size: number }[];
  readonly pinged: readonly string[];
  readonly pingedMany: boolean;
}

/** What one channel should contain about one job. */
export interface Expectation {
  readonly jobId: string;
  readonly statusWord: string;
  /** The result contains all of these. */
  readonly resultSays: readonly string[];
  readonly videoSha256: string | undefined;
}

/** Returns what is wrong with a channel; empty if nothing is. */
export function judgeChannel(
  channel: { name: string; requester: string; messages: readonly SeenMessage[] },
  expectations: readonly Expectation[],
): string[] {
  const { messages, requester } = channel;
  const problems = expectations.flatMap((expected) => judgeJob(messages, requester, expected));
  if (messages.length !== expectations.length * 2)
    problems.push(`${messages.length} messages instead of ${expectations.length * 2}`);
  if (messages.some(({ pingedMany }) => pingedMany)) problems.push("somebody else was pinged");
  return problems.map((problem) => `${channel.name}: ${problem}`);
}

/** How the relay names a job: the time of day in its id. Written down here again, because the demo checks the relay. */
const shownName = (jobId: string): string => /^job:\d{8}(\d{9})-/.exec(jobId)?.[1] ?? jobId;

function judgeJob(
  messages: readonly SeenMessage[],
  requester: string,
  { jobId, statusWord, resultSays, videoSha256 }: Expectation,
): string[] {
  const about = messages.filter(({ text }) => text.includes(shownName(jobId)));
  const [status, result, ...more] = about;
  if (!status || !result || more.length > 0)
    return [`${about.length} messages about ${jobId} instead of 2`];
  const problems: string[] = [];
  if (!status.text.includes(statusWord)) problems.push(`${jobId}: status is not ${statusWord}`);
  for (const words of resultSays)
    if (!result.text.includes(words)) problems.push(`${jobId}: result does not say “${words}”`);
  const hashes = result.files.map(({ sha256 }) => sha256);
  const expected = videoSha256 === undefined ? [] : [videoSha256];
  if (hashes.join() !== expected.join()) problems.push(`${jobId}: wrong files ${hashes.join()}`);
  if (result.pinged.join() !== requester) problems.push(`${jobId}: pinged ${result.pinged.join()}`);
  return problems;
}
