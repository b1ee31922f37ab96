import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";

/** Whether one of these relays has recorded the delivery of a job. */
export const isDelivered = (relays: readonly RelayProcess[], jobId: string): boolean =>
  relays.some(({ log }) =>
    log.some(({ msg, ...line }) => msg === "follow.delivered" && line["jobId"] === jobId),
  );

/** Whether a relay found nothing left to do when it started: the one before it may be killed before it logs the end. */
export const hadNothingLeft = ({ log }: RelayProcess): boolean =>
  log.some(({ msg, ...line }) => msg === "follows.resumed" && line["follows"] === 0);
