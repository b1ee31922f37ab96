import type { RedisClientType } from "@keyv/redis";
import { QueueError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type {
  SharedRateLimit,
  WantedStarts,
} from "../../core/ports/processes/shared-rate-limit.ts";
import { RedisScript, runScript } from "../redis/redis-script.ts";

/** How far ahead starts are handed out. After a restart of the server, none is handed out for this long. */
const HORIZON_MS = 1_000;
/** Longest time that an answer is expected to take, in milliseconds: no start is earlier. */
const MAX_LEAD_MS = 500;

/**
 * Times are milliseconds of the server's clock, and a clock that is set back moves `next` along. `server` changes with a
 * restart or a failover, which may lose what was handed out last: then nothing is handed out until that is over. So it is
 * also if the key is missing.
 */
const TAKE = new RedisScript(`
  local time = redis.call("TIME")
  local now = time[1] * 1000 + time[2] / 1000
  local server = string.match(redis.call("INFO", "server"), "run_id:(%w+)") or ""
  local count, gap, extra, lead = unpack(ARGV)
  local known = redis.call("HMGET", KEYS[1], "next", "now", "server")
  local next = now + ${HORIZON_MS} + gap
  if known[3] == server then
    next = known[1] - math.max(known[2] - now, 0)
  end
  local starts = { string.format("%.3f", now) }
  local start = math.max(next, now + lead)
  while #starts <= tonumber(count) and start <= now + ${HORIZON_MS} do
    starts[#starts + 1] = string.format("%.3f", start)
    next = start + gap + extra
    start = next
    extra = 0
  end
  redis.call("HSET", KEYS[1], "next", string.format("%.3f", next), "now", starts[1], "server", server)
  return starts
`);

/** Options of {@link RedisSharedRateLimit}. */
export interface RedisSharedRateLimitOptions {
  /** Connected while the limit is used. It must reject commands while it is not. */
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly clock: Clock;
}

/** Hands out evenly spaced starts on the clock of the Redis server that the queue is on. */
export class RedisSharedRateLimit implements SharedRateLimit {
  readonly #options: RedisSharedRateLimitOptions;
  /** From the server's clock to this process's, in milliseconds; by the answer that was on its way the shortest time. */
  #offsetMs = Number.NaN;
  #leadMs = 1;

  constructor(options: RedisSharedRateLimitOptions) {
    this.#options = options;
  }

  async take(api: string, { count, gapMs, extraGapMs }: WantedStarts): Promise<readonly number[]> {
    const { client, namespace, clock } = this.#options;
    const sentAtMs = clock.monotonicMs();
    try {
      const reply = await runScript(client, TAKE, {
        keys: [`${namespace}:queue:starts:${api}`],
        arguments: [count, gapMs, extraGapMs, this.#leadMs].map(String),
      });
      const [serverMs = Number.NaN, ...starts] = Array.isArray(reply) ? reply.map(Number) : [];
      this.#learn(serverMs, sentAtMs);
      return starts.map((startMs) => startMs + this.#offsetMs);
    } catch (error) {
      throw new QueueError("the queue cannot hand out starts", { cause: error });
    }
  }

  /** The server's clock showed `serverMs` between the request and now. */
  #learn(serverMs: number, sentAtMs: number): void {
    const nowMs = this.#options.clock.monotonicMs();
    const earliestMs = sentAtMs - serverMs;
    const latestMs = nowMs - serverMs;
    // Else one of the clocks was set, or runs faster.
    const isPossible = this.#offsetMs >= earliestMs && this.#offsetMs <= latestMs;
    if (!isPossible) this.#offsetMs = latestMs;
    this.#leadMs = Math.min(Math.max(nowMs - sentAtMs, 1), MAX_LEAD_MS);
  }
}
