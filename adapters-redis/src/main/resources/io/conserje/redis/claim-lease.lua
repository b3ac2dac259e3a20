-- Claims a lease. Needs clock.lua.
--
-- KEYS[1]  hash of the hotel's leases: name -> JSON
-- KEYS[2]  sorted set of their names by end, in milliseconds
-- ARGV[1]  name
-- ARGV[2]  owner
-- ARGV[3]  the lease's JSON up to its fence
-- ARGV[4]  life in milliseconds
-- ARGV[5]  time to live of the keys in milliseconds
-- ARGV[6]  how long a lease is kept after its end, in milliseconds
--
-- Returns a list:
--   1  'granted'; 'own' if the owner already has the lease; 'held' if another has it
--   2  JSON of the new lease; otherwise of the stored one
--   3  JSON of the expired lease that this one replaces, if there is one that was not released

local stored = redis.call('HGET', KEYS[1], ARGV[1])
local lease = stored and cjson.decode(stored)
if lease and lease['until'] > now then
  return {lease.owner == ARGV[2] and 'own' or 'held', stored}
end
local fence = fence_after(lease and lease.fence)
local ends = now + ARGV[4]
local json = ARGV[3] .. string.format('"fence":%.0f,"until":%.0f}', fence, ends)
redis.call('HSET', KEYS[1], ARGV[1], json)
redis.call('ZADD', KEYS[2], ends, ARGV[1])
-- Each claim adds one lease at most and removes up to five old ones, so the hash does not grow for ever.
local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[6], 'LIMIT', 0, 5)
if #old > 0 then
  redis.call('HDEL', KEYS[1], unpack(old))
  redis.call('ZREM', KEYS[2], unpack(old))
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
if lease and lease['until'] > 0 then
  return {'granted', json, stored}
end
return {'granted', json}
