/** The ids of the Pika API: the account's numbers and the time of making, to the millisecond. */
const PIKA_ID = /^job:\d{8}(\d{9})-user:/;
const MAX_WHOLE = 12;
const BEGINNING = 8;

/**
 * A job id as people are shown it. Of an id of the Pika API only the time of day differs from job to job; any other id is
 * whole where it is short, and its beginning where it is not.
 */
export function shortJobId(jobId: string): string {
  const timeOfDay = PIKA_ID.exec(jobId)?.[1];
  if (timeOfDay !== undefined) return timeOfDay;
  return jobId.length <= MAX_WHOLE ? jobId : jobId.slice(0, BEGINNING);
}
