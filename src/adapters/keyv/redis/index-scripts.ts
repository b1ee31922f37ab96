import { RedisScript } from "../../redis/redis-script.ts";

// All get the same keys: the hash of the rows, the number of the last row, and the beginnings of the keys of groups and of
// their reservations. Redis Cluster, which wants every key to be named, is not supported.

/** The first line of a row, word by word: its state, its id, its groups. */
const WORDS = `
  local function wordsOf(row)
    local words = {}
    for word in string.gmatch(string.match(row, "^[^\\n]*"), "%S+") do words[#words + 1] = word end
    return words
  end
`;

/** Arguments: key, row. See `IndexRows.put`. */
export const PUT_SCRIPT = new RedisScript(`${WORDS}
  local key, row = ARGV[1], ARGV[2]
  local new, isIn = wordsOf(row), {}
  for place = 3, #new do isIn[new[place]] = true end
  local stored = redis.call("HGET", KEYS[1], key)
  if stored == row then return 0 end
  if stored then
    local old = wordsOf(stored)
    if old[2] == new[2] and old[1] == "settled" and new[1] == "pending" then return 0 end
    for place = 3, #old do
      if isIn[old[place]] then isIn[old[place]] = nil else redis.call("ZREM", KEYS[3] .. old[place], key) end
    end
  end
  redis.call("HSET", KEYS[1], key, row)
  if next(isIn) then
    local last = redis.call("INCR", KEYS[2])
    for group in pairs(isIn) do redis.call("ZADD", KEYS[3] .. group, "NX", last, key) end
  end
  return 1
`);

/** Arguments: key, id. */
export const REMOVE_SCRIPT = new RedisScript(`${WORDS}
  local key, id = ARGV[1], ARGV[2]
  local stored = redis.call("HGET", KEYS[1], key)
  if not stored then return 0 end
  local old = wordsOf(stored)
  if old[2] ~= id then return 0 end
  for place = 3, #old do redis.call("ZREM", KEYS[3] .. old[place], key) end
  redis.call("HDEL", KEYS[1], key)
  return 1
`);

/** Arguments: group, the number after which to begin, how many rows. Returns the last number, the keys, and the rows. */
export const LIST_SCRIPT = new RedisScript(`
  local found = redis.call("ZRANGEBYSCORE", KEYS[3] .. ARGV[1], ARGV[2], "+inf", "WITHSCORES", "LIMIT", 0, ARGV[3])
  if #found == 0 then return { ARGV[2], {}, {} } end
  local keys = {}
  for place = 1, #found, 2 do keys[#keys + 1] = found[place] end
  return { found[#found], keys, redis.call("HMGET", KEYS[1], unpack(keys)) }
`);

/** Arguments: key, id, milliseconds, and for each group its name and limit. Returns the number of a full group, or 0. */
export const RESERVE_SCRIPT = new RedisScript(`
  local key, id, ttlMs = ARGV[1], ARGV[2], tonumber(ARGV[3])
  local time = redis.call("TIME")
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  for place = 4, #ARGV, 2 do
    local group, taken = KEYS[3] .. ARGV[place], KEYS[4] .. ARGV[place]
    redis.call("ZREMRANGEBYSCORE", taken, "-inf", now)
    local count, counted = redis.call("ZCARD", group), {}
    for _, each in ipairs(redis.call("ZRANGE", taken, 0, -1)) do
      local other = string.match(each, "^%S+")
      if not counted[other] and not redis.call("ZSCORE", group, other) then count = count + 1 end
      counted[other] = true
    end
    local isCounted = counted[key] or redis.call("ZSCORE", group, key)
    if not isCounted and count >= tonumber(ARGV[place + 1]) then return (place - 2) / 2 end
  end
  for place = 4, #ARGV, 2 do
    local taken = KEYS[4] .. ARGV[place]
    redis.call("ZADD", taken, string.format("%.0f", now + ttlMs), key .. " " .. id)
    redis.call("PEXPIRE", taken, ttlMs)
  end
  return 0
`);

/** Arguments: key, id, and the groups. */
export const RELEASE_SCRIPT = new RedisScript(`
  for place = 3, #ARGV do redis.call("ZREM", KEYS[4] .. ARGV[place], ARGV[1] .. " " .. ARGV[2]) end
  return 1
`);
