/*
 * What a poll costs at the least with the relay's HTTP library: a pool of connections, and JSON.parse of each answer, as fast as
 * it goes. Arguments: the API's origin, a path to which a job's number is added, how many jobs there are, and how many requests are in flight.
 */
import { Pool } from "undici";

const [origin = "", path = "", ...numbers] = process.argv.slice(2);
const [jobs = 0, inFlight = 0] = numbers.map(Number);
const pool = new Pool(origin, { connections: inFlight, pipelining: 1 });
let next = 0;

async function poll(): Promise<void> {
  for (;;) {
    next = (next + 1) % jobs;
    const { body } = await pool.request({ method: "GET", path: `${path}${next}` });
    const job = JSON.parse(await body.text()) as { status: string };
    if (job.status !== "progress") throw new Error(`unexpected ${job.status}`);
  }
}

process.stdout.write("ready\n");
await Promise.all(Array.from({ length: inFlight }, poll));
