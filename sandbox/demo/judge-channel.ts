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
  /** The end of its id in the relay's log. */
  readonly jobId: string;
  /** What channels see of the id. */
  readonly shownName: string;
  readonly statusWord: string;
  /** The result contains all of these. */
  readonly resultSays: readonly string[];
  /** `undefined` if there is no file. */
  readonly fileSha256: string | undefined;
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

function judgeJob(
  messages: readonly SeenMessage[],
  requester: string,
  { jobId, shownName, statusWord, resultSays, fileSha256 }: Expectation,
): string[] {
  const about = messages.filter(({ text }) => text.includes(shownName));
  const [status, result, ...more] = about;
  if (!status || !result || more.length > 0)
    return [`${about.length} messages about ${jobId} instead of 2`];
  const problems: string[] = [];
  if (!status.text.includes(statusWord)) problems.push(`${jobId}: status is not ${statusWord}`);
  for (const words of resultSays)
    if (!result.text.includes(words)) problems.push(`${jobId}: result does not say “${words}”`);
  const hashes = result.files.map(({ sha256 }) => sha256);
  const expected = fileSha256 === undefined ? [] : [fileSha256];
  if (hashes.join() !== expected.join()) problems.push(`${jobId}: wrong files ${hashes.join()}`);
  if (result.pinged.join() !== requester) problems.push(`${jobId}: pinged ${result.pinged.join()}`);
  return problems;
}
