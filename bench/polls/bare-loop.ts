/*
 * What a poll costs at the least with the relay's HTTP library: a pool of connections, and JSON.parse of each answer, as fast as
 * it goes. Arguments: the API's origin, a path to which a job's number is added, how many jobs there are, and how many requests are in flight.
 */
import { readArguments } from "./poll.ts";

const { poll, numbers } = readArguments();
const [jobs = 0, inFlight = 0] = numbers;
let next = 0;

async function pollOn(): Promise<void> {
  for (;;) {
    next = (next + 1) % jobs;
    await poll(next);
  }
}

process.stdout.write("ready\n");
await Promise.all(Array.from({ length: inFlight }, pollOn));
