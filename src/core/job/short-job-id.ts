/** An id of the Pika API: the submission time to the millisecond, followed by the account's numbers. */
const PIKA_ID = /^job:\d{8}(\d{9})-user:/;
const MAX_WHOLE = 12;
const BEGINNING = 8;

/**
 * A job id as people see it. Ids of the Pika API differ only in their time, so the time of day is shown. Other ids are shown
 * whole if they are short, otherwise only their beginning.
 */
export function shortJobId(jobId: string): string {
  const timeOfDay = PIKA_ID.exec(jobId)?.[1];
  if (timeOfDay !== undefined) return timeOfDay;
  return jobId.length <= MAX_WHOLE ? jobId : jobId.slice(0, BEGINNING);
}
