-- Writes a lease of another store, or the fence of one that was released, unless this store has a newer one. Needs
-- clock.lua.
--
-- KEYS[1]  hash of the hotel's leases, see claim-lease.lua
-- KEYS[2]  sorted set of their names by end, see claim-lease.lua
-- ARGV[1]  name
-- ARGV[2]  fence
-- ARGV[3]  end in milliseconds
-- ARGV[4]  the lease's JSON up to its fence; empty if it was released
-- ARGV[5]  time to live of the keys in milliseconds
--
-- Returns 0 if this store has a newer lease, else 1.

local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored and tonumber(string.match(stored, '"fence":(%d+)')) > tonumber(ARGV[2]) then
  return 0
end
if ARGV[4] == '' then
  redis.call('HSET', KEYS[1], ARGV[1], '{"fence":' .. ARGV[2] .. ',"until":0}')
  redis.call('ZADD', KEYS[2], now, ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[4] .. '"fence":' .. ARGV[2] .. ',"until":' .. ARGV[3] .. '}')
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return 1
