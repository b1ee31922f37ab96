const PASSING_CODES = new Set([
  // The server does not run yet, the connection broke, or the network is not up yet.
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  // A PostgreSQL that starts or stops: cannot_connect_now, admin_shutdown, crash_shutdown.
  "57P03",
  "57P01",
  "57P02",
  // A PostgreSQL that has no connection left while many processes end and start, or is too slow just now: too_many_connections,
  // query_canceled by the timeout of a statement.
  "53300",
  "57014",
  // A Redis that reads its append-only file, or whose replicas are not connected yet.
  "LOADING",
  "NOREPLICAS",
]);

/** Answers of Redis begin with their code. */
const REDIS_CODE = /^[A-Z]{2,}\b/;

/**
 * Whether a failure to open a server may pass by itself, unlike a wrong password or certificate. What has no code is a client's
 * own error: the connection broke, or the server did not answer in time.
 */
export function isPassingError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : REDIS_CODE.exec(error.message)?.[0];
  return code === undefined || (typeof code === "string" && PASSING_CODES.has(code));
}
