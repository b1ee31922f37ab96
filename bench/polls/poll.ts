/** One poll, as everything that is compared with the relay makes it: a request in a pool of connections, and JSON.parse. */
import { Pool } from "undici";

/** Polls a job, by its number. Rejects if it is not running. */
export type Poll = (job: number) => Promise<void>;

/**
 * What polls jobs, and the numbers among the arguments of a script, which begin with the API's origin and a path to which a job's
 * number is added.
 */
export function readArguments(): {
  readonly poll: Poll;
  readonly numbers: readonly number[];
} {
  const [origin = "", path = "", ...numbers] = process.argv.slice(2);
  const pool = new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 90_000 });
  const poll: Poll = async (job) => {
    const { body } = await pool.request({ method: "GET", path: `${path}${job}` });
    const { status } = JSON.parse(await body.text()) as { status: string };
    if (status !== "progress") throw new Error(`unexpected ${status}`);
  };
  return { poll, numbers: numbers.map(Number) };
}
