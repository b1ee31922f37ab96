/** A Pika API id: the time of submission to the millisecond, then the account's numbers. */
const PIKA_ID = /^job:\d{8}(\d{9})-user:/;
const MAX_WHOLE = 12;
const BEGINNING = 8;

/**
 * A job id as people see it. In ids of the Pika API only the time differs from job to job, so its time of day is shown;
 * of other ids the whole if it is short, otherwise the beginning.
 */
export function shortJobId(jobId: string): string {
  const timeOfDay = PIKA_ID.exec(jobId)?.[1];
  if (timeOfDay !== undefined) return timeOfDay;
  return jobId.length <= MAX_WHOLE ? jobId : jobId.slice(0, BEGINNING);
}
